"""Due moments: a term counted from a moment of receipt on a calendar, and in words why it is that moment.

Working days end at the calendar's closing; opening time counts open time only; weeks and days are legal
terms: they end at closing too, and move to the next working day (DOMAIN.md, "Promises, exactly").
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from router.domain.calendar import Calendar
from router.domain.moments import from_micros, to_micros

UNITS = ("working day", "opening hour", "opening minute", "second", "week", "day")
LEGAL = "legal"
MOST = 100_000
_FORMS = '"2 working days", "1 opening hour", "30 opening minutes", "25 seconds", "8 weeks" or "legal"'
#: of units that are elapsed or open time
MICROS = {"opening hour": 3_600_000_000, "opening minute": 60_000_000, "second": 1_000_000}
_DAYS = {"week": 7, "day": 1}
_ONE_DAY = timedelta(days=1)
_UNFILLED = 'The term "legal" stands for the legal term of a product: count with that one, such as "8 weeks".'


@dataclass(frozen=True, slots=True)
class Term:
    """A number of a unit of `UNITS`, or `Term(0, "legal")`, the product's legal term."""

    count: int  #: 1 to 100,000; 0 for legal
    unit: str  #: in the singular

    def __post_init__(self) -> None:
        """Raises ValueError for anything else."""
        fits = self.count == 0 if self.unit == LEGAL else self.unit in UNITS and 1 <= self.count <= MOST
        if not fits:
            raise ValueError(f'"{self.count} {self.unit}" is not a term; write {_FORMS}, at most {MOST}.')

    @classmethod
    def parse(cls, text: str) -> "Term":
        """From "2 working days" and the like. Raises ValueError with a sentence that lists the forms."""
        number, _, unit = " ".join(text.lower().split()).partition(" ")
        if (number, unit) == (LEGAL, ""):
            return cls(0, LEGAL)
        if not (number.isascii() and number.isdigit() and len(number) < 9):
            raise ValueError(f'"{text}" is not a term; write {_FORMS}.')
        return cls(int(number), unit.removesuffix("s"))

    def __str__(self) -> str:
        """As `parse` reads it."""
        return LEGAL if self.unit == LEGAL else f"{self.count} {self.unit}{'s' if self.count != 1 else ''}"


def due_moment(term: Term, received: datetime, calendar: Calendar) -> datetime:
    """The moment (UTC) at which a promise of `term`, received at that aware moment, breaks.

    Raises CalendarError outside the calendar's years, ValueError for the term "legal"."""
    at = to_micros(received)
    if term.unit == "working day":
        return from_micros(calendar.after_working_us(at, term.count))
    if term.unit in _DAYS:
        return calendar.closing_from(_last_days(term, calendar.local_date(received), calendar)[1])
    if term.unit == LEGAL:
        raise ValueError(_UNFILLED)
    amount = term.count * MICROS[term.unit]
    return from_micros(at + amount if term.unit == "second" else calendar.after_open_us(at, amount))


def _last_days(term: Term, received: date, calendar: Calendar) -> tuple[date, date]:
    """The last day of a legal term by the almanac, and the working day it moves to: itself when it is one."""
    last = received + timedelta(days=term.count * _DAYS[term.unit])
    return last, last if calendar.is_working_day(last) else calendar.working_days_after(last, 1)


@dataclass(frozen=True, slots=True)
class _Words:
    """What `why` needs of one language; `{}` stands for a day."""

    code: str
    days: tuple[str, ...]
    months: tuple[str, ...]
    units: Mapping[str, tuple[str, str]]  #: singular and plural
    ordinals: tuple[str, ...]  #: first and on
    beyond: Callable[[int], str]  #: the ordinal of a number past those
    after: str
    shut: str
    moved: str
    weekend: str
    without: str
    last: str


_DUTCH = _Words(
    "nl",
    ("ma", "di", "wo", "do", "vr", "za", "zo"),
    ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    {
        "working day": ("werkdag", "werkdagen"),
        "opening hour": ("openingsuur", "openingsuren"),
        "opening minute": ("openingsminuut", "openingsminuten"),
        "second": ("seconde", "seconden"),
        "week": ("week", "weken"),
        "day": ("dag", "dagen"),
    },
    ("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende"),
    "{}e".format,
    after="na",
    shut=", op {} niet open",
    moved=", verschoven van {} ({})",
    weekend="weekend",
    without=", zonder ",
    last=" en ",
)
_ENGLISH = _Words(
    "en",
    ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    {unit: (unit, f"{unit}s") for unit in UNITS},
    ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    lambda number: f"{number}{_english_ending(number)}",
    after="after",
    shut=", not open on {}",
    moved=", moved from {} ({})",
    weekend="weekend",
    without=", without ",
    last=" and ",
)


def _english_ending(number: int) -> str:
    return "th" if number // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def why(term: Term, received: datetime, due: datetime, calendar: Calendar, language: str = "nl") -> str:
    """In one line why `term`, received then, ends at `due`; English for "en", Dutch for any other language.

    "wo 25 nov 17:00: tweede werkdag na ma 23 nov", then the closed days that were skipped. Times are local,
    to the minute (a term in seconds: to the second); a year is shown when it is not that of receipt. Raises
    ValueError for the term "legal"."""
    if term.unit == LEGAL:
        raise ValueError(_UNFILLED)
    start, end = received.astimezone(calendar.zone), due.astimezone(calendar.zone)
    last, clock = _deadline(term, end)
    told, since, turns = _parts(term, start.date(), last, calendar, language)
    from_clock = f" {_clock(term, start)}" if term.unit in MICROS else ""
    return f"{told} {clock}: {since}{from_clock}{turns}"


@lru_cache(maxsize=4096)
def _parts(term: Term, first: date, last: date, calendar: Calendar, language: str) -> tuple[str, str, str]:
    """The due day, the term with the day of receipt, and what stood in the way: the same for a whole day."""
    words = _ENGLISH if language == "en" else _DUTCH
    since = f"{_amount(term, words)} {words.after} {_told(first, first.year, words)}"
    return _told(last, first.year, words), since, _turns(term, first, last, calendar, words)


def _clock(term: Term, moment: datetime) -> str:
    return moment.isoformat()[11 : 19 if term.unit == "second" else 16]


def _deadline(term: Term, end: datetime) -> tuple[date, str]:
    """Day and time at which it ends; midnight is "24:00" of the day before, the one counted."""
    clock = _clock(term, end)
    return (end.date() - _ONE_DAY, "24:00") if clock == "00:00" and not end.second else (end.date(), clock)


def _amount(term: Term, words: _Words) -> str:
    """As in "tweede werkdag", "1 openingsuur" or "8 weken"."""
    one, more = words.units[term.unit]
    if term.unit != "working day":
        return f"{term.count} {one if term.count == 1 else more}"
    return f"{words.ordinals[term.count - 1] if term.count <= 10 else words.beyond(term.count)} {one}"


def _turns(term: Term, first: date, last: date, calendar: Calendar, words: _Words) -> str:
    """What stood in the way from receipt to due day: a moved end, closed days, a day that does not open."""
    if term.unit == "second":
        return ""
    text, after, target, year = "", first - _ONE_DAY, last, first.year
    if term.unit == "working day":
        after, target = first, calendar.working_days_after(first, term.count)
    elif term.unit in _DAYS:
        after, target = _last_days(term, first, calendar)
        text = _moved(after, calendar, year, words) if after != target else ""
    text += _skipped(after + _ONE_DAY, target, term.unit in MICROS, calendar, year, words)
    if target != last and not calendar.frames(target):
        text += words.shut.format(_told(target, year, words))
    return text


def _moved(day: date, calendar: Calendar, year: int, words: _Words) -> str:
    """From which day a legal term moved on, and why it could not end then."""
    closed = calendar.closed_between(day, day, words.code)
    return words.moved.format(_told(day, year, words), closed[0].reason if closed else words.weekend)


def _skipped(first: date, last: date, opens: bool, calendar: Calendar, year: int, words: _Words) -> str:
    """The closed days of that span on a weekday that otherwise opens, or (not `opens`) otherwise works."""
    told = [
        f"{_told(day.date, year, words)} ({day.reason})"
        for day in calendar.closed_between(first, last, words.code)
        if (calendar.usual(day.date) if opens else day.date.weekday() < 5)
    ]
    if not told:
        return ""
    return words.without + words.last.join(part for part in (", ".join(told[:-1]), told[-1]) if part)


def _told(day: date, year: int, words: _Words) -> str:
    """As in "ma 23 nov", with its year when that is not `year`."""
    text = f"{words.days[day.weekday()]} {day.day} {words.months[day.month - 1]}"
    return text if day.year == year else f"{text} {day.year}"
