"""Quarantine: what could not be handled, with the reason, and a button to try it again."""

import structlog
from aiohttp import web

from router.store.views.quarantine import set_apart
from router.web.auth import staff
from router.web.site import site_of

log = structlog.get_logger()


async def page(request: web.Request) -> web.Response:
    staff(request)
    site = site_of(request)
    return site.pages.response(
        request, "pages/desk/quarantine.html", held=await set_apart(site.reads), now=site.clock.now(),
        opened=request.query.get("opened", ""), again=bool(request.query.get("again")))


async def replay(request: web.Request) -> web.Response:
    """Decide it again. It becomes a case, or stays with its new reason."""
    user, contact = staff(request), request.match_info["id"]
    change = await site_of(request).replay(contact)
    log.info("quarantine.replayed", id=contact, by=user.account, opened=len(change.cases))
    if change.cases:
        raise web.HTTPSeeOther(f"/quarantine?opened={change.case.reference}")
    raise web.HTTPSeeOther("/quarantine?again=1")
