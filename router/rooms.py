"""The room of a channel, and of the telephone switches: what of this process they may use."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from aiohttp import ClientSession
from pydantic import BaseModel

from router.channels.base import Adapter, Room
from router.channels.phone.ami.receive import Switchboard
from router.domain.phone import region_of
from router.logbook import KeptLogbook
from router.rules.rulebook import Rulebook
from router.settings import secret_named
from router.store.views.open_calls import open_calls
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
        logbook=_logbook(app, adapter.name),
        region=region_of(app.rulebook.municipality.organisation.zone),
        public_url=app.settings.public_url,
        municipality=lambda: app.rulebook.municipality,
        register=RegisterOf(app.store.engine, adapter.name),
    )


def switchboard_of(app: "App", book: Rulebook) -> Switchboard:
    """Raises BadSetting for a secret that is not there."""
    telephony = book.municipality.telephony
    return Switchboard(
        telephony,
        {each.secret: secret_named(each.secret, f"channels.yaml, {each.name},") for each in telephony.switches},
        region_of(book.municipality.organisation.zone),
        accept=app.accept,
        open_calls=partial(open_calls, app.store.engine),
        logbook=_logbook(app, "phone"),
        now=app.clock.now,
    )


def _logbook(app: "App", channel: str) -> KeptLogbook:
    return KeptLogbook(channel, partial(source_named, app.store.engine), app.store.apply, app.clock.now)
