"""Sources: every account, mailbox and switch that we listen to, when it was last heard from, and what ails it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from router.domain.record import Record
from router.domain.source import Source
from router.store.views.sources import sources
from router.web.auth import staff
from router.web.site import Site, site_of


class SourceState(Record):
    """One line of the page. Without `heard_at` it is set and was never heard of."""

    source: Source
    ails: str | None  #: a code of what is wrong with it now
    since: datetime | None

    @property
    def account(self) -> str:
        return self.source.name.partition("/")[2]


async def source_states(site: Site, now: datetime) -> list[SourceState]:
    """What ails first, then by name. What was heard of once and is not set any more is left out."""
    known = {each.name: each for each in await sources(site.reads)}
    names = _named(site, list(known))
    found = [_state(known.get(name, Source(name=name)), now) for name in names]
    return sorted(found, key=lambda each: (each.ails is None, each.source.name))


async def ailing(site: Site, now: datetime) -> list[SourceState]:
    """Those that somebody should look at. None when the register does not answer: that has an alarm of its own."""
    with suppress(SQLAlchemyError):
        return [each for each in await source_states(site, now) if each.ails]
    return []


async def page(request: web.Request) -> web.Response:
    """GET /operations/sources"""
    staff(request)
    site = site_of(request)
    now = site.clock.now()
    return site.pages.response(request, "pages/operations/sources.html", now=now, states=await source_states(site, now))


def _named(site: Site, known: Sequence[str]) -> list[str]:
    """Those of channels.yaml; of a channel that does not name its accounts there, those that it was heard of."""
    if site.listening is None:
        return list(known)
    told = site.listening.names()
    naming = {name.partition("/")[0] for name in told}
    on = set(site.municipality.channels) - naming
    return [*told, *(name for name in known if name.partition("/")[0] in on and not _names(site, name))]


def _names(site: Site, name: str) -> bool:
    """Whether its channel would name it, were it still set."""
    assert site.listening is not None
    adapter = site.listening.adapter(name.partition("/")[0])
    return adapter is not None and adapter.sources is not None


def _state(source: Source, now: datetime) -> SourceState:
    code = source.ails(now)
    since = source.since if source.trouble else source.silent_since(now)
    return SourceState(source=source, ails=code, since=since)
