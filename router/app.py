"""The only wiring: settings to ports, ports to steps, steps to roles. `running` opens and closes it."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from router.channels.email.limits import limits_in
from router.channels.email.mailbox import Mailbox
from router.channels.email.receive import SmtpIntake
from router.channels.email.send import Relay, send
from router.channels.outgoing import Letter, Posting
from router.channels.webhook.send import post
from router.clock import Clock
from router.domain.contact import Event
from router.listening import Listening
from router.measures import Measures
from router.originals import Originals
from router.presence.picked import presences_beside
from router.queues.picked import queues_at
from router.reloading import LiveRules
from router.replies import Replies
from router.roles.crew import Crew
from router.roles.deliver import Deliverer
from router.roles.dispatcher import Dispatcher
from router.roles.gatherer import Gatherer
from router.roles.publisher import Publisher
from router.roles.reconciler import Reconciler
from router.roles.recounter import Recounter
from router.roles.ticker import Ticker
from router.rooms import room_of, switchboard_of
from router.rules.rulebook import Rulebook
from router.settings import Settings
from router.steps.accept import accept
from router.steps.acts import Acts
from router.steps.answer_together import Together
from router.steps.attend import Attendance
from router.steps.links import Links
from router.steps.replay import Replayer
from router.store.picked import store_at
from router.store.views import gatherings
from router.store.views.history import history_after
from router.store.views.rulebooks import teams_at_work
from router.stream.picked import events_at, stream_at
from router.web.admin.rehearsal import Rehearsals
from router.web.looking import Looking
from router.web.news import News
from router.web.pages import Pages
from router.web.site import Site


class App:
    """A running Balie. Built by `running`; its parts are public so that tests and benches can look at them."""

    def __init__(self, settings: Settings, clock: Clock, book: Rulebook) -> None:
        self.settings, self.clock = settings, clock
        self.store = store_at(settings.store, book.municipality.organisation.namespace)
        self.rules = LiveRules(
            settings.municipality,
            book,
            apply=self.store.apply,
            teams_at_work=lambda: teams_at_work(self.store.engine),
            clock=clock,
            swapped=self._swapped,
        )
        self.pages = Pages(book.municipality.organisation)
        self.rehearsals = Rehearsals(settings)
        self.stream = stream_at(settings.stream, book.municipality.organisation.namespace, settings.worker)
        self.queues = queues_at(settings.queues, book.municipality.organisation.namespace, clock)
        self.news, self.looking = News(), Looking()
        self.originals = Originals(settings.data_dir / "originals")
        self.mailbox = Mailbox(settings.data_dir / "mailbox", clock.now, port=settings.mailbox_port)
        self.links = Links(settings.public_url, settings.key("status-links"))
        self.attendance = Attendance(presences_beside(self.queues), clock)
        self.listening = Listening(
            lambda: self.rulebook.municipality, partial(room_of, self), listens="intake" in settings.roles
        )
        self.acts = Acts(self.store, self.queues, clock, self.book, self.attendance, self.listening.length)
        self.measures = Measures()
        self.dispatcher = Dispatcher(self.store, self.queues, self.attendance, clock, self.book, self.measures)
        self.events = events_at(settings.stream, book.municipality.organisation.namespace)
        self.crew = Crew(self.stream, self.store, self.queues, clock, self.book, self._publisher())
        self.ticker = Ticker(self.store, self.queues, clock, self.book, self.measures)
        self.recounter = Recounter(self.store, self.queues, clock, self.book, self.measures)
        self.reconciler = Reconciler(self.store, self.queues, clock, self.measures)
        self.deliverer = Deliverer(
            self.store, self.queues, clock, self.book, self.send, self.post, Replies(self.links), self.listening
        )
        self.together = Together(
            self.store,
            self.queues,
            clock,
            self.book,
            self.listening.length,
            lambda since, until: gatherings.posts(self.store.engine, since, until),
            lambda: gatherings.live(self.store.engine),
        )
        self.gatherer = Gatherer(self.together)
        self.replayer = Replayer(self.store, self.queues, clock, self.book)
        self.smtp = SmtpIntake(
            host=settings.listen,
            port=settings.smtp_port,
            entrances=book.municipality.organisation.entrances,
            accept=self.accept,
            keep_original=self.originals.keep,
            now=clock.now,
            limits=limits_in(book.municipality.settings),
        )
        self.switchboard = switchboard_of(self, book)
        self.http_port, self._stream_key = settings.http_port, settings.key("stream-keys")

    def _publisher(self) -> Publisher | None:
        if self.events is None:
            return None
        after = partial(history_after, self.store.engine)
        return Publisher(self.store, after, self.events, lambda: self.rulebook.municipality.organisation)

    @property
    def rulebook(self) -> Rulebook:
        return self.rules.book()

    def book(self) -> Rulebook:
        return self.rulebook

    def _swapped(self, book: Rulebook) -> None:
        """What does not ask for the rulebook each time is told."""
        organisation = book.municipality.organisation
        self.smtp.listen_for(organisation.entrances, limits_in(book.municipality.settings))
        if organisation != self.pages.organisation:
            self.pages.speak_for(organisation)
        self.recounter.wake()
        self.listening.tune()

    async def accept(self, events: Sequence[Event]) -> None:
        await accept(events, stream=self.stream, secret=self._stream_key)

    async def send(self, letter: Letter, at: datetime) -> None:
        relay = (
            Relay.parse(self.settings.smtp_relay)
            if self.settings.smtp_relay
            else Relay(host="127.0.0.1", port=self.mailbox.port)
        )
        await send(letter, relay, at)

    async def post(self, posting: Posting, at: datetime) -> None:
        await post(posting, self.settings.webhook_secret, at)

    async def letters(self, limit: int) -> Sequence[dict[str, object]]:
        return [dict(letter) for letter in await self.mailbox.letters(limit)]

    def unhealthy(self) -> list[str]:
        jumped = "The machine's clock jumped; promises wait until it has held for a minute."
        return [*([jumped] if self.ticker.alarmed else []), *self.stream.unhealthy()]

    def unready(self) -> list[str]:
        """Why others should get the work for now."""
        return [*self.stream.unhealthy(), *(self.crew.behind() if "worker" in self.settings.roles else ())]

    def site(self) -> Site:
        return Site(
            book=self.book,
            store=self.store,
            reads=self.store.engine,
            queues=self.queues,
            acts=self.acts,
            together=self.together,
            accept=self.accept,
            keep_original=self.originals.keep,
            read_original=self.originals.read,
            letters=self.letters,
            replay=self.replayer.replay,
            clock=self.clock,
            links=self.links,
            pages=self.pages,
            rules=self.rules,
            rehearsals=self.rehearsals,
            news=self.news,
            looking=self.looking,
            api_token=self.settings.api_token,
            webhook_secret=self.settings.webhook_secret,
            old_webhook_secret=self.settings.old_webhook_secret,
            demo_password=self.settings.demo_password,
            demo_ends=self.settings.demo_ends,
            cookie_key=self.settings.key("cookies"),
            healthy=self.unhealthy,
            ready=self.unready,
            lags=self.stream.lags,
            dial=self.switchboard.dial,
            listening=self.listening,
            measures=self.measures,
            proxies=self.settings.proxies,
            secure=self.settings.public_url.startswith("https:"),
        )
