"""Escalation rules: all that hold apply, and each acts at most once on a case and a cause."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from router.domain.record import Record
from router.rules.escalation_fields import ASKED, CONTACT, EVENTS, OF_A_PROMISE, Cause
from router.rules.fields import DAYS
from router.rules.match import Rule
from router.rules.matchers import Ground, count_test, value_test
from router.rules.sorts import Sort

Test = Callable[[Cause], bool]
LEAD = "lead"
ABOUT_A_PRODUCT = ("earlier", "product")  #: a rule that asks for these has one cause a product, any other one a case
LAST = (Sort.COUNT, Sort.TIME, Sort.OPEN)  #: these cost more to ask than a word


class Told(Record):
    """Who is to be told, and how."""

    who: str  #: lead, an account or a team
    by: str = "page"  #: page, mail or webhook
    to: str | None = None  #: the webhook; None for all there are


class Published(Record):
    """An event for the world outside."""

    event: str
    to: str | None = None  #: the webhook; None for all there are


class Raised(Record):
    """What one rule wants done about a cause."""

    rule: str
    cause: str  #: what it does only once about
    priority: int = 0  #: added to the case's
    team: str | None = None
    overflow: bool = False
    callback: bool = False
    to_lead: bool = False  #: raised to the lead
    notify: tuple[Told, ...] = ()
    publish: Published | None = None

    @property
    def mark(self) -> str:
        """What the case remembers of it."""
        return f"{self.rule} {self.cause}"


class Compiled(NamedTuple):
    rule: Rule
    tests: tuple[Test, ...]
    acts: Raised
    by_product: bool

    def about(self, cause: Cause) -> Raised:
        return self.acts.with_(cause=_named(cause, self.by_product))


class Escalation:
    """The rules by event, and within it by the product they name: a contact that no rule is about costs a look-up."""

    def __init__(self, rules: Sequence[Rule], ground: Ground) -> None:
        self._general: dict[str, list[tuple[int, Compiled]]] = {event: [] for event in EVENTS}
        self._specific: dict[tuple[str, str], list[tuple[int, Compiled]]] = {}
        for place, rule in enumerate(rules):
            self._file(place, _compiled(rule, ground))

    def raised(self, cause: Cause) -> tuple[Raised, ...]:
        """What every rule that holds wants done, in the order of the file. What was done before is not left out."""
        rules, specific = self._general[cause.event], self._specific.get((cause.event, cause.case.product or ""))
        if specific:
            rules = sorted([*rules, *specific], key=lambda each: each[0])
        return tuple(each.about(cause) for _, each in rules if _holds(each, cause))

    def asks_of(self, event: str, product: str | None) -> bool:
        """Whether any rule is about such a thing at all."""
        return bool(self._general[event]) or (event, product or "") in self._specific

    def _file(self, place: int, compiled: Compiled) -> None:
        products = plain(compiled.rule.when.get("product"))
        for event in events_of(compiled.rule):
            if products is None:
                self._general[event].append((place, compiled))
            for product in products or ():
                self._specific.setdefault((event, product), []).append((place, compiled))


def events_of(rule: Rule) -> tuple[str, ...]:
    """The events it may hold of; one that names none is about promises."""
    if "event" not in rule.when:
        return OF_A_PROMISE
    accepts = value_test(Sort.WORD, rule.when["event"], Ground())
    return tuple(event for event in EVENTS if accepts(event))


def plain(value: object) -> frozenset[str] | None:
    """The values a plain condition accepts; None where there is none, or it asks otherwise."""
    if value is None or isinstance(value, dict):
        return None
    return frozenset(str(each) for each in (value if isinstance(value, list) else [value]))


def _holds(compiled: Compiled, cause: Cause) -> bool:
    for test in compiled.tests:  # noqa: SIM110 - a generator costs three times as much on the hot path
        if not test(cause):
            return False
    return True


def _named(cause: Cause, by_product: bool) -> str:
    """A promise with its event and warn point; of contacts the thing they are about, or the case as a whole."""
    if cause.promise is None:
        return f"{CONTACT}:{cause.case.product or ''}" if by_product else CONTACT
    name = f"{cause.promise.id.removeprefix(cause.case.reference).lstrip(':')}:{cause.event}"
    return f"{name}:{cause.warning}" if cause.warning else name


def _compiled(rule: Rule, ground: Ground) -> Compiled:
    asked = sorted(rule.when.items(), key=lambda each: ASKED[each[0]].sort in LAST)
    return Compiled(
        rule=rule,
        tests=tuple(_test(field, value, ground) for field, value in asked if field != "event"),
        acts=acts_of(rule),
        by_product=any(field in rule.when for field in ABOUT_A_PRODUCT),
    )


def acts_of(rule: Rule) -> Raised:
    """`then` as written, checked at load."""
    then = rule.then
    priority, publish = then.get("priority", 0), then.get("publish")
    assert isinstance(priority, int)
    return Raised(
        rule=rule.id,
        cause="",
        priority=priority,
        team=str(then["team"]) if "team" in then else None,
        overflow=then.get("overflow") is True,
        callback=then.get("callback") is True,
        to_lead=then.get("raise") == LEAD,
        notify=tuple(told_of(then.get("notify"))),
        publish=_published(publish) if publish else None,
    )


def told_of(value: object) -> list[Told]:
    """From `lead`, or from a list of {who, by, to}."""
    if isinstance(value, list):
        return [Told(**each) for each in value if isinstance(each, dict)]
    return [Told(who=LEAD)] if value else []


def _published(value: object) -> Published:
    return Published(**value) if isinstance(value, dict) else Published(event=str(value))


def _test(name: str, value: object, ground: Ground) -> Test:
    asked = ASKED[name]
    if special := _SPECIAL.get(asked.sort):
        return special(value, ground)
    test, read = value_test(asked.sort, value, ground), asked.read
    if name == "day":
        assert ground.zone_of is not None
        zone = ground.zone_of.zone
        return lambda cause: test(DAYS[cause.received_at.astimezone(zone).weekday()])
    return lambda cause: test(read(cause))


def _count(value: object, ground: Ground) -> Test:
    assert isinstance(value, dict)
    test = count_test(value)
    return lambda cause: test(cause.known, cause.received_at, cause.case.product)


def _partner(value: object, ground: Ground) -> Test:
    return lambda cause: (cause.case.team in ground.partners) is value


def _open(value: object, ground: Ground) -> Test:
    calendars = ground.team_calendars
    return lambda cause: calendars[cause.case.team].is_open(cause.at) is value


_SPECIAL: Mapping[Sort, Callable[[object, Ground], Test]] = {
    Sort.COUNT: _count,
    Sort.PARTNER: _partner,
    Sort.OPEN: _open,
}
