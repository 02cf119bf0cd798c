"""The wallboard, live: read once and rendered once a language for all screens together, then told to each of them."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from router.store.views.wallboard import Figures
from router.web.language import language_of
from router.web.site import Site, site_of
from router.web.wallboard.page import Around, Pickup, figures_of, second_of, values

log = structlog.get_logger()
PACE = 0.5  #: seconds between two boards, at least
HEARTBEAT = 5.0  #: seconds; also how old a board grows when nothing happens, since time passes anyhow
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The board as it stood at `at`, when the register had come to `cursor`."""

    figures: Figures
    pickup: Pickup
    around: Around
    at: datetime
    cursor: int
    read: float  #: by the monotonic clock
    rendered: dict[str, str] = field(default_factory=dict)

    def html(self, site: Site, language: str) -> str:
        if language not in self.rendered:
            shown = values(site, self.figures, self.pickup, self.around, self.at, language)
            self.rendered[language] = site.pages.render("pages/wallboard_board.html", language, **shown)
        return self.rendered[language]

    def pulse(self, site: Site, language: str) -> str:
        """The clock on the wall, and how old the figures are."""
        now = site.clock.now()
        return site.pages.render(
            "pages/wallboard_pulse.html", language, now=now, second=second_of(site, now), age=int(self.age(site))
        )

    def age(self, site: Site) -> float:
        return site.clock.monotonic() - self.read


class Boards:
    """The newest board, shared by every screen."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._board: Board | None = None

    async def newest(self, site: Site) -> Board:
        async with self._lock:
            if self._board is None or _is_old(self._board, site):
                self._board = await _read(site)
            return self._board

    async def page(self, request: web.Request) -> web.Response:
        site, language = site_of(request), language_of(request)
        board = await self.newest(site)
        return site.pages.response(
            request,
            "pages/wallboard.html",
            now=site.clock.now(),
            board=board.html(site, language),
            pulse=board.pulse(site, language),
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Fragments `board` (at most one a second, and one at the start) and `pulse`; a ping every five seconds."""
        response = web.StreamResponse(headers=HEADERS)
        await response.prepare(request)
        try:
            await self._tell(request, response)
        except ConnectionError:
            pass  # they left
        except SQLAlchemyError as error:
            log.warning("wallboard.unreadable", error=type(error).__name__)  # the screen says so, and comes back
        return response

    async def _tell(self, request: web.Request, response: web.StreamResponse) -> None:
        site, language = site_of(request), language_of(request)
        shown, pinged = None, float("-inf")
        while not site.news.closed:
            board, started = await self.newest(site), site.clock.monotonic()
            news = b"" if board is shown else _fragment("board", board.cursor, board.html(site, language))
            if started - pinged >= HEARTBEAT:
                news, pinged = news + _event("ping", board.cursor, {}), started
            await response.write(news + _fragment("pulse", board.cursor, board.pulse(site, language)))
            shown = board
            await site.news.after(board.cursor, PACE)
            if not site.news.closed:
                await asyncio.sleep(max(0.0, PACE - (site.clock.monotonic() - started)))


def _is_old(board: Board, site: Site) -> bool:
    age = board.age(site)
    return age >= HEARTBEAT or (age >= PACE and site.news.cursor > board.cursor)


async def _read(site: Site) -> Board:
    cursor, read, now = site.news.cursor, site.clock.monotonic(), site.clock.now()
    figures, pickup, around = await figures_of(site, now)
    return Board(figures=figures, pickup=pickup, around=around, at=now, cursor=cursor, read=read)


def _fragment(place: str, cursor: int, html: str) -> bytes:
    return _event("fragment", cursor, {"id": place, "html": html})


def _event(name: str, cursor: int, data: dict[str, str]) -> bytes:
    return f"id: {cursor}\nevent: {name}\ndata: {json.dumps(data)}\n\n".encode()
