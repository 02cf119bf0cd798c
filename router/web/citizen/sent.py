"""Thanks, and once it is decided the number, the promise and the link. Until then the page asks again.

What joined an earlier case gets neither number nor link: anybody can leave the telephone number of somebody else."""

from datetime import datetime, timedelta
from uuid import UUID

from aiohttp import web

from router.store.views.status import Arrival, arrival
from router.web.embed import query
from router.web.language import language_of
from router.web.site import site_of

TRIES = 10  #: a second apart
SHOWN = timedelta(days=1)


async def show(request: web.Request) -> web.Response:
    site, contact = site_of(request), request.match_info["contact"]
    tried = number(request.query.get("n", ""))
    found = await arrival(site.reads, contact)
    found = found if found and _may_show(found, site.clock.now()) else None
    reference = found.reference if found and found.opened else None
    again = (
        f"/sent/{contact}?lang={language_of(request)}&n={tried + 1}{query(request)}"
        if found is None and tried < TRIES and _is_id(contact)
        else None
    )
    return site.pages.response(
        request,
        "pages/citizen/sent.html",
        again=again,
        found=found,
        reference=reference,
        link=f"/status/{reference}/{site.links.secret(reference)}" if reference else None,
    )


def _may_show(found: Arrival, now: datetime) -> bool:
    """For a day, and only for an id that its sender alone knows: made of the random token of a form of ours."""
    try:
        random = UUID(found.source_id or "").version == 4
    except ValueError:
        random = False
    return random and found.source in ("webform", "callback") and now - found.received_at < SHOWN


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
