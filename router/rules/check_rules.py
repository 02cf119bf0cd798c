"""Do the rules make sense? Fields, values, names, and what each may decide."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from router.domain.municipality import Municipality
from router.domain.words import Audience, Kind, Steer, Tone, Urgency
from router.rules.check import known
from router.rules.check_escalation import check_escalation
from router.rules.check_when import check_when
from router.rules.files import Files
from router.rules.match import Rule
from router.rules.reach import unreachable
from router.rules.source import Source
from router.rules.spans import span

THEN: Mapping[str, tuple[str, ...]] = {
    "recognition": ("product", "kind", "likely_kind", "urgency", "tone", "audience"),
    "steering": ("steer",),
    "routing": ("team", "priority", "prefer", "skills", "widen"),
    "promises": ("promises",),
}
PREFER = ("last-agent",)
Where = tuple[str | int, ...]


def check_rules(municipality: Municipality, rules: Mapping[str, Sequence[Rule]], files: Files) -> None:
    for stage, listed in rules.items():
        source = files.rules[stage]
        if stage == "escalation":
            check_escalation(listed, source, municipality)
            continue
        for place, rule in enumerate(listed):
            check_when(rule, source, place, municipality)
            _then(rule, source, place, municipality)
        if not source.problems and stage != "recognition":
            for place, sentence in unreachable(listed, municipality):
                source.problem((place,), sentence)


def _then(rule: Rule, source: Source, place: int, municipality: Municipality) -> None:
    for field, value in rule.then.items():
        where = (place, "then", field)
        known(source, where, "outcome", field, THEN[rule.stage])
        if field in THEN[rule.stage]:
            _OUTCOMES[field](rule, source, where, value, municipality)


Check = Callable[[Rule, Source, Where, object, Municipality], None]


def _one_of(what: str, names: Callable[[Municipality], Iterable[str]]) -> Check:
    return lambda rule, source, where, value, municipality: known(source, where, what, value, names(municipality))


def _steer(rule: Rule, source: Source, where: Where, value: object, municipality: Municipality) -> None:
    listed = value if isinstance(value, list) else [value]
    if not listed:
        source.problem(where, '"steer" is a channel or a list of channels, the first that can be had is offered')
    for each in listed:
        known(source, where, "steer", each, [*Steer, "catalogue"])


def _number(rule: Rule, source: Source, where: Where, value: object, municipality: Municipality) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not -100 <= value <= 100:
        source.problem(where, f'"priority" is a whole number up to 100, not {value!r}')


def _skills(rule: Rule, source: Source, where: Where, value: object, municipality: Municipality) -> None:
    had = sorted({skill for agent in municipality.agents.values() for skill in agent.skills})
    if not isinstance(value, list) or not value:
        source.problem(where, '"skills" is a list of skills from agents.yaml')
        return
    for each in value:
        known(source, where, "skill", each, had)


def _widen(rule: Rule, source: Source, where: Where, value: object, municipality: Municipality) -> None:
    try:
        span(value)
    except ValueError as error:
        source.problem(where, str(error))


def _promises(rule: Rule, source: Source, where: Where, value: object, municipality: Municipality) -> None:
    if not isinstance(value, list):
        source.problem(where, '"promises" is a list of ids from promises.yaml')
        return
    for each in value:
        known(source, where, "promise", each, municipality.terms)
        term = municipality.terms.get(str(each))
        if term and term.term == "legal" and rule.when.get("legal") is not True and not _all_legal(rule, municipality):
            source.problem(where, f'"{each}" takes the legal term of the product; add legal: true to when')


def _all_legal(rule: Rule, municipality: Municipality) -> bool:
    value = rule.when.get("product")
    names = value if isinstance(value, list) else [value]
    return value is not None and all(
        str(name) in municipality.products and municipality.products[str(name)].legal for name in names
    )


_OUTCOMES: Mapping[str, Check] = {
    "product": _one_of("product", lambda municipality: municipality.products),
    "team": _one_of("team", lambda municipality: municipality.teams),
    "kind": _one_of("kind", lambda _: list(Kind)),
    "likely_kind": _one_of("kind", lambda _: list(Kind)),
    "urgency": _one_of("urgency", lambda _: list(Urgency)),
    "tone": _one_of("tone", lambda _: list(Tone)),
    "audience": _one_of("audience", lambda _: list(Audience)),
    "prefer": _one_of("preference", lambda _: PREFER),
    "steer": _steer,
    "priority": _number,
    "skills": _skills,
    "widen": _widen,
    "promises": _promises,
}
