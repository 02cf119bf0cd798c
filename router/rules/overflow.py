"""Overflow: another team takes over while this one is closed or too far behind. One step, never on from there."""

from datetime import datetime
from typing import NamedTuple

from router.domain.words import Urgency
from router.rules.facts import NO_LOAD, Draft
from router.rules.rulebook import Rulebook


class Over(NamedTuple):
    source: str
    to: str
    why: str


def overflowed(draft: Draft, book: Rulebook, now: datetime) -> Over | None:
    """Where a contact goes instead of to `draft.team`; None to stay. Danger stays where a rule put it."""
    teams = book.municipality.teams
    rule = teams[draft.team].overflow
    if rule is None or draft.urgency == Urgency.DANGER or not _open(rule.to, book, now):
        return None
    if rule.closed and not _open(draft.team, book, now):
        return Over(draft.team, rule.to, "Het eigen team is nu gesloten; dit team is open en neemt waar.")
    if rule.always:
        return Over(draft.team, rule.to, "De regie heeft de overloop met de hand aangezet.")
    load = draft.facts.loads.get(draft.team, NO_LOAD)
    if rule.oldest is None or load.oldest_seconds < rule.oldest.total_seconds():
        return None
    minutes = load.oldest_seconds // 60
    return Over(draft.team, rule.to, f"Bij het eigen team wacht de oudste al {minutes} minuten; dit team springt bij.")


def _open(team: str, book: Rulebook, now: datetime) -> bool:
    return book.municipality.calendar_of(team).is_open(now)
