"""A call that this person answered: who it may be, a case for it at one press, and presence that goes along with it."""

from datetime import datetime, timedelta

from aiohttp import web

from router.domain.contact import Inbound, Sender, contact_id
from router.domain.errors import Refused
from router.domain.municipality import Agent
from router.domain.presence import Presence, PresenceState
from router.domain.words import Channel
from router.store.views.on_call import OnCall, on_call
from router.store.views.status import arrival
from router.web.auth import staff
from router.web.citizen.sent import TRIES, number
from router.web.paths import START
from router.web.site import Site, site_of

PATH = "/desk/call"
GOES_OVER = (PresenceState.AVAILABLE, PresenceState.WRAP_UP)  #: into a call; who chose to be away stays so


async def make(request: web.Request) -> web.Response:
    """POST: a case of the call that goes on now. Twice is one case."""
    site, user = site_of(request), staff(request)
    call = await on_call(site.reads, user.account, site.clock.now())
    if call is None or call.over is not None:
        raise Refused("You are not on a call now. Register what was asked as a visitor, or look up the case.")
    contact = contact_of(call)
    await site.accept([contact])
    raise web.HTTPSeeOther(f"{PATH}/{contact.id}")


def contact_of(call: OnCall) -> Inbound:
    return Inbound(
        id=contact_id("phone", "answered", call.call),
        channel=Channel.PHONE,
        source="phone",
        source_id=f"answered:{call.call}",
        received_at=call.answered,
        sender=Sender(phone=call.number, name=call.names[0] if len(call.names) == 1 else None),
        entrance=call.queue or None,
    )


async def made(request: web.Request) -> web.Response:
    """On to the case, once it was decided."""
    site, contact = site_of(request), request.match_info["contact"]
    staff(request)
    found = await arrival(site.reads, contact)
    if found is not None and found.reference:
        raise web.HTTPSeeOther(f"{START}/{found.reference}")
    tried = number(request.query.get("n", ""))
    again = f"{PATH}/{contact}?n={tried + 1}" if tried < TRIES else None
    return site.pages.response(request, "pages/desk/making.html", again=again)


async def along(site: Site, user: Agent, presence: Presence, call: OnCall | None) -> Presence:
    """Busy from the answer on, then time to finish off. What they chose themselves since then stands."""
    now, attendance = site.clock.now(), site.acts.attendance
    if call is None:
        return presence
    if call.over is None and presence.at(now) in GOES_OVER and presence.since_at(now) <= call.answered:
        return await attendance.choose(user.account, PresenceState.BUSY)
    if call.over is not None and presence.state == PresenceState.BUSY and presence.since <= call.over:
        return await attendance.hung_up(user.account, _finishing(site, user, call.over, now))
    return presence


def _finishing(site: Site, user: Agent, over: datetime, now: datetime) -> timedelta:
    """What is left of the longest time that a team of theirs gives."""
    teams = site.municipality.teams
    longest = max((teams[each].wrap_up for each in user.teams if each in teams), default=timedelta(0))
    return max(over + longest - now, timedelta(0))
