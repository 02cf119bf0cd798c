"""Pull a lever, or lift it again. History tells who did what; the reason stands with the lever."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import uuid4

from router.domain.change import Actor, Change, History
from router.domain.errors import NotFound, Refused
from router.domain.lever import EVERYWHERE, Lever, LeverKind
from router.domain.municipality import Municipality
from router.domain.words import Steer
from router.rules.turned import OFF, PUSH

PULL = "pull"
LONGEST_REASON = 400
LONGEST = timedelta(days=366)


def pull(
    kind: LeverKind,
    subject: str,
    value: str,
    reason: str,
    *,
    until: datetime | None,
    on: Collection[Lever],
    town: Municipality,
    by: Actor,
    now: datetime,
) -> Change:
    """One on the same thing takes the place of the one before. Raises Refused with what to mend."""
    said = " ".join(reason.split())
    if not said:
        raise Refused("Write why, so that everybody can read it back.")
    if len(said) > LONGEST_REASON:
        raise Refused("The reason is too long. Take at most 400 letters.")
    if until is not None and not now < until <= now + LONGEST:
        raise Refused("Choose an end that is still to come, within a year.")
    _fits(kind, subject, value, town, now)
    lever = Lever(
        id=str(uuid4()), kind=kind, subject=subject, value=value, reason=said, by=by.account, at=now, until=until
    )
    before = [each for each in on if (each.kind, each.subject) == (kind, subject) and kind != LeverKind.DAY]
    lifted = tuple(_lifted(each, by, now) for each in before)
    return Change(levers=(*lifted, lever), history=(_line("lever-pulled", lever, by, now),))


def lift(levers: Collection[Lever], id: str, by: Actor, now: datetime) -> Change:
    """`levers` are those that are on. Raises NotFound."""
    found = next((each for each in levers if each.id == id), None)
    if found is None:
        raise NotFound("This is not set any more. Look at the list again.")
    return Change(levers=(_lifted(found, by, now),), history=(_line("lever-lifted", found, by, now),))


def _lifted(lever: Lever, by: Actor, now: datetime) -> Lever:
    return lever.with_(lifted_at=now, lifted_by=by.account)


def _line(type: str, lever: Lever, by: Actor, now: datetime) -> History:
    data: dict[str, object] = {"kind": lever.kind, "subject": lever.subject, "value": lever.value, "until": lever.until}
    return History(subject=f"lever {lever.id}", type=type, at=now, by=by.account, data=data)


def _fits(kind: LeverKind, subject: str, value: str, town: Municipality, now: datetime) -> None:
    """Raises Refused for what is not there, or means nothing."""
    known = {
        LeverKind.LINE: {EVERYWHERE},
        LeverKind.DAY: {*town.calendars, EVERYWHERE},
        LeverKind.OVERFLOW: set(town.teams),
        LeverKind.WORK: set(town.teams),
        LeverKind.STEER: {*town.products, EVERYWHERE},
        LeverKind.NOTICE: {*town.teams, EVERYWHERE},
    }[kind]
    values = {
        LeverKind.OVERFLOW: {*town.teams, OFF} - {subject},
        LeverKind.WORK: {PUSH, PULL},
        LeverKind.STEER: {each.value for each in Steer if each != Steer.NONE},
    }.get(kind)
    if subject not in known or (values is not None and value not in values):
        raise Refused("Choose one of the list.")
    if kind == LeverKind.DAY and not _is_to_come(value, now):
        raise Refused("Choose a day from today on, within a year.")


def _is_to_come(value: str, now: datetime) -> bool:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return False
    return now.date() <= day <= (now + LONGEST).date()
