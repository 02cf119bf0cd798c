"""What an open monitor hears: counts, sources, answers under way, and that there is something new. The list itself stays."""

from datetime import UTC, datetime

from aiohttp import web

from router.domain.municipality import Agent
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.monitor.lists import Asked
from router.web.monitor.page import chosen_from, stream
from router.web.pages import CSRF
from router.web.site import site_of

PARTS = {"gatherings": "_going", "usual": "_usual", "monitor-news": "_news"}


async def fragments(request: web.Request, user: Agent) -> dict[str, str]:
    """Id to HTML. ?since= is when the page was drawn, in milliseconds."""
    site, wish = site_of(request), Asked.read(request.query)
    found = await stream(site, user, wish)
    since = _moment(request.query.get("since", ""))
    fresh = [each for each in found["lists"]["todo"] if since is not None and each.received_at > since]
    values = {**found, **chosen_from(site, found), **wording(site)}
    values |= {"user": user, "csrf": request[CSRF], "fresh": len(fresh)}
    language = language_of(request)
    return {id: site.pages.render(f"pages/monitor/{name}.html", language, **values) for id, name in PARTS.items()} | {
        "counts": site.pages.render("pages/monitor/_counts.html", language, **values)
    }


def _moment(millis: str) -> datetime | None:
    known = millis.isascii() and millis.isdigit() and len(millis) < 15
    return datetime.fromtimestamp(int(millis) / 1000, UTC) if known else None
