"""Presence and the next case: who is there, and "next please" for a desk of somebody else."""

from datetime import datetime

from aiohttp import web

from router.domain.presence import Presence, PresenceState
from router.domain.seeker import seeker_of
from router.domain.words import Role
from router.web.api.cases import case_told
from router.web.api.reading import Problem, answer, body_of
from router.web.api.shapes import NextBody, PresenceBody
from router.web.auth import api_actor
from router.web.site import site_of


async def get_presence(request: web.Request) -> web.Response:
    """GET /presence: everybody of the municipality."""
    api_actor(request)
    site = site_of(request)
    now, there = site.clock.now(), await site.acts.attendance.presences.all()
    return answer({"items": [_line(account, there.get(account), now) for account in site.municipality.agents]})


async def post_presence(request: web.Request) -> web.Response:
    """POST /presence: the one who acts; a heartbeat too, which 45 seconds of silence end."""
    by, site = api_actor(request), site_of(request)
    body, attendance = await body_of(request, PresenceBody), site.acts.attendance
    after = (
        await attendance.choose(by.account, PresenceState(body.state))
        if body.state
        else await attendance.heard(by.account)
    )
    return answer(_line(by.account, after, site.clock.now()))


async def post_next(request: web.Request) -> web.Response:
    """POST /queues/{team}/next: the case, or 204 when nothing waits for them."""
    by, site, team = api_actor(request), site_of(request), request.match_info["team"]
    await body_of(request, NextBody)
    if team not in site.municipality.teams:
        raise Problem(
            404, "Not found", f'There is no team "{team[:40]}". Teams are: {", ".join(site.municipality.teams)}.'
        )
    if team not in by.teams and by.role != Role.ADMIN:
        raise Problem(409, "Not now", f"{by.name} does not work for this team, but for {', '.join(by.teams)}.")
    change = await site.acts.take_next(by, seeker_of(site.municipality.agents[by.account], (team,)))
    return web.Response(status=204) if change is None else answer(await case_told(request, change.case.reference))


def _line(account: str, presence: Presence | None, now: datetime) -> dict[str, object]:
    if presence is None:
        return {
            "account": account,
            "state": PresenceState.OFFLINE,
            "since": None,
            "until": None,
            "misses": 0,
            "missed": False,
        }
    state = presence.at(now)
    return {
        "account": account,
        "state": state,
        "since": presence.since_at(now),
        "until": presence.until if state == PresenceState.WRAP_UP else None,
        "misses": presence.misses,
        "missed": presence.missed,
    }
