"""A twelve-year-old must understand every page (Z6): short sentences, "u", and none of the office's own words."""

import re
from statistics import mean

from babel.messages.pofile import read_po

from tests.web.test_locales import FOR_CITIZENS, ROUTER, asked

OFFICE = re.compile(
    r"\b(middels|teneinde|inzake|omtrent|conform|alsmede|derhalve|dient te|dienen te|indien|voornoemde?|bovengenoemde?"
    r"|desgewenst|thans|ingevolge|aangaande|vigerende?|uiterlijk op|gaarne|reeds|doch)\b",
    re.IGNORECASE,
)
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)


def sentences() -> list[str]:
    wanted = asked(FOR_CITIZENS)
    with (ROUTER / "locales" / "nl" / "balie.po").open("rb") as file:
        messages = [each for each in read_po(file) if (each.id[0] if isinstance(each.id, tuple) else each.id) in wanted]
    texts = [text for each in messages for text in (each.string if isinstance(each.string, tuple) else (each.string,))]
    return [part for text in texts for part in re.split(r"(?<=[.!?:;])\s+", text) if len(part.split()) > 2]


def test_sentences_are_short() -> None:
    found = sentences()
    assert mean(len(each.split()) for each in found) <= 10
    assert [each for each in found if len(each.split()) > 20] == []


def test_no_word_of_the_office_and_no_familiar_address() -> None:
    assert [each for each in sentences() if OFFICE.search(each) or FAMILIAR.search(each)] == []
