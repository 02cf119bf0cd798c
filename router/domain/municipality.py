"""A municipality as it describes itself: organisation, teams, agents, desks, calendars, products and promises."""

from collections.abc import Mapping
from datetime import timedelta

from router.domain.attempts import Redial
from router.domain.calendar import Calendar
from router.domain.product import Product, Words
from router.domain.record import Record
from router.domain.switch import Telephony
from router.domain.words import PromiseKind, Role


class Organisation(Record):
    name: str
    namespace: str
    prefix: str  #: of case references
    zone: str
    languages: tuple[str, ...]
    phone: str
    email: str
    website: str
    default_team: str
    entrances: tuple[str, ...]  #: mail addresses that are ours
    webhooks: Mapping[str, str] = {}  #: where events are published: name -> web address
    one_callback_within: str = "4 opening hours"  #: who hung up again within it is called back once
    callbacks: Redial = Redial()
    signature: Words = {}  #: under answers of teams that have none
    burst: timedelta = timedelta(seconds=60)  #: messages of a sender this soon after each other are one case; 0: never
    reopens_within: timedelta = timedelta(days=14)  #: later than this after closing, a reply opens a case of its own
    communication: str = ""  #: the team that speaks for the municipality; empty where no team does
    theme: Mapping[str, str] = {}  #: NL Design System tokens: name -> #rrggbb


class Overflow(Record):
    """When another team takes over."""

    to: str
    oldest: timedelta | None = None  #: once the oldest of the queue waits this long
    closed: bool = False  #: while the team is closed and the other is open
    always: bool = False  #: by hand, however busy it is


class Team(Record, kw_only=True):
    id: str
    label: Words
    kind: str = "internal"  #: internal or partner
    lead: str
    email: str
    calendar: str
    signature: Words = {}
    overflow: Overflow | None = None
    pushes: bool = False  #: work is laid before who is available; else people take the next themselves
    offer_lasts: timedelta = timedelta(seconds=30)
    wrap_up: timedelta = timedelta(0)  #: after a case was closed, before the next is offered

    @property
    def is_partner(self) -> bool:
        return self.kind == "partner"


class Agent(Record):
    account: str
    name: str
    role: Role
    teams: tuple[str, ...]
    languages: tuple[str, ...] = ("nl",)
    skills: tuple[str, ...] = ()
    capacity: Mapping[str, int] = {}
    email: str | None = None  #: where a notice by mail goes

    @property
    def cases_at_once(self) -> int:
        return self.capacity.get("other", 6)


class Desk(Record):
    id: str
    label: Words
    address: str
    calendar: str


class PromiseTerm(Record):
    """One line of promises.yaml."""

    id: str
    kind: PromiseKind
    term: str
    warn: tuple[int | str, ...] = (75,)  #: percent of the time gone, or time left: "2 opening hours left"
    target: int = 95  #: percent kept that we want
    pauses: bool = False  #: it stands still while we wait for the citizen
    label: Words = {}


class Municipality(Record):
    organisation: Organisation
    calendars: Mapping[str, Calendar]
    teams: Mapping[str, Team]
    agents: Mapping[str, Agent]
    desks: Mapping[str, Desk]
    products: Mapping[str, Product]
    terms: Mapping[str, PromiseTerm]
    channels: tuple[str, ...]
    settings: Mapping[str, Mapping[str, object]] = {}  #: channel -> its part of channels.yaml, as it is written
    senders: frozenset[str] = frozenset()  #: channels that carry an answer back, beside e-mail
    carriers: Mapping[str, str] = {}  #: `sms`, or `email` where the relay does not take it -> the channel that does
    telephony: Telephony = Telephony()
    replies: Mapping[str, Mapping[str, str]] = {}  #: canned reply id -> language -> text

    def calendar_of(self, team: str) -> Calendar:
        return self.calendars[self.teams[team].calendar]
