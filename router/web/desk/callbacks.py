"""The callbacks: whom to ring today, who waits too long, what is planned; how a call went is one press."""

from aiohttp import web

from router.domain.errors import Refused
from router.domain.municipality import Agent
from router.domain.phone import may_be_dialled
from router.domain.words import CallbackOutcome
from router.store.views.callbacks import callbacks
from router.web.auth import actor_of, staff
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.permissions import teams_for
from router.web.site import site_of
from router.web.wallboard.page import today

PATH = "/desk/callbacks"
ALL = "all"


async def page(request: web.Request) -> web.Response:
    return await _shown(request, staff(request))


async def attempt(request: web.Request) -> web.Response:
    """One attempt, from a button of its row; back to the list, which then says what comes next."""
    user, site = staff(request), site_of(request)
    form, reference = await request.post(), request.match_info["reference"]
    outcome, say = str(form.get("outcome", "")), site.pages.gettext
    try:
        if outcome not in set(CallbackOutcome):
            raise Refused("Choose how the call went.")
        await site.acts.call_back(reference, actor_of(user), CallbackOutcome(outcome))
    except Refused as error:
        return await _shown(request, user, say(language_of(request), str(error)))
    team = _team(request, user)
    raise web.HTTPSeeOther(f"{PATH}?team={team or ALL}&done={reference}#list")


def _team(request: web.Request, user: Agent) -> str | None:
    """The team chosen, at first the user's own when they have but one; None is all of theirs."""
    wish, teams = request.query.get("team"), teams_for(user, site_of(request).municipality)
    if wish is None:
        return user.teams[0] if len(user.teams) == 1 else None
    return wish if wish in teams else None


async def _shown(request: web.Request, user: Agent, refused: str = "") -> web.Response:
    site, now, team = site_of(request), site_of(request).clock.now(), _team(request, user)
    mine = teams_for(user, site.municipality)
    every_team = len(mine) == len(site.municipality.teams)
    found = await callbacks(site.reads, team or (None if every_team else mine), today(site, now)[1], now)
    every = (*found.late, *found.today, *found.planned)
    done = request.query.get("done", "")
    return site.pages.response(
        request,
        "pages/desk/callbacks.html",
        status=409 if refused else 200,
        found=found,
        dialled={each.phone: may_be_dialled(each.phone, site.region) for each in every if each.phone},
        team=team,
        teams=[each for each in site.municipality.teams.values() if each.id in mine],
        outcomes=[str(each) for each in CallbackOutcome],
        just=next((each for each in every if each.reference == done), None),
        done=done,
        most=site.municipality.organisation.callbacks.most,
        refused=refused,
        now=now,
        **wording(site),
    )
