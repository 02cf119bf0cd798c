"""Operations, live: read once for all screens together, rendered once a language, and told as the wallboard is."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from router.domain.municipality import Agent
from router.domain.product import in_language
from router.web.auth import staff, still_there
from router.web.language import language_of
from router.web.operations.figures import TeamState, states
from router.web.operations.sources import ailing
from router.web.permissions import teams_for
from router.web.site import Site, site_of
from router.web.wallboard.events import HEADERS, HEARTBEAT
from router.web.wallboard.page import second_of

log = structlog.get_logger()
PACE = 1.0  #: seconds between two tables, at least


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Every team as it stood at `at`, when the register had come to `cursor`."""

    teams: list[TeamState]
    at: datetime
    cursor: int
    read: float  #: by the monotonic clock
    rendered: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)  #: by language and whose teams

    @property
    def mark(self) -> str:
        """What a page that was drawn with it says of it."""
        return str(int(self.at.timestamp() * 1000))

    def html(self, site: Site, language: str, user: Agent) -> str:
        """Of the teams that this person watches: leads their own, operations all."""
        teams = teams_for(user, site.municipality)
        if (language, teams) not in self.rendered:
            shown = _values(site, self, language, teams)
            self.rendered[language, teams] = site.pages.render("pages/operations/_teams.html", language, **shown)
        return self.rendered[language, teams]


class Tables:
    """The newest table, shared by every screen."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._table: Table | None = None

    async def newest(self, site: Site) -> Table:
        async with self._lock:
            if self._table is None or _is_old(self._table, site):
                cursor, read, now = site.news.cursor, site.clock.monotonic(), site.clock.now()
                self._table = Table(teams=await states(site, now), at=now, cursor=cursor, read=read)
            return self._table

    async def page(self, request: web.Request) -> web.Response:
        """For leads and who watches the queues; it tells of people's work, so not for all as the wallboard is."""
        user, site, language = staff(request), site_of(request), language_of(request)
        table = await self.newest(site)
        return site.pages.response(
            request,
            "pages/operations/page.html",
            now=table.at,
            teams=table.html(site, language, user),
            ailing=await ailing(site, site.clock.now()),
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """A fragment `teams` when it changed since the page was drawn (`?seen=`); a ping at least every five seconds."""
        response = web.StreamResponse(headers=HEADERS)
        await response.prepare(request)
        try:
            await self._tell(request, response)
        except ConnectionError:
            pass  # they left
        except SQLAlchemyError as error:
            log.warning("operations.unreadable", error=type(error).__name__)  # the screen says so, and comes back
        return response

    async def _tell(self, request: web.Request, response: web.StreamResponse) -> None:
        user, site, language = staff(request), site_of(request), language_of(request)
        shown = self._table if self._table and self._table.mark == request.query.get("seen") else None
        while not site.news.closed:
            table, started = await self.newest(site), site.clock.monotonic()
            if not await still_there(request):
                return
            news = (
                b""
                if table is shown
                else _event("fragment", table, {"id": "teams", "html": table.html(site, language, user)})
            )
            await response.write(news + _event("ping", table, {}))
            shown = table
            await site.news.after(table.cursor, HEARTBEAT)
            if not site.news.closed:
                await asyncio.sleep(max(0.0, PACE - (site.clock.monotonic() - started)))


def _is_old(table: Table, site: Site) -> bool:
    age = site.clock.monotonic() - table.read
    return age >= HEARTBEAT or (age >= PACE and site.news.cursor > table.cursor)


def _values(site: Site, table: Table, language: str, seen: tuple[str, ...]) -> dict[str, object]:
    town = site.municipality.teams
    labels = {team.id: in_language(team.label, language) for team in town.values()}
    return {
        "teams": [each for each in table.teams if each.team in seen or len(seen) == len(town)],
        "now": table.at,
        "second": second_of(site, table.at),
        "name": lambda team: labels.get(team, team),
        "partners": {team.id for team in town.values() if team.is_partner},
    }


def _event(name: str, table: Table, data: dict[str, str]) -> bytes:
    return f"id: {table.cursor}\nevent: {name}\ndata: {json.dumps(data)}\n\n".encode()
