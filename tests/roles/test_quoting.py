"""What stands under an answer."""

from zoneinfo import ZoneInfo

import pytest

from router.channels.email.quotes import without_quotes
from router.domain.contact import Contact, Text
from router.roles.quoting import MOST, MOST_LINES, quoted, with_quote
from router.testing import MONDAY, ZONE
from router.testing_town import town_in

CONTACT = Contact(id="c", channel="email", source="email", received_at=MONDAY)


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de", "ar"])
def test_an_answer_above_what_it_answers_is_read_back_as_the_answer_alone(language):
    text = with_quote("Dat regelen we.\n\nGroet", CONTACT, Text(id="c", body="Hij brandt niet.\n\nAn"), language, ZONE)
    assert "2026" in text and text.endswith("> Hij brandt niet.\n>\n> An\n")
    assert without_quotes(text) == "Dat regelen we.\n\nGroet"


def test_without_words_there_is_nothing_to_quote():
    assert with_quote("Dag", CONTACT, Text(id="c", body=" \n"), "nl", ZoneInfo("UTC")) == "Dag"


def test_a_long_one_is_cut():
    assert len(quoted("x\n" * 10_000).split("\n")) == MOST_LINES + 1
    assert len(quoted("x" * 100_000)) < MOST and quoted("x" * 100_000).endswith("> …")


async def test_the_letter_quotes_and_the_register_does_not(tmp_path):
    async with town_in(tmp_path) as town:
        case = await town.case_of(await town.receive(text="Hij brandt niet."))
        await town.acts.reply(case.reference, town.actor(), "Dat regelen we.")
        letter = next(each for each in await town.deliver() if "Dat regelen we." in each.text)
        assert letter.text.startswith("Dat regelen we.\n\nOp 23 nov") and "> Hij brandt niet." in letter.text
        (reply,) = (each for each in await town.outbox() if each.purpose == "reply")
        assert (await town.store.message(reply.contact))[1].body == "Dat regelen we."
