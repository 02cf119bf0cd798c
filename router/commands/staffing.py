"""Staffing: from the register or a table of calls to a plan."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from difflib import get_close_matches

from router.commands.register import register_of
from router.domain.calendar import Calendar
from router.domain.errors import CannotPlan
from router.domain.municipality import Municipality
from router.domain.record import Record
from router.domain.words import CallEventKind
from router.settings import BadSetting, Settings
from router.staffing.half_hours import HalfHour, PastCall, from_history
from router.staffing.plan import Norm, Planned, plan
from router.staffing.table_of_calls import from_table
from router.store.views.past_calls import past_calls

WEEKS = 8  #: of history, when no period is named


class Plan(Record):
    """A plan with what it was made from."""

    queue: str
    norm: Norm
    source: str  #: a sentence
    per_week: bool  #: the half hours of one usual week, or of the days in a table
    half_hours: Sequence[Planned]


class Period(Record):
    """[start, end), in the zone of the line."""

    start: datetime
    end: datetime


def period(first: str | None, last: str | None, calendar: Calendar, now: datetime) -> Period:
    """From the words of --from and --to: a day (the last is included) or a moment. Raises BadSetting."""
    today = now.astimezone(calendar.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    end = _moment(last, calendar, timedelta(days=1)) if last else today
    start = _moment(first, calendar, timedelta()) if first else end - timedelta(weeks=WEEKS)
    if start >= end:
        raise BadSetting(f"--from {first or start.date()} is not before --to {last or end.date()}; turn them round.")
    return Period(start=start, end=end)


def _moment(text: str, calendar: Calendar, after: timedelta) -> datetime:
    """A day becomes its midnight, and `after` later; local where no zone is named."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadSetting(f'"{text}" is no day; write it as 2026-11-23') from None
    whole_day = moment.time() == time() and "T" not in text and " " not in text
    local = moment if moment.tzinfo else moment.replace(tzinfo=calendar.zone)
    return (local + after if whole_day else local).astimezone(calendar.zone)


def calendar_of(queue: str, municipality: Municipality) -> Calendar:
    """Raises BadSetting."""
    if queue in municipality.teams:
        return municipality.calendar_of(queue)
    near = get_close_matches(queue, municipality.teams, n=1)
    mend = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(municipality.teams)}"
    raise BadSetting(f'unknown queue "{queue}"; {mend}')


def from_register(
    settings: Settings, queue: str, calendar: Calendar, span: Period, norm: Norm, after_call: float
) -> Plan:
    """Reading does not disturb a server that runs. Raises BadSetting, CannotPlan."""
    calls = register_of(settings, else_="use --calls FILE").read(
        lambda connection: [_past_call(*row) for row in past_calls(connection, queue, span.start, span.end)]
    )
    found = from_history(calls, calendar, span.start, span.end, after_call)
    source = f"{len(calls):,} calls from {span.start:%Y-%m-%d %H:%M} to {span.end:%Y-%m-%d %H:%M}, a usual week"
    return Plan(queue=queue, norm=norm, source=source, per_week=True, half_hours=plan(found, norm))


def _past_call(entered: datetime, wait: timedelta, ending: str, handled: timedelta | None) -> PastCall:
    return PastCall(
        entered=entered,
        wait=wait,
        answered=ending == CallEventKind.ANSWERED,
        abandoned=ending == CallEventKind.ABANDONED,
        handled=handled,
    )


def from_csv(text: str, queue: str, calendar: Calendar, span: Period | None, norm: Norm, after_call: float) -> Plan:
    """Raises CannotPlan."""
    found, outside = from_table(text, calendar, after_call)
    kept = [each for each in found if span is None or span.start <= _starts(each, calendar) < span.end]
    if not kept:
        raise CannotPlan(
            f'No half hour of this table is one in which "{queue}" opens: look at its hours and at --from and --to.'
        )
    source = f"{len(kept)} half hours of a table" + (f", {outside} more while closed" if outside else "")
    return Plan(queue=queue, norm=norm, source=source, per_week=False, half_hours=plan(kept, norm))


def _starts(half_hour: HalfHour, calendar: Calendar) -> datetime:
    return datetime.fromisoformat(f"{half_hour.day}T{half_hour.start}").replace(tzinfo=calendar.zone)
