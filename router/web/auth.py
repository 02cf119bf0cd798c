"""Who asks: a session's cookie on the pages, a bearer token or a signature on the API. Who may stands in permissions.py."""

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from router.domain.account import LASTS
from router.domain.change import Actor
from router.domain.errors import StoreDown
from router.domain.municipality import Agent
from router.steps.sessions import SignedIn
from router.web.pages import USER
from router.web.site import Site, site_of

COOKIE = "balie"
UNASKED = (
    "/api/",
    "/static/",
    "/channels/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/favicon.ico",
)  #: nobody is logged in there
SESSION = web.RequestKey("session", SignedIn)  #: where somebody is logged in
UNKNOWN = web.RequestKey("unknown", StoreDown)  #: why nobody knows whether somebody is
ACTOR = web.RequestKey("actor", Actor)  #: who acts through the API
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def actor_of(agent: Agent) -> Actor:
    return Actor(account=agent.account, name=agent.name, role=agent.role, teams=agent.teams, capacity=agent.capacity)


def cookie_named(site: Site, name: str) -> str:
    """Behind TLS a cookie that no other host and no plain connection can set."""
    return f"__Host-{name}" if site.secure else name


def keep_cookie(site: Site, response: web.StreamResponse, name: str, value: str, seconds: int | None = None) -> None:
    """For the server alone; without `seconds` until the browser closes."""
    response.set_cookie(
        cookie_named(site, name), value, httponly=True, samesite="Lax", secure=site.secure, max_age=seconds
    )


def drop_cookie(site: Site, response: web.StreamResponse, name: str) -> None:
    response.del_cookie(cookie_named(site, name), secure=site.secure, httponly=True, samesite="Lax")


def remember(site: Site, response: web.StreamResponse, token: str) -> None:
    """The browser is logged in from now on."""
    keep_cookie(site, response, COOKIE, token, int(LASTS.total_seconds()))


@web.middleware
async def know_the_user(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Without the register nobody is known; a page for citizens does not need to know."""
    token = request.cookies.get(cookie_named(site_of(request), COOKIE), "")
    if token and not request.path.startswith(UNASKED):
        try:
            await look_up(request, token)
        except StoreDown as error:
            request[UNKNOWN] = error
    return await handler(request)


async def look_up(request: web.Request, token: str) -> None:
    site = site_of(request)
    found = await site.sessions.of_token(token[:200])
    agent = site.municipality.agents.get(found.session.account) if found else None
    if found is not None and agent is not None:
        request[USER] = agent
        request[SESSION] = found


async def still_there(request: web.Request) -> bool:
    """Whether the session that opened a stream holds; asked now and then by streams, which last."""
    found: SignedIn | None = request.get(SESSION)
    token = request.cookies.get(cookie_named(site_of(request), COOKIE), "")
    if not may_what_they_might(request):
        return False
    return found is None or await site_of(request).sessions.of_token(token) is not None


def may_what_they_might(request: web.Request) -> bool:
    """Whether who opened a stream has the same role and teams in the rules of now. It costs nothing: asked before each telling."""
    user: Agent | None = request.get(USER)
    now = site_of(request).municipality.agents.get(user.account) if user else None
    return user is None or (now is not None and (now.role, now.teams) == (user.role, user.teams))


def staff(request: web.Request) -> Agent:
    """The agent behind a page. Sends a stranger to the log-in page."""
    user: Agent | None = request.get(USER)
    if user is None:
        if (error := request.get(UNKNOWN)) is not None:
            raise error
        raise web.HTTPSeeOther(f"/login?next={request.path}")
    return user


def api_actor(request: web.Request) -> Actor:
    """Who acts through the API: named in a header, behind the token. Raises 401."""
    known: Actor | None = request.get(ACTOR)
    if known is not None:
        return known
    site = site_of(request)
    given = request.headers.get("Authorization", "")
    agent = site.municipality.agents.get(request.headers.get("X-Balie-Agent", "agent"))
    if agent is None or not hmac.compare_digest(given.encode(), f"Bearer {site.api_token}".encode()):
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
    actor = actor_of(agent)
    request[ACTOR] = actor
    return actor


def signed(request: web.Request, body: bytes) -> None:
    """A neighbour's signature over the raw bytes, at most 300 seconds old. Raises 401."""
    site = site_of(request)
    headers = request.headers.getall("X-Balie-Signature", [])
    fields = dict(part.partition("=")[::2] for part in headers[0].split(",")) if len(headers) == 1 else {}
    moment = fields.get("t", "")
    fresh = (
        moment.isascii()
        and moment.isdigit()
        and len(moment) < 12
        and abs(int(moment) - site.clock.now().timestamp()) <= 300
    )
    said, told = fields.get("v1", "").encode(), moment.encode() + b"." + body
    secrets = [each for each in (site.webhook_secret, site.old_webhook_secret) if each]
    known = [
        hmac.compare_digest(said, hmac.new(each.encode(), told, "sha256").hexdigest().encode()) for each in secrets
    ]
    if not fresh or not any(known):
        raise web.HTTPUnauthorized
