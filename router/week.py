"""The hours of a week in one line of a letter: days that open alike stand together."""

from collections.abc import Iterator
from itertools import groupby

from babel.dates import get_day_names

from router.domain.calendar import Calendar
from router.domain.opening import Frames

UNTIL = {"nl": "{} tot en met {}", "en": "{} to {}", "fr": "du {} au {}", "de": "{} bis {}"}
AND = {"nl": "en", "en": "and", "fr": "et", "de": "und"}


def hours_of(calendar: Calendar, language: str) -> str:
    """ "maandag tot en met vrijdag 08:30-17:00". Closed days are left out; the language is one of our four."""
    days = get_day_names("wide", locale=language)  # by number, Monday 0
    return ", ".join(
        f"{_span(days[first], days[last], last - first, language)} {_times(frames, language)}"
        for first, last, frames in _runs(calendar)
    )


def _runs(calendar: Calendar) -> Iterator[tuple[int, int, Frames]]:
    """First and last weekday of each run that opens alike."""
    for frames, run in groupby(enumerate(calendar.week), key=lambda each: each[1]):
        places = [place for place, _ in run]
        if frames:
            yield places[0], places[-1], frames


def _span(first: str, last: str, further: int, language: str) -> str:
    if not further:
        return first
    return f"{first} {AND[language]} {last}" if further == 1 else UNTIL[language].format(first, last)


def _times(frames: Frames, language: str) -> str:
    return f" {AND[language]} ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in frames)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
