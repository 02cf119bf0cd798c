"""Who asks: a bearer token on the API, a signed cookie on the pages, and one place that says who may."""

import hmac
import secrets
from collections.abc import Callable

from aiohttp import web

from router.domain.change import Actor
from router.domain.municipality import Agent
from router.domain.words import Role
from router.web.pages import USER
from router.web.site import Site, site_of

COOKIE = "balie"
LASTS = 12 * 3600  #: seconds


def actor_of(agent: Agent) -> Actor:
    return Actor(account=agent.account, name=agent.name, role=agent.role, teams=agent.teams, capacity=agent.capacity)


def log_in(site: Site, account: str, password: str) -> str | None:
    """A cookie's value, or None. Both the name and the password are compared in full, so that time tells nothing."""
    known = account in site.municipality.agents
    right = hmac.compare_digest(password.encode(), site.demo_password.encode())
    return sign(site, account) if known and right else None


def sign(site: Site, account: str) -> str:
    text = f"{account}.{int(site.clock.now().timestamp()) + LASTS}.{secrets.token_urlsafe(6)}"
    return f"{text}.{_mac(site, text)}"


def logged_in(request: web.Request) -> Agent | None:
    """The agent of a page's cookie, if it is ours and not too old."""
    site = site_of(request)
    text, _, mac = request.cookies.get(COOKIE, "").rpartition(".")
    parts = text.split(".")
    if len(parts) != 3 or not hmac.compare_digest(mac.encode(), _mac(site, text).encode()):
        return None
    if int(parts[1]) < site.clock.now().timestamp():
        return None
    return site.municipality.agents.get(parts[0])


def _mac(site: Site, text: str) -> str:
    return hmac.new(site.cookie_key, text.encode(), "sha256").hexdigest()


@web.middleware
async def know_the_user(request: web.Request, handler: Callable[[web.Request], object]) -> web.StreamResponse:
    user = None if request.path.startswith("/api/") else logged_in(request)
    if user is not None:
        request[USER] = user
    return await handler(request)  # type: ignore[no-any-return, misc]  # aiohttp's own handler type


def staff(request: web.Request, *roles: Role) -> Agent:
    """The agent behind a page, of one of these roles (any when none is named). Sends a stranger to the log-in page."""
    user: Agent | None = request.get(USER)
    if user is None:
        raise web.HTTPSeeOther(f"/login?next={request.path}")
    if roles and user.role not in (*roles, Role.ADMIN):
        raise web.HTTPForbidden(text="Your account may not open this page. Ask the administrator.")
    return user


def api_actor(request: web.Request) -> Actor:
    """Who acts through the API: named in a header, behind the token. Raises 401, 422."""
    site = site_of(request)
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {site.api_token}".encode()):
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
    account = request.headers.get("X-Balie-Agent", "agent")
    agent = site.municipality.agents.get(account)
    if agent is None:
        raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
    return actor_of(agent)


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
    expected = hmac.new(site.webhook_secret.encode(), moment.encode() + b"." + body, "sha256").hexdigest()
    if not fresh or not hmac.compare_digest(fields.get("v1", "").encode(), expected.encode()):
        raise web.HTTPUnauthorized
