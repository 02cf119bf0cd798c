"""Quarantine: what could not be handled, with the reason, and a button to try it again."""

import structlog
from aiohttp import web

from router.domain.errors import Refused
from router.store.views.quarantine import set_apart
from router.web.auth import staff
from router.web.site import site_of

log = structlog.get_logger()


async def page(request: web.Request) -> web.Response:
    staff(request)
    return await _shown(request)


async def replay(request: web.Request) -> web.Response:
    """Decide it again. It becomes a case, or stays with its new reason."""
    user, contact = staff(request), request.match_info["id"]
    try:
        change = await site_of(request).replay(contact)
    except Refused as error:
        return await _shown(request, str(error))
    log.info("quarantine.replayed", id=contact, by=user.account, cases=len(change.cases))
    opened = change.case.reference if change.cases else ""
    raise web.HTTPSeeOther(f"/quarantine?opened={opened}" if opened else "/quarantine?handled=1")


async def _shown(request: web.Request, refused: str = "") -> web.Response:
    site = site_of(request)
    return site.pages.response(
        request,
        "pages/desk/quarantine.html",
        status=409 if refused else 200,
        held=await set_apart(site.reads),
        refused=refused,
        opened=request.query.get("opened", ""),
        handled=bool(request.query.get("handled")),
    )
