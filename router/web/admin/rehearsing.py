"""Rehearse rules on past contacts: ask, wait and look, and read what would move."""

import asyncio

from aiohttp import web

from router.domain.errors import NotFound, Refused
from router.rules.content import unpacked
from router.store.views.rulebooks import kept, versions
from router.web.admin.rehearsal import LISTED, Asked
from router.web.auth import staff
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.site import Site, site_of

PERIODS = ("1d", "7d", "30d", "90d")
DISK = "disk"
LOOK_AGAIN = 2  #: seconds, while one runs


async def page(request: web.Request) -> web.Response:
    """Comes again by itself while a rehearsal runs, unless the reader wants it to stand still."""
    staff(request)
    response = await _shown(request)
    if site_of(request).rehearsals.running is not None and "still" not in request.query:
        response.headers["Refresh"] = str(LOOK_AGAIN)
    return response


async def start(request: web.Request) -> web.Response:
    user, site, form = staff(request), site_of(request), await request.post()
    period, rules = str(form.get("period", "30d")), str(form.get("rules", DISK))
    if period not in PERIODS:
        return await _shown(request, "Choose one of the periods in the list.")
    asked = Asked(period=period, version=None if rules == DISK else rules, by=user.account, at=site.clock.now())
    try:
        site.rehearsals.start(asked, await _files(site, asked.version))
    except Refused as refused:
        return await _shown(request, str(refused))
    raise web.HTTPSeeOther("/admin/rehearsal")


async def cancel(request: web.Request) -> web.Response:
    staff(request)
    await site_of(request).rehearsals.cancel()
    raise web.HTTPSeeOther("/admin/rehearsal?cancelled=1")


async def table(request: web.Request) -> web.StreamResponse:
    """Every case of the last rehearsal."""
    staff(request)
    rehearsals = site_of(request).rehearsals
    if rehearsals.last is None or rehearsals.last.findings is None:
        raise NotFound("There is no rehearsal to download. Start one first.")
    return web.Response(
        body=await asyncio.to_thread(rehearsals.table.read_bytes),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": 'attachment; filename="rehearsal.csv"', "Cache-Control": "no-store"},
    )


async def _files(site: Site, version: str | None) -> dict[str, bytes] | None:
    """Of a kept version. Raises Refused when it is not."""
    if version is None:
        return None
    found = await kept(site.reads, version)
    if found is None:
        raise Refused("This version of the rules was never live here. Choose one from the list.")
    return unpacked(found.files)


async def _shown(request: web.Request, refused: str = "") -> web.Response:
    site = site_of(request)
    return site.pages.response(
        request,
        "pages/admin/rehearsal.html",
        status=409 if refused else 200,
        refused=site.pages.gettext(language_of(request), refused) if refused else "",
        rehearsals=site.rehearsals,
        ended=site.rehearsals.last,
        still="still" in request.query,
        cancelled="cancelled" in request.query and site.rehearsals.running is None,
        periods=PERIODS,
        listed=LISTED,
        loaded=site.rules.loaded,
        version_options=[(each.version, each.version) for each in await versions(site.reads)],
        now=site.clock.now(),
        **wording(site),
    )
