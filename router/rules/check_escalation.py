"""Do the escalation rules make sense? They ask about a promise and its case, and all that hold apply."""

from collections.abc import Iterable, Mapping, Sequence

from router.domain.municipality import Municipality
from router.domain.words import Channel, Kind, PromiseKind, Urgency
from router.rules.check import known
from router.rules.escalation import READ
from router.rules.match import Rule
from router.rules.source import Source

THEN = ("priority", "notify")


def check_escalation(rules: Sequence[Rule], source: Source, municipality: Municipality) -> None:
    for place, rule in enumerate(rules):
        _when(rule, source, place, municipality)
        for field, value in rule.then.items():
            where = (place, "then", field)
            known(source, where, "outcome", field, THEN)
            if field == "notify":
                known(source, where, "person to notify", value, ("lead",))
            if field == "priority" and (not isinstance(value, int) or isinstance(value, bool)):
                source.problem(where, f'"priority" is a whole number up to 100, not {value!r}')


def _when(rule: Rule, source: Source, place: int, municipality: Municipality) -> None:
    names = _names(municipality)
    for field, value in rule.when.items():
        where = (place, "when", field)
        known(source, where, "field", field, [*READ, "partner"])
        if isinstance(value, dict):
            source.problem(where, f'"{field}" takes a value or a list of values')
        elif field in names:
            for each in value if isinstance(value, list) else [value]:
                known(source, where, field, each, names[field])


def _names(municipality: Municipality) -> Mapping[str, Iterable[str]]:
    return {
        "product": municipality.products,
        "team": municipality.teams,
        "channel": list(Channel),
        "kind": list(Kind),
        "urgency": list(Urgency),
        "promise": list(PromiseKind),
        "event": ("at-risk", "broken"),
    }
