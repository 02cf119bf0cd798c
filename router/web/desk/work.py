"""The work list: mine by when it breaks, then each team's queue in its own order; and the next one to take."""

from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import web

from router.domain.change import Notice
from router.domain.errors import Refused
from router.domain.looking import Onlooker
from router.domain.municipality import Agent
from router.domain.record import Record
from router.domain.seeker import seeker_of
from router.store.views.worklist import HELD, Item, items, notices
from router.web.auth import actor_of, staff
from router.web.desk.scratchpad import written
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.permissions import teams_for
from router.web.site import Site, site_of

SHOWN = 50  #: of a queue
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Queue(Record):
    team: str
    waiting: int
    items: tuple[Item, ...]


class Work(Record):
    """One person's list."""

    mine: tuple[Item, ...]
    queues: tuple[Queue, ...]
    notices: tuple[Notice, ...]
    team: str | None  #: the only queue shown
    current: str | None  #: the case that is open beside it
    looking: Mapping[str, tuple[Onlooker, ...]] = {}  #: who else has which case before them


async def load(site: Site, user: Agent, team: str | None, current: str | None = None) -> Work:
    """One query for all lines, whatever their number."""
    chosen = team if team in teams_for(user, site.municipality) else None
    tops = {each: await site.queues.top(each, SHOWN) for each in ((chosen,) if chosen else user.teams)}
    depths = await site.queues.depths()
    found = await items(site.reads, user.account, [reference for top in tops.values() for reference in top])
    mine = [item for item in found.values() if item.assignee == user.account and item.status in HELD]
    return Work(
        mine=tuple(sorted(mine, key=lambda item: item.breach or NEVER)),
        queues=tuple(
            Queue(
                team=each,
                waiting=depths[each].waiting if each in depths else 0,
                items=tuple(found[reference] for reference in top if reference in found),
            )
            for each, top in tops.items()
        ),
        notices=tuple(await notices(site.reads, user.account)),
        team=chosen,
        current=current,
        looking=site.looking.others(user.account, site.clock.now()),
    )


async def page(request: web.Request) -> web.Response:
    return await shown(request, staff(request))


async def shown(request: web.Request, user: Agent, refused: str = "", status: int = 200) -> web.Response:
    site = site_of(request)
    work = await load(site, user, request.query.get("team"))
    return site.pages.response(
        request,
        "pages/desk/work.html",
        status=status,
        work=work,
        refused=refused,
        closed=request.query.get("done") == "close",
        scratch=await written(site, user.account),
        now=site.clock.now(),
        **wording(site),
    )


async def take_next(request: web.Request) -> web.Response:
    """Claim what is first in my teams' queues for me; when another was first, the one behind it."""
    user, site = staff(request), site_of(request)
    say = site.pages.gettext
    try:
        change = await site.acts.take_next(actor_of(user), seeker_of(user, user.teams))
    except Refused as error:
        return await shown(request, user, say(language_of(request), str(error)), 409)
    if change is not None:
        raise web.HTTPSeeOther(f"/desk/{change.case.reference}")
    return await shown(request, user, say(language_of(request), "Nothing waits in the queues of your teams."))
