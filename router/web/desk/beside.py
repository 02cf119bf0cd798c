"""Presence and offer beside every page: drawn with the page, and told anew by its event stream, which is the heartbeat too."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web
from markupsafe import Markup

from router.domain.municipality import Agent
from router.domain.presence import Presence
from router.store.views.on_call import OnCall, on_call
from router.store.views.worklist import Offered, offered_to
from router.web.auth import still_there
from router.web.desk.calling import along
from router.web.desk.wording import wording
from router.web.here import HERE, Here
from router.web.language import language_of
from router.web.pages import CSRF, USER
from router.web.paths import START, safe_path
from router.web.site import Site, site_of

HEARD_EVERY = timedelta(seconds=15)  #: from an open page; 45 seconds without one is offline
SCREENS = ("/static/", "/wallboard", "/events", "/operations/events", "/metrics", "/healthz", "/readyz", "/favicon.ico")
"""Nobody sits before these; streams have a heartbeat of their own."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def be_there(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever asks for a page of ours is there, and sees what lies before them."""
    user = request.get(USER)
    if user is not None and not request.path.startswith(SCREENS):
        presence = await site_of(request).acts.attendance.heard(user.account)
        request[HERE] = await _here(request, user, presence, _own(request))
    return await handler(request)


class Beside:
    """For one open stream of one person. ?marks= says what the page shows; without it, what is so now."""

    def __init__(self, request: web.Request, user: Agent) -> None:
        self._request, self._user = request, user
        self._told = _marks(request)
        self._heard: datetime | None = None
        self.over = False  #: they were logged out, here or from elsewhere
        self._presence: Presence | None = None

    async def news(self) -> bytes:
        """A heartbeat when it is time for one, and events of the fragments that changed."""
        site = site_of(self._request)
        here = await _here(self._request, self._user, await self._attend(site), _back(self._request))
        if self._told is None:
            self._told = {name: mark for name, (mark, _) in here.fragments.items()}
        changed = {name: html for name, (mark, html) in here.fragments.items() if self._told.get(name) != mark}
        self._told |= {name: here.fragments[name][0] for name in changed}
        return b"".join(_event(name, html) for name, html in changed.items())

    async def _attend(self, site: Site) -> Presence:
        now, attendance = site.clock.now(), site.acts.attendance
        known = (await attendance.presences.all()).get(self._user.account)
        if known is None or self._heard is None or now - self._heard >= HEARD_EVERY:
            self._heard = now
            self.over = not await still_there(self._request)
            return await attendance.heard(self._user.account)
        return known


async def _here(request: web.Request, user: Agent, presence: Presence, back: str) -> Here:
    site = site_of(request)
    now = site.clock.now()
    found = await offered_to(site.reads, user.account)
    offer = found if found is not None and found.ends > now else None
    last = await on_call(site.reads, user.account, now)
    presence = await along(site, user, presence, last)
    call = last if last is not None and last.over is None else None
    marks = (_presence_mark(presence, now), _offer_mark(offer, presence), _call_mark(call))
    shown = {
        "csrf": request.get(CSRF, ""),
        "back": back,
        "presence": presence,
        "state": presence.at(now),
        "offer": offer,
        "call": call,
    }

    def drawn(name: str, mark: str) -> Markup:
        template = f"pages/desk/_{name}.html"
        return Markup(site.pages.render(template, language_of(request), mark=mark, **shown, **wording(site)).strip())

    fragments = zip(("presence", "offer", "call"), marks, strict=True)
    return Here(**{name: drawn(name, mark) for name, mark in fragments}, marks=marks, now=now)


def _presence_mark(presence: Presence, now: datetime) -> str:
    state = presence.at(now)
    return f"{state}-{int(presence.until.timestamp())}" if presence.until and state == presence.state else str(state)


def _offer_mark(offer: Offered | None, presence: Presence) -> str:
    if offer is not None:
        return f"{offer.item.reference}-{int(offer.ends.timestamp())}"
    return "missed" if presence.missed else "none"


def _call_mark(call: OnCall | None) -> str:
    """The call with what is known of its caller: a case that is made meanwhile is news. No number, no name: it stands in an address."""
    if call is None:
        return "none"
    return f"{int(call.answered.timestamp())}-{'-'.join(each.reference for each in call.cases if each.is_open)}"


def _marks(request: web.Request) -> dict[str, str] | None:
    """As live.js writes them: presence:away,offer:none."""
    said = request.query.get("marks")
    return None if said is None else dict(each.partition(":")[::2] for each in said[:300].split(","))


def _own(request: web.Request) -> str:
    """Where a form of this page leads back to; a page that answers a form is none to come back to."""
    return str(request.rel_url.without_query_params("done")) if request.method == "GET" else START


def _back(request: web.Request) -> str:
    """The page that this stream serves."""
    case = request.query.get("case")
    return safe_path(f"{START}/{case}" if case else request.query.get("at", START))


def _event(name: str, html: str) -> bytes:
    return f"event: fragment\ndata: {json.dumps({'id': name, 'html': html})}\n\n".encode()
