"""The room of a channel: what of this process it may use."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import ClientSession
from pydantic import BaseModel

from router.channels.base import Adapter, Room
from router.domain.phone import region_of
from router.logbook import KeptLogbook
from router.settings import secret_named
from router.store.views.sources import source_named
from router.store.views.taken import RegisterOf

if TYPE_CHECKING:
    from router.app import App


def room_of(app: "App", adapter: Adapter, setting: BaseModel, http: Callable[[], ClientSession]) -> Room:
    asked_by = f"channels.yaml, {adapter.name},"
    return Room(
        setting=setting,
        accept=app.accept,
        keep_original=app.originals.keep,
        read_original=app.originals.read,
        now=app.clock.now,
        sleep=asyncio.sleep,
        http=http,
        secret=lambda name: secret_named(name.removeprefix("env:"), asked_by),
        logbook=KeptLogbook(adapter.name, partial(source_named, app.store.engine), app.store.apply, app.clock.now),
        region=region_of(app.rulebook.municipality.organisation.zone),
        public_url=app.settings.public_url,
        municipality=lambda: app.rulebook.municipality,
        register=RegisterOf(app.store.engine, adapter.name),
    )
