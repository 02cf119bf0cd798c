"""Route: the team and its urgency. What fits nothing goes to the default team, never nowhere."""

from datetime import datetime

from router.domain.decision import StageTrace
from router.domain.words import Urgency
from router.rules.facts import Draft
from router.rules.rulebook import Rulebook

BASE_PRIORITY = {Urgency.NORMAL: 0, Urgency.HIGH: 40, Urgency.DANGER: 80}


def route(draft: Draft, book: Rulebook, now: datetime) -> None:
    rule, tried = book.indexes["routing"].first(draft)
    then = rule.then if rule else {}
    if draft.joins is not None:
        draft.team, reason, why = draft.joins.case.team, "joins-its-case", "Hoort bij een zaak die er al is."
    elif "team" in then:
        assert rule is not None
        draft.team, reason, why = str(then["team"]), rule.id, rule.why
    elif draft.product is not None:
        draft.team, reason, why = draft.product.team, "product-owner", "Het team dat dit product doet."
    else:
        draft.team = book.municipality.organisation.default_team
        reason, why = "default-team", "Geen product herkend: het klantcontactcentrum kijkt ernaar."
    priority = then.get("priority", BASE_PRIORITY[draft.urgency])
    assert isinstance(priority, int)
    draft.priority = priority
    draft.traces.append(
        StageTrace(stage="route", rule=reason, tried=tried, outcome={"team": draft.team, "priority": priority}, why=why)
    )
