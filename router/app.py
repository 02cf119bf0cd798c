"""The only wiring: settings to ports, ports to steps, steps to roles, all on one exit stack."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from aiohttp import web

from router.channels.email.limits import limits_in
from router.channels.email.mailbox import Mailbox
from router.channels.email.receive import SmtpIntake
from router.channels.email.send import Relay, send
from router.channels.outgoing import Letter, Posting
from router.channels.phone.ami.receive import Switchboard
from router.channels.webhook.send import post
from router.clock import Clock, SystemClock
from router.domain.contact import Event
from router.domain.errors import StoreDown
from router.domain.phone import region_of
from router.listening import Listening
from router.measures import Measures
from router.originals import Originals
from router.presence.picked import presences_beside
from router.process import folder_held, kept_up
from router.queues.picked import queues_at
from router.reloading import LiveRules
from router.replies import Replies
from router.roles.crew import Crew
from router.roles.deliver import Deliverer
from router.roles.dispatcher import Dispatcher
from router.roles.publisher import Publisher
from router.roles.reconciler import Reconciler
from router.roles.recounter import Recounter
from router.roles.ticker import Ticker
from router.rooms import room_of
from router.rules.load import load
from router.rules.rulebook import Rulebook
from router.settings import Settings, secret_named
from router.shapes import shapes
from router.steps.accept import accept
from router.steps.acts import Acts
from router.steps.attend import Attendance
from router.steps.links import Links
from router.steps.rebuild_queues import rebuilt
from router.steps.replay import Replayer
from router.store.picked import migrated, secret_beside, store_at
from router.store.views.history import history_after
from router.store.views.open_calls import open_calls
from router.store.views.rulebooks import teams_at_work
from router.stream.picked import events_at, stream_at
from router.web.admin.rehearsal import Rehearsals
from router.web.news import News
from router.web.pages import Pages
from router.web.server import health_app, web_app
from router.web.site import Site

STOP_SECONDS = 5.0
INTAKE, MAILBOX, PAGES = frozenset({"intake"}), frozenset({"deliver", "web"}), frozenset({"intake", "web"})
EVERY = frozenset({"intake", "web", "deliver"})


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
        self.news = News()
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
        self.switchboard = self._switchboard(book)
        self.http_port, self._stream_key = settings.http_port, settings.key("stream-keys")

    def _publisher(self) -> Publisher | None:
        if self.events is None:
            return None
        after = partial(history_after, self.store.engine)
        return Publisher(self.store, after, self.events, lambda: self.rulebook.municipality.organisation)

    def _switchboard(self, book: Rulebook) -> Switchboard:
        telephony = book.municipality.telephony
        return Switchboard(
            telephony,
            {each.secret: secret_named(each.secret, f"channels.yaml, {each.name},") for each in telephony.switches},
            region_of(book.municipality.organisation.zone),
            accept=self.accept,
            open_calls=lambda switch: open_calls(self.store.engine, switch),
            now=self.clock.now,
        )

    @property
    def rulebook(self) -> Rulebook:
        return self.rules.book()

    def book(self) -> Rulebook:
        return self.rulebook

    def _swapped(self, book: Rulebook) -> None:
        """What does not ask for the rulebook each time is told."""
        organisation = book.municipality.organisation
        self.smtp.listen_for(organisation.entrances, limits_in(book.municipality.settings))
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
            api_token=self.settings.api_token,
            webhook_secret=self.settings.webhook_secret,
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


@asynccontextmanager
async def running(settings: Settings, clock: Clock | None = None) -> AsyncIterator[App]:
    """Balie, up and serving. Raises BadSetting, Unsound. Leaving stops the intake first and drains what was accepted."""
    async with AsyncExitStack() as stack:
        stack.enter_context(folder_held(settings.data_dir))
        book = load(settings.municipality, shapes())
        namespace = book.municipality.organisation.namespace
        await migrated(settings.store, namespace)
        if settings.shared_secret is None:
            settings = replace(settings, shared_secret=await secret_beside(settings.store, namespace))
        app = App(settings, clock or SystemClock(), book)
        gc.collect()
        gc.freeze()  # the rulebook stays as long as we do: the collector need not walk it again
        sys.setswitchinterval(0.0005)  # a thread back from the disk waits this long for its turn, not five milliseconds
        gc.set_threshold(50_000, 20, 50)  # a batch makes thousands of values that live for milliseconds
        for part in (app.store, app.stream, app.queues):
            await part.open()
            stack.push_async_callback(part.close)
        if app.events is not None:
            stack.push_async_callback(app.events.close)
        await app.rules.keep()
        stack.push_async_callback(app.rehearsals.cancel)
        if await app.queues.lost(0):
            await rebuilt(app.store, app.queues)
        for takers, intake in (
            (MAILBOX, app.mailbox),
            (INTAKE, app.smtp),
            (INTAKE, app.switchboard),
            (EVERY, app.listening),
        ):
            if takers & settings.roles:
                await intake.start()
                stack.push_async_callback(intake.stop)
        await stack.enter_async_context(_tasks(app))
        await stack.enter_async_context(_serving(app))
        yield app


@asynccontextmanager
async def _tasks(app: App) -> AsyncIterator[None]:
    loops: dict[str, dict[str, Callable[[], Awaitable[None]]]] = {
        "worker": {"worker": app.crew.run},
        "clock": {
            "clock": app.ticker.run,
            "recount": app.recounter.run,
            "reconcile": app.reconciler.run,
            "dispatch": app.dispatcher.run,
        },
        "deliver": {"deliver": app.deliverer.run},
        "web": {"news": lambda: _tell_news(app)},
    }
    tasks = [
        asyncio.create_task(kept_up(run()), name=name)
        for role, named in loops.items()
        for name, run in named.items()
        if role in app.settings.roles
    ]
    try:
        yield
    finally:
        app.deliverer.stopping.set()
        delivering = [task for task in tasks if task.get_name() == "deliver"]
        if delivering:
            await asyncio.wait(delivering, timeout=STOP_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _tell_news(app: App) -> None:
    """Tell pages that the register moved, four times a second at most."""
    cursor = 0
    while True:
        with suppress(StoreDown):  # those who write say so; pages wait
            latest = await app.store.cursor()
            if latest != cursor:
                cursor = latest
                await app.news.tell(cursor)
        await asyncio.sleep(0.25)


@asynccontextmanager
async def _serving(app: App) -> AsyncIterator[None]:
    served = web_app if PAGES & app.settings.roles else health_app
    runner = web.AppRunner(served(app.site()), access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    site = web.TCPSite(runner, app.settings.listen, app.settings.http_port, backlog=1024)
    await site.start()
    app.http_port = runner.addresses[0][1]
    try:
        yield
    finally:
        await runner.cleanup()
