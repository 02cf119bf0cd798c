"""The queues: how much waits for each team, and what breaks first. The name of one's own opens it in the work list."""

from aiohttp import web

from router.queues.base import Depth
from router.web.auth import staff
from router.web.desk.wording import wording
from router.web.permissions import teams_for
from router.web.site import site_of

EMPTY = Depth(0, None, None)


async def page(request: web.Request) -> web.Response:
    user, site = staff(request), site_of(request)
    depths = await site.queues.depths()
    rows = [(team, depths.get(team.id, EMPTY)) for team in site.municipality.teams.values()]
    return site.pages.response(
        request,
        "pages/desk/queues.html",
        rows=rows,
        mine=frozenset(user.teams),
        seen=teams_for(user, site.municipality),
        now=site.clock.now(),
        **wording(site),
    )
