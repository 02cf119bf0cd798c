"""Days that open alike stand together."""

import pytest

from router.domain.calendar import Calendar
from router.testing import klaverdam
from router.week import hours_of

WEEK = {"mon": ["09:00-12:00", "13:00-17:00"], "tue": ["09:00-12:00"], "wed": ["09:00-12:00"], "sun": ["10:00-24:00"]}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "maandag 09:00-12:00 en 13:00-17:00, dinsdag en woensdag 09:00-12:00, zondag 10:00-24:00"),
        ("en", "Monday 09:00-12:00 and 13:00-17:00, Tuesday and Wednesday 09:00-12:00, Sunday 10:00-24:00"),
        ("fr", "lundi 09:00-12:00 et 13:00-17:00, mardi et mercredi 09:00-12:00, dimanche 10:00-24:00"),
        ("de", "Montag 09:00-12:00 und 13:00-17:00, Dienstag und Mittwoch 09:00-12:00, Sonntag 10:00-24:00"),
    ],
)
def test_in_four_languages(language, words):
    assert hours_of(Calendar.build("desk", "Europe/Amsterdam", WEEK, []), language) == words


def test_klaverdam():
    assert hours_of(klaverdam().municipality.calendar_of("kcc"), "en") == "Monday to Friday 08:30-17:00"
