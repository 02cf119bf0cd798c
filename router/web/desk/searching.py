"""Search from the desk: who wrote, what about, or a number. What is typed is personal, so it travels in a form, never in an address."""

from aiohttp import web

from router.domain.municipality import Agent
from router.domain.searched import searched
from router.store.views.search import Seer, search
from router.store.views.worklist import lines_of
from router.web.auth import staff
from router.web.desk.wording import wording
from router.web.permissions import EVERYWHERE
from router.web.site import site_of

PATH = "/desk/search"
MOST = 50  #: cases on the page


async def page(request: web.Request) -> web.Response:
    """GET shows the empty field; POST {q} what it finds."""
    user, site = staff(request), site_of(request)
    typed = str((await request.post()).get("q", "")) if request.method == "POST" else ""
    wanted = searched(typed, site.region)
    references = await search(site.reads, wanted, MOST + 1, seer_of(user))
    return site.pages.response(
        request,
        "pages/desk/search.html",
        q=typed[:200],
        items=await lines_of(site.reads, references[:MOST]),
        more=len(references) > MOST,
        now=site.clock.now(),
        **wording(site),
    )


def seer_of(user: Agent) -> Seer | None:
    """The same cases that permissions.sees lets them open."""
    return None if user.role in EVERYWHERE else Seer(account=user.account, teams=tuple(user.teams))
