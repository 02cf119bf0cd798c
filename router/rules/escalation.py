"""Escalation rules: all that hold apply."""

from collections.abc import Callable, Mapping

from router.domain.case import Case
from router.domain.promise import Promise
from router.domain.record import Record
from router.rules.rulebook import Rulebook


class Cause(Record):
    """What happened to which promise of which case."""

    case: Case
    promise: Promise
    event: str  #: at-risk or broken


class Raised(Record):
    """What one rule does about it."""

    rule: str
    priority: int = 0  #: added to the case's
    notify: bool = False  #: the team's lead


READ: Mapping[str, Callable[[Cause], object]] = {
    "promise": lambda cause: cause.promise.kind,
    "event": lambda cause: cause.event,
    "channel": lambda cause: cause.case.channel,
    "product": lambda cause: cause.case.product,
    "kind": lambda cause: cause.case.kind,
    "urgency": lambda cause: cause.case.urgency,
    "team": lambda cause: cause.case.team,
    "language": lambda cause: cause.case.language,
    "needs_assistance": lambda cause: cause.case.needs_assistance,
}


def escalations(cause: Cause, book: Rulebook) -> tuple[Raised, ...]:
    """What every rule that holds says, in the order of the file."""
    found = []
    for rule in book.rules["escalation"]:
        if all(_holds(cause, field, value, book) for field, value in rule.when.items()):
            priority = rule.then.get("priority", 0)
            assert isinstance(priority, int)
            found.append(Raised(rule=rule.id, priority=priority, notify="notify" in rule.then))
    return tuple(found)


def _holds(cause: Cause, field: str, value: object, book: Rulebook) -> bool:
    if field == "partner":
        return (cause.case.team in book.partners) is value
    said = READ[field](cause)
    return said in value if isinstance(value, list) else said == value
