"""What is a partner's goes to them by mail: at once when rules send it there, and everything that comes after."""

import pytest

from router.domain.contact import Sender

CONTAINER = "De afvalcontainer is niet geleegd."


async def to_the_partner(town):
    """Letters that went to the waste company meanwhile."""
    address = town.book.municipality.teams["waste-partner"].email
    return [each for each in await town.deliver() if each.to == address]


@pytest.fixture
async def theirs(town):
    """A case that rules bring to the waste company."""
    contact = await town.receive(
        message_id="<m1>", text=CONTAINER, sender=Sender(name="Noor", email="noor@example.org")
    )
    case = await town.case_of(contact)
    assert case.team == "waste-partner"
    return case


async def test_what_rules_bring_to_a_partner_is_mailed_to_them_without_who_said_it(town, theirs):
    (letter,) = await to_the_partner(town)
    assert CONTAINER in letter.text and theirs.reference in letter.subject
    assert "noor" not in (letter.text + letter.subject).casefold()


async def test_what_the_citizen_adds_follows(town, theirs):
    await to_the_partner(town)
    await town.receive(reply_to=("<m1>",), text="Hij staat er nog.", sender=Sender(email="noor@example.org"))
    (letter,) = await to_the_partner(town)
    assert "Hij staat er nog." in letter.text and CONTAINER not in letter.text


@pytest.mark.parametrize(
    "said",
    [
        {"sender": Sender(email="Jan@deschakel-afval.example")},  # their own answer
        {"automatic": True},
        {"backlog": True},
    ],
)
async def test_what_does_not_go_to_them(town, theirs, said):
    await to_the_partner(town)
    await town.receive(**{"reply_to": ("<m1>",), "text": "Genoteerd.", **said})
    assert await to_the_partner(town) == []


async def test_nothing_goes_out_for_a_team_of_our_own(town):
    case = await town.case_of(await town.receive(text="De straatlantaarn in de Molenstraat is stuk."))
    assert not town.book.municipality.teams[case.team].is_partner
    assert [each.subject for each in await town.deliver() if "Doorgestuurd" in each.subject] == []
