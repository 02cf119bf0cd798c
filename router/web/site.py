"""What every handler may use: the ports, the acts and the words of this process."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncEngine

from router.clock import Clock
from router.domain.change import Change
from router.domain.contact import Event
from router.domain.errors import Refused
from router.domain.municipality import Municipality
from router.domain.phone import region_of
from router.listening import Listening
from router.measures import Measures
from router.passwords import Passwords, one_time, wrong_with
from router.queues.base import Queues
from router.reloading import LiveRules
from router.rules.rulebook import Rulebook
from router.steps.acts import Acts
from router.steps.answer_together import Together
from router.steps.keep_accounts import AccountKeeper
from router.steps.links import Links
from router.steps.sessions import Sessions
from router.steps.sign_in import SignIn
from router.store.base import Store
from router.web.admin.rehearsal import Rehearsals
from router.web.looking import Looking
from router.web.news import News
from router.web.pages import Pages


async def _nobody_dials(account: str, number: str) -> None:
    raise Refused("There is no telephone switch here. Dial the number yourself.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    book: Callable[[], Rulebook]
    store: Store
    reads: AsyncEngine  #: for store/views/, which only read
    queues: Queues
    acts: Acts
    accept: Callable[[Sequence[Event]], Awaitable[None]]  #: durable when it returns; raises StreamFull, StreamDown
    keep_original: Callable[[bytes], Awaitable[str]]
    read_original: Callable[[str], Awaitable[bytes]]  #: by sha256; raises FileNotFoundError
    letters: Callable[[int], Awaitable[Sequence[dict[str, object]]]]  #: the demo's mailbox, newest first
    replay: Callable[[str], Awaitable[Change]]  #: a contact in quarantine, decided again
    clock: Clock
    links: Links
    pages: Pages
    rules: LiveRules
    rehearsals: Rehearsals
    news: News
    api_token: str
    webhook_secret: str
    cookie_key: bytes
    demo_password: str  #: of accounts without one of their own; empty is no demo
    old_webhook_secret: str | None = None  #: what neighbours may sign with too
    demo_ends: bool = False  #: once an administrator has a password of their own
    healthy: Callable[[], list[str]]  #: what is wrong now, in sentences
    ready: Callable[[], list[str]] = list  #: why others should get the work for now, in sentences
    lags: Callable[[], Mapping[int, int]] = dict  #: entries of the stream not read yet, by partition
    measures: Measures = field(default_factory=Measures)
    looking: Looking = field(default_factory=Looking)  #: who looks at which case
    together: Together | None = None  #: one answer for many; None where a test has none
    listening: Listening | None = None  #: the channels that are on; None where a test has none
    dial: Callable[[str, str], Awaitable[None]] = _nobody_dials  #: ring for this account to this number; raises Refused
    proxies: Sequence[IPv4Network | IPv6Network] = ()  #: whose word about where a request comes from is believed
    secure: bool = False  #: behind TLS: cookies get __Host- and Secure
    passwords: Passwords = field(default_factory=Passwords)
    sign_in: SignIn = field(init=False)
    sessions: Sessions = field(init=False)
    accounts: AccountKeeper = field(init=False)

    def __post_init__(self) -> None:
        """All that there is about logging in hangs together, and on nothing else here."""
        demo, agents = self.demo_password or None, lambda: self.municipality.agents
        sign_in = SignIn(self.store, self.clock, self.passwords, agents, demo, demo_ends=self.demo_ends)
        sessions = Sessions(sign_in)
        for name, made in (
            ("sign_in", sign_in),
            ("sessions", sessions),
            ("accounts", AccountKeeper(sign_in, sessions, wrong_with, one_time)),
        ):
            object.__setattr__(self, name, made)

    @property
    def municipality(self) -> Municipality:
        return self.book().municipality

    @property
    def region(self) -> str:
        """Where a telephone number without a country code belongs."""
        return region_of(self.municipality.organisation.zone)


SITE = web.AppKey("site", Site)


def site_of(request: web.Request) -> Site:
    return request.app[SITE]
