"""Do the escalation rules make sense? What they ask, what they do, and that no case goes round and round."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from router.domain.municipality import Municipality
from router.rules.check import known
from router.rules.check_when import Where, check_calendars, check_value
from router.rules.escalation import LEAD, events_of
from router.rules.escalation_fields import ASKED, EVENTS
from router.rules.escalation_rounds import rounds
from router.rules.files import parsed
from router.rules.match import Rule
from router.rules.sorts import Matcher, Sort
from router.rules.source import Source

THEN = ("priority", "notify", "team", "overflow", "callback", "raise", "publish")


class ToldEntry(Matcher):
    who: str
    by: Literal["page", "mail", "webhook"] = "page"
    to: str | None = None


class PublishedEntry(Matcher):
    event: str
    to: str | None = None


def check_escalation(rules: Sequence[Rule], source: Source, municipality: Municipality) -> None:
    for place, rule in enumerate(rules):
        _when(rule, source, place, municipality)
        for field, value in rule.then.items():
            where = (place, "then", field)
            known(source, where, "outcome", field, THEN)
            if field in THEN:
                _ACTS[field](source, where, value, municipality)
    if not source.problems:
        for place, sentence in rounds(rules, municipality):
            source.problem((place, "then"), sentence)


def _when(rule: Rule, source: Source, place: int, municipality: Municipality) -> None:
    for name, value in rule.when.items():
        where = (place, "when", name)
        known(source, where, "field", name, ASKED)
        if name in ASKED:
            _value(source, where, name, value, municipality)
    if not source.problems:
        _events(rule, source, place)


def _value(source: Source, where: Where, name: str, value: object, municipality: Municipality) -> None:
    asked = ASKED[name]
    if asked.sort == Sort.NUMBER and _whole(value):
        return  # a plain number is the number itself
    names = {"product": tuple(municipality.products), "team": tuple(municipality.teams)}.get(name, asked.values)
    check_value(source, where, name, asked.sort, value, names)
    check_calendars(source, where, value, municipality)


def _whole(value: object) -> bool:
    values = value if isinstance(value, list) and value else [value]
    return all(isinstance(each, int) and not isinstance(each, bool) for each in values)


def _events(rule: Rule, source: Source, place: int) -> None:
    """A rule asks what can be asked of its events."""
    events = events_of(rule)
    if not events:
        source.problem((place, "when", "event"), f"no event is left; they are {', '.join(EVENTS)}")
    for name in rule.when:
        if other := [event for event in events if event not in ASKED[name].only]:
            fits = ", ".join(ASKED[name].only)
            source.problem(
                (place, "when", name), f'"{name}" says nothing of event {other[0]}; add event: [{fits}] to when'
            )


Check = Callable[[Source, Where, object, Municipality], None]


def _priority(source: Source, where: Where, value: object, municipality: Municipality) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not -100 <= value <= 100:
        source.problem(where, f'"priority" is a whole number up to 100, not {value!r}')


def _notify(source: Source, where: Where, value: object, municipality: Municipality) -> None:
    if not isinstance(value, list):
        known(source, where, "person to notify", value, (LEAD,))
        return
    if not value:
        source.problem(where, '"notify" is nobody at all; write lead, or a list of {who, by}')
    for place, each in enumerate(value):
        told = parsed(source, ToldEntry, each, (*where, place))
        if told is None:
            continue
        known(source, (*where, place), "person to notify", told.who, _people(municipality))
        agent = municipality.agents.get(told.who)
        if told.by == "mail" and agent and told.who != LEAD and agent.email is None:
            source.problem((*where, place), f'"{told.who}" has no mail address; give it an email in agents.yaml')
        if told.by == "webhook" or told.to is not None:
            _webhook(source, (*where, place), told.to, municipality)


def _people(municipality: Municipality) -> list[str]:
    return [LEAD, *municipality.agents, *municipality.teams]


def _webhook(source: Source, where: Where, to: str | None, municipality: Municipality) -> None:
    webhooks = municipality.organisation.webhooks
    if not webhooks:
        source.problem(
            where, "there is no webhook to tell; add one to organisation.yaml: webhooks: {name: https://...}"
        )
    elif to is not None:
        known(source, where, "webhook", to, webhooks)


def _publish(source: Source, where: Where, value: object, municipality: Municipality) -> None:
    entry = parsed(source, PublishedEntry, value if isinstance(value, dict) else {"event": value}, where)
    if entry is not None:
        if not entry.event.replace("-", "").replace(".", "").isalnum():
            source.problem(where, f'"{entry.event}" is no name for an event; use letters, digits, "-" and "."')
        _webhook(source, where, entry.to, municipality)


def _team(source: Source, where: Where, value: object, municipality: Municipality) -> None:
    known(source, where, "team", value, municipality.teams)


def _overflow(source: Source, where: Where, value: object, municipality: Municipality) -> None:
    _true(source, where, value, municipality)
    if not any(team.overflow for team in municipality.teams.values()):
        source.problem(where, "no team has an overflow; give one its overflow in teams.yaml, or name a team")


def _true(source: Source, where: Where, value: object, municipality: Municipality) -> None:
    if value is not True:
        source.problem(where, f'"{where[-1]}" is true, or left out')


def _raise(source: Source, where: Where, value: object, municipality: Municipality) -> None:
    known(source, where, "person to raise to", value, (LEAD,))


_ACTS: Mapping[str, Check] = {
    "priority": _priority,
    "notify": _notify,
    "team": _team,
    "overflow": _overflow,
    "callback": _true,
    "raise": _raise,
    "publish": _publish,
}
