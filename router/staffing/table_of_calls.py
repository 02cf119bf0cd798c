"""Expected calls from a table: `start,calls,handleSeconds[,patienceSeconds]`, a line for each half hour."""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from io import StringIO
from math import isfinite

from router.domain.calendar import Calendar
from router.domain.closing import CalendarError
from router.domain.errors import CannotPlan
from router.staffing.half_hours import HALF_HOUR, HalfHour, open_half_hours

COLUMNS = ("start", "calls", "handleSeconds")
PATIENCE = "patienceSeconds"
DAY = 86_400.0


def from_table(text: str, calendar: Calendar, after_call: float = 0) -> tuple[list[HalfHour], int]:
    """The half hours in which the line opens, in order, and how many lines fell outside. A `start` without a zone is a local
    one. Raises CannotPlan."""
    rows = csv.DictReader(
        StringIO(text.removeprefix("\ufeff")), delimiter=";" if ";" in text.partition("\n")[0] else ","
    )
    if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
        raise CannotPlan(f'line 1: no column "{missing[0]}"; begin with the line {",".join(COLUMNS)}[,{PATIENCE}]')
    found = dict[datetime, HalfHour | None]()
    for start, half_hour in _half_hours(rows, calendar, after_call):
        if start in found:
            raise CannotPlan(
                f"line {rows.line_num}: {start:%Y-%m-%d %H:%M} stands here a second time; leave one of the two."
            )
        found[start] = half_hour
    inside = [half_hour for _, half_hour in sorted(found.items()) if half_hour]
    return inside, len(found) - len(inside)


def _half_hours(
    rows: "csv.DictReader[str]", calendar: Calendar, after_call: float
) -> Iterator[tuple[datetime, HalfHour | None]]:
    for row in rows:
        try:
            start = _start(row["start"], calendar)
            calls = _number(row, "calls", 0, 1_000_000)
            handle = _number(row, "handleSeconds", 0.001, DAY)
            patience = _number(row, PATIENCE, 0.001, DAY) if row.get(PATIENCE) else None
            yield start, _half_hour(start, calls, handle + after_call, patience, calendar)
        except (ValueError, CalendarError) as error:
            raise CannotPlan(f"line {rows.line_num}: {error}") from None


def _half_hour(
    start: datetime, calls: float, handle: float, patience: float | None, calendar: Calendar
) -> HalfHour | None:
    """None when the line does not open in it."""
    seconds = sum(seconds for at, seconds in open_half_hours(calendar, start.date()) if at == start.time())
    if not seconds:
        return None
    return HalfHour(
        day=f"{start:%Y-%m-%d}", start=start.time(), calls=calls, open=min(timedelta(seconds=seconds), HALF_HOUR),
        handle=handle, patience=patience,
    )  # fmt: skip


def _start(text: str | None, calendar: Calendar) -> datetime:
    """On the wall where the line is. Raises ValueError."""
    try:
        moment = datetime.fromisoformat((text or "").strip())
    except ValueError:
        raise ValueError(f'"{text or ""}" is no moment; write 2026-11-23T08:30') from None
    local = moment.astimezone(calendar.zone) if moment.tzinfo else moment
    if local.minute % 30 or local.second or local.microsecond:
        raise ValueError(f"{text} begins no half hour; write one as 2026-11-23T08:30")
    return local.replace(tzinfo=None)


def _number(row: Mapping[str, str | None], name: str, least: float, most: float) -> float:
    """Also with a decimal comma. Raises ValueError."""
    text = (row[name] or "").strip()
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f'{name} "{text}" is no number') from None
    if not (isfinite(number) and least <= number <= most):
        raise ValueError(f"{name} {text} is not between {least:,g} and {most:,.0f}")
    return number
