"""A Balie that runs: everything opened in order, the loops of its roles, and the way back down."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from router.app import App
from router.clock import Clock, SystemClock
from router.domain.errors import StoreDown
from router.presence.picked import looks_beside
from router.process import folder_held, kept_up
from router.pulse import Pulse
from router.rules.load import load
from router.settings import Settings
from router.shapes import shapes
from router.steps.rebuild_queues import rebuilt
from router.store.picked import migrated, secret_beside
from router.store.views.levers import levers_on
from router.stream.sqlite import SqliteStream
from router.web.server import health_app, web_app

STOP_SECONDS = 5.0
LEVERS_SECONDS, LOOKS_SECONDS = 1.0, 1.0
INTAKE, MAILBOX, PAGES = frozenset({"intake"}), frozenset({"deliver", "web"}), frozenset({"intake", "web"})
EVERY = frozenset({"intake", "web", "deliver"})


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
        if isinstance(app.stream, SqliteStream):
            await app.stream.go_on_behind((await app.store.take(0)).offset)
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
        await stack.enter_async_context(serving(app))
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
        "deliver": {"deliver": app.deliverer.run, "gather": app.gatherer.run},
        "web": {"news": lambda: _tell_news(app), "looks": lambda: _share_looks(app)},
    }
    tasks = [
        asyncio.create_task(kept_up(run()), name=name)
        for role, named in loops.items()
        for name, run in named.items()
        if role in app.settings.roles
    ]
    tasks.append(asyncio.create_task(kept_up(_turn_levers(app)), name="levers"))
    tasks.append(asyncio.create_task(Pulse(app.measures, app.clock).run(), name="pulse"))
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


async def _turn_levers(app: App) -> None:
    """What was set by hand in any process counts in this one too, and ends when it ends."""
    while True:
        with suppress(StoreDown, SQLAlchemyError):  # those who write say so; what was set stands
            await app.rules.turn(await levers_on(app.store.engine, app.clock.now()))
        await asyncio.sleep(LEVERS_SECONDS)


async def _share_looks(app: App) -> None:
    """Two agents of one case need not be on one process."""
    looks = looks_beside(app.queues)
    while True:
        await app.looking.exchange(looks, app.clock.now())
        await asyncio.sleep(LOOKS_SECONDS)


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
async def serving(app: App) -> AsyncIterator[None]:
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
