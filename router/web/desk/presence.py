"""Presence: an agent says whether work can be given to them."""

from aiohttp import web

from router.domain.errors import Refused
from router.domain.presence import PresenceState
from router.web.auth import staff
from router.web.paths import safe_path
from router.web.site import site_of

PATH = "/desk/presence"
CHOICES = (PresenceState.AVAILABLE, PresenceState.AWAY)


async def choose(request: web.Request) -> web.Response:
    """POST state=available or away, back to the page it was said on."""
    user, form = staff(request), await request.post()
    state = str(form.get("state", ""))
    if state not in CHOICES:
        raise Refused("Choose available or away.")
    await site_of(request).acts.attendance.choose(user.account, PresenceState(state))
    raise web.HTTPSeeOther(safe_path(str(form.get("next", ""))))
