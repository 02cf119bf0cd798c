"""Due moments and their sentences: `data/due.csv` by hand on Klaverdam's own calendars, and what it lacks."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from router.domain.calendar import Calendar
from router.domain.closing import CalendarError, Closing
from router.domain.due import Term, due_moment, why
from router.testing import klaverdam

CLOSINGS = (
    Closing(every="01-01", reason={"nl": "Nieuwjaarsdag", "en": "New Year's Day"}),
    Closing(easter=-2, reason={"nl": "Goede Vrijdag", "en": "Good Friday"}),
    Closing(easter=1, reason={"nl": "Tweede Paasdag", "en": "Easter Monday"}),
    Closing(every="04-27", sunday="04-26", reason={"nl": "Koningsdag", "en": "King's Day"}),
    Closing(every="05-05", reason={"nl": "Bevrijdingsdag", "en": "Liberation Day"}),
    Closing(easter=39, reason={"nl": "Hemelvaartsdag", "en": "Ascension Day"}),
    Closing(easter=50, reason={"nl": "Tweede Pinksterdag", "en": "Whit Monday"}),
    Closing(every="12-25", reason={"nl": "Eerste Kerstdag", "en": "Christmas Day"}),
    Closing(every="12-26", reason={"nl": "Tweede Kerstdag", "en": "Boxing Day"}),
)
AMSTERDAM = "Europe/Amsterdam"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
KCC = Calendar.build("kcc", AMSTERDAM, dict.fromkeys(WEEKDAYS, ("08:30-17:00",)), CLOSINGS)
LIBRARY = Calendar.build("library", AMSTERDAM, {"tue": ["10:00-14:00"], "sat": ["10:00-14:00"]}, CLOSINGS)
ALWAYS = Calendar.build("always", AMSTERDAM, dict.fromkeys((*WEEKDAYS, "sat", "sun"), ("00:00-24:00",)), ())
with (Path(__file__).parent / "data" / "due.csv").open(encoding="utf-8", newline="") as table:
    ROWS = [tuple(row.values()) for row in csv.DictReader(table)]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def told(text: str, received: str, calendar: Calendar = KCC, language: str = "nl") -> str:
    term = Term.parse(text)
    return why(term, at(received), due_moment(term, at(received), calendar), calendar, language)


def test_the_table_is_long_enough():
    assert len(ROWS) >= 60
    assert {row[1] for row in ROWS} == {"kcc", "town-hall", "library"}


@pytest.mark.parametrize(("kind_term", "calendar", "received", "due", "sentence", "note"), ROWS)
def test_worked_by_hand(kind_term, calendar, received, due, sentence, note):
    term, hours = Term.parse(kind_term.partition(": ")[2]), klaverdam().municipality.calendars[calendar]
    found = due_moment(term, at(received), hours)
    assert found == at(due), note
    assert found.utcoffset() == timedelta(0)
    assert why(term, at(received), found, hours) == sentence


@pytest.mark.parametrize(
    ("text", "received", "sentence"),
    [
        ("2 working days", "2026-11-23T10:00+01:00", "Wed 25 Nov 17:00: second working day after Mon 23 Nov"),
        (
            "2 working days",
            "2026-12-24T15:00+01:00",
            "Tue 29 Dec 17:00: second working day after Thu 24 Dec, without Fri 25 Dec (Christmas Day)",
        ),
        ("11 working days", "2026-11-23T10:00+01:00", "Tue 8 Dec 17:00: 11th working day after Mon 23 Nov"),
        ("21 working days", "2026-11-02T10:00+01:00", "Tue 1 Dec 17:00: 21st working day after Mon 2 Nov"),
        ("1 opening hour", "2026-11-23T08:30+01:00", "Mon 23 Nov 09:30: 1 opening hour after Mon 23 Nov 08:30"),
        ("25 seconds", "2026-11-23T10:00+01:00", "Mon 23 Nov 10:00:25: 25 seconds after Mon 23 Nov 10:00:00"),
        (
            "8 weeks",
            "2026-11-07T09:00+01:00",
            "Mon 4 Jan 2027 17:00: 8 weeks after Sat 7 Nov, moved from Sat 2 Jan 2027 (weekend)",
        ),
    ],
)
def test_english(text, received, sentence):
    assert told(text, received, language="en") == sentence


def test_another_language_gets_dutch():
    assert told("2 working days", "2026-11-23T10:00+01:00", language="de").startswith("wo 25 nov")


def test_a_desk_that_does_not_open_on_the_working_day_answers_at_its_next_opening():
    received = "2026-11-23T10:00+01:00"
    assert due_moment(Term.parse("2 working days"), at(received), LIBRARY) == at("2026-11-28T14:00+01:00")
    sentence = "za 28 nov 14:00: tweede werkdag na ma 23 nov, op wo 25 nov niet open"
    assert told("2 working days", received, LIBRARY) == sentence
    assert told("2 days", received, LIBRARY) == "za 28 nov 14:00: 2 dagen na ma 23 nov, op wo 25 nov niet open"


def test_a_closed_saturday_counts_for_a_desk_that_opens_on_saturdays():
    sentence = "di 29 dec 11:00: 1 openingsuur na wo 23 dec 12:00, zonder za 26 dec (Tweede Kerstdag)"
    assert told("1 opening hour", "2026-12-23T12:00+01:00", LIBRARY) == sentence


def test_closing_at_midnight_is_told_as_the_end_of_the_day_counted():
    assert told("2 working days", "2026-11-23T10:00+01:00", ALWAYS) == "wo 25 nov 24:00: tweede werkdag na ma 23 nov"


@pytest.mark.parametrize(
    "text",
    ["2 working days", "1 opening hour", "30 opening minutes", "25 seconds", "8 weeks", "10 days", "1 week", "legal"],
)
def test_a_term_reads_as_it_is_written(text):
    assert str(Term.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "two working days",
        "0 weeks",
        "-1 days",
        "2 workdays",
        "1.5 weeks",
        "legal 8",
        "8 legal",
        "² days",
        "999999999999 weeks",
    ],
)
def test_another_form_is_refused_with_the_forms(text):
    with pytest.raises(ValueError, match=r"2 working days.*8 weeks.*legal"):
        Term.parse(text)


def test_the_legal_term_must_be_filled_in_first():
    moment = at("2026-11-23T10:00+01:00")
    with pytest.raises(ValueError, match="legal term of a product"):
        due_moment(Term.parse("legal"), moment, KCC)
    with pytest.raises(ValueError, match="legal term of a product"):
        why(Term.parse("legal"), moment, moment, KCC)


@pytest.mark.parametrize("text", ["2 working days", "1 opening hour", "1 week", "99999 working days", "99999 weeks"])
def test_outside_the_built_years_the_mend_is_named(text):
    with pytest.raises(CalendarError, match="first_year or last_year"):
        due_moment(Term.parse(text), datetime(2045, 12, 31, 20, tzinfo=UTC), KCC)
