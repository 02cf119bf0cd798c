"""Which cases somebody means, over either database."""

import pytest

from router.domain.contact import Sender
from router.domain.searched import searched
from router.store.views.search import Seer, search

JOSE = Sender(name="José Janssens", email="jose@een.example", phone="+31612345678")
FATIMA = Sender(name="Fatima El Amrani", email="fatima@twee.example")
HARD = ["\"'*:()&|!<->", "🙂 ", "a" * 400, "%_\\", "' OR 1=1 --", "NEAR(", "ↀ² ﬁ ꙮ", "-", "\x00", "0042'", "@", "x@"]


@pytest.fixture
async def cases(town):
    """Two who wrote, the first earlier; their references."""
    said = {JOSE: "De straatlantaarn brandt niet in de Molenstraat.", FATIMA: "Mijn paspoort is verlopen, één week al."}
    references = []
    for sender, text in said.items():
        references.append((await town.case_of(await town.receive(sender=sender, text=text))).reference)
    return references


@pytest.fixture
def found(town):
    async def found(typed, **more):
        return await search(town.store.engine, searched(typed), **more)

    return found


async def test_by_reference_or_a_part_of_it(cases, found):
    first, second = cases
    for typed in (first, first.lower().replace("-", ""), first.rpartition("-")[2]):
        assert await found(typed) == [first]
    assert await found(first.rpartition("-")[0]) == [second, first]


@pytest.mark.parametrize(
    "typed",
    [
        "jose",
        "JANSSENS, José",
        "jans",
        "06 1234 5678",
        "+31612345678",
        "345678",
        "jose@een",
        "lantaarn",
        "straatl molen",
    ],
)
async def test_by_name_number_address_and_words(cases, found, typed):
    assert await found(typed) == ([cases[0]] if typed != "lantaarn" else [])


@pytest.mark.parametrize("typed", ["jansens", "jose jnassens", "jannssens"])
async def test_one_typing_error_in_a_name_is_forgiven(cases, found, typed):
    assert await found(typed) == [cases[0]]


@pytest.mark.parametrize("typed", ["janssens straatlantaarn", "molenstraat jose", "brandt een.example jans"])
async def test_a_name_and_a_word_together(cases, found, typed):
    assert await found(typed) == [cases[0]]


@pytest.mark.parametrize("typed", ["janssens paspoort", "jose onzin", "fatima molenstraat"])
async def test_each_word_must_be_theirs(cases, found, typed):
    assert await found(typed) == []


async def test_accents_are_no_hindrance_either_way(cases, found):
    assert await found("een week") == [cases[1]] == await found("één wéék")


async def test_who_it_is_from_comes_before_what_was_said(town, cases, found):
    about = await town.receive(sender=FATIMA, text="Ik schreef u over Janssens.")
    other = (await town.case_of(about)).reference
    assert await found("janssens") == [cases[0], other]


async def test_only_what_they_may_see_is_found(town, cases, found):
    team = (await town.case(cases[0])).team
    assert await found("janssens", seer=Seer(account="x", teams=(team,))) == [cases[0]]
    assert await found("janssens", seer=Seer(account="x", teams=("nobody%",))) == []


async def test_a_name_that_came_later_is_found(town, cases, found):
    await town.receive(sender=JOSE.with_(name="Jozef Peeters"), text="Nog een keer over de lamp.")
    assert cases[0] in await found("peeters")


@pytest.mark.parametrize("typed", HARD)
async def test_anything_may_be_typed(cases, found, typed):
    assert isinstance(await found(typed), list)
