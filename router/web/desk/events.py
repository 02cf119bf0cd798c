"""Server-sent events: a page hears that the register moved and gets its work list anew, at most four times a second."""

import asyncio
import json

from aiohttp import web

from router.domain.municipality import Agent
from router.store.views.case_page import version_of
from router.web.auth import may_what_they_might, staff
from router.web.desk import work
from router.web.desk.beside import Beside
from router.web.desk.looking import Lookout
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.monitor import live as monitor
from router.web.pages import CSRF
from router.web.permissions import MONITORS, may_see
from router.web.site import site_of

HEARTBEAT = 5.0  #: seconds; live.js calls 15 of silence a lost connection
PACE, SLOWLY = 0.25, 2.0  #: seconds between two tellings; a monitor has much to read for each
HEADERS = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


async def stream(request: web.Request) -> web.StreamResponse:
    """Presence and offer, with a heartbeat; ?view=desk sends the list beside ?case= with ?team= too, ?version= is the page's."""
    user, site = staff(request), site_of(request)
    if (case := request.query.get("case")) and not await may_see(user, request, case):
        raise web.HTTPForbidden(text="This case is with another team. Ask them, or ask your lead.")
    response = web.StreamResponse(headers=HEADERS)
    await response.prepare(request)
    cursor, beside, lookout = _seen(request, site.news.cursor), Beside(request, user), Lookout(request, user)
    try:
        await response.write(b"retry: 2000\n" + _event("ping", cursor, {}) + await beside.news())
        while not (site.news.closed or beside.over):
            before, cursor = cursor, await site.news.after(cursor, HEARTBEAT)
            if not may_what_they_might(request):
                break  # the page asks again, and is told what they may see now
            changed = cursor > before
            looks = lookout.look(site.clock.now())
            news = await _news(request, user) if changed or (looks and request.query.get("view") == "desk") else b""
            news += _looking(lookout) if looks else b""
            moved = _event("moved" if changed else "ping", cursor, {"cursor": cursor})
            await response.write(news + await beside.news() + moved)
            await asyncio.sleep(SLOWLY if request.query.get("view") == "monitor" else PACE)
    except ConnectionError:
        pass  # they left
    finally:
        lookout.leave()
    return response


def _seen(request: web.Request, latest: int) -> int:
    """How far the page had come, when it was cut off; a new page has just been drawn."""
    said = request.headers.get("Last-Event-ID") or request.query.get("lastEventId", "")
    return min(int(said), latest) if said.isascii() and said.isdigit() and len(said) < 19 else latest


async def _news(request: web.Request, user: Agent) -> bytes:
    if request.query.get("view") == "monitor" and user.role in MONITORS:
        drawn = await monitor.fragments(request, user)
        return b"".join(_event("fragment", None, {"id": id, "html": html.strip()}) for id, html in drawn.items())
    if request.query.get("view") != "desk":
        return b""
    return await _work_list(request, user) + await _changed_case(request)


def _looking(lookout: Lookout) -> bytes:
    html = lookout.drawn()
    return _event("fragment", None, {"id": "looking", "html": html}) if html else b""


async def _work_list(request: web.Request, user: Agent) -> bytes:
    site = site_of(request)
    found = await work.load(site, user, request.query.get("team"), request.query.get("case"))
    html = site.pages.render(
        "pages/desk/_worklist.html",
        language_of(request),
        work=found,
        now=site.clock.now(),
        user=user,
        csrf=request[CSRF],
        **wording(site),
    )
    return _event("fragment", None, {"id": "worklist", "html": html})


async def _changed_case(request: web.Request) -> bytes:
    """Somebody else touched the case that is open: said above it, never moved under their hands."""
    site, reference, shown = site_of(request), request.query.get("case", ""), request.query.get("version", "")
    now = await version_of(site.reads, reference) if reference else None
    if now is None or str(now) == shown:
        return b""
    html = site.pages.render("pages/desk/_changed.html", language_of(request), reference=reference)
    return _event("fragment", None, {"id": "case-changed", "html": html})


def _event(name: str, cursor: int | None, data: dict[str, object]) -> bytes:
    identity = f"id: {cursor}\n" if cursor is not None else ""
    return f"{identity}event: {name}\ndata: {json.dumps(data)}\n\n".encode()
