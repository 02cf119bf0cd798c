"""Route: the team, the place in its line, and whom it is for. What fits nothing goes to the default team, never nowhere."""

from datetime import datetime

from router.domain.decision import StageTrace
from router.domain.words import Channel, Urgency
from router.rules.facts import Draft
from router.rules.match import Rule
from router.rules.overflow import overflowed
from router.rules.rulebook import Rulebook
from router.rules.wanted import wanted

BASE_PRIORITY = {Urgency.NORMAL: 0, Urgency.HIGH: 40, Urgency.DANGER: 80}


def route(draft: Draft, book: Rulebook, now: datetime) -> None:
    rule, tried = book.indexes["routing"].first(draft)
    then = rule.then if rule else {}
    draft.team, reason, why = _team(draft, rule, book)
    if draft.facts.joins is None and (over := overflowed(draft, book, now)) is not None:
        draft.team, why = over.to, over.why
        reason = f"overflow-{over.source}"
    priority = then.get("priority", BASE_PRIORITY[draft.urgency])
    assert isinstance(priority, int)
    draft.priority = priority
    if draft.facts.joins is None:
        draft.wanted = wanted(draft, then, book, now)
    draft.traces.append(
        StageTrace(stage="route", rule=reason, tried=tried, outcome=_outcome(draft, rule, reason), why=why)
    )


def _team(draft: Draft, rule: Rule | None, book: Rulebook) -> tuple[str, str, str]:
    """The team, what chose it, and why."""
    if draft.facts.joins is not None:
        return draft.facts.joins.case.team, "joins-its-case", "Hoort bij een zaak die er al is."
    if rule is not None and "team" in rule.then:
        return str(rule.then["team"]), rule.id, rule.why
    if draft.product is not None:
        return draft.product.team, "product-owner", "Het team dat dit product doet."
    default = book.municipality.organisation.default_team
    if draft.contact.channel == Channel.PHONE and draft.contact.entrance is not None:
        queue = draft.contact.entrance
        owner = book.municipality.telephony.team_of(queue, book.municipality.teams, default)
        return owner, "queue-owner", f"Het team van de wachtrij {queue}."
    return default, "default-team", "Geen product herkend: het klantcontactcentrum kijkt ernaar."


def _outcome(draft: Draft, rule: Rule | None, reason: str) -> dict[str, object]:
    said: dict[str, object] = {"team": draft.team, "priority": draft.priority}
    if rule is not None and rule.id != reason:
        said["priorityBy"] = rule.id
    if draft.wanted is not None:
        said["wanted"] = draft.wanted
    return said
