"""Log in and out. What the cookie holds cannot be read by a script; where to go on is a path of ours or nothing."""

from aiohttp import web

from router.domain.errors import Refused
from router.domain.presence import PresenceState
from router.web.account.code import to_the_code
from router.web.account.entering import entered, status_of, told
from router.web.auth import COOKIE, SESSION, drop_cookie
from router.web.client import client_of
from router.web.pages import USER
from router.web.paths import START, safe_path
from router.web.site import site_of

__all__ = ["START", "log_in", "log_out", "page", "safe_path"]


async def page(request: web.Request) -> web.Response:
    return await _form(request, username=request.query.get("username", ""))


async def log_in(request: web.Request) -> web.Response:
    """To where they wanted to be, by way of a second page for who has a code."""
    site, form = site_of(request), await request.post()
    username, password = str(form.get("username", "")).strip()[:100], str(form.get("password", ""))[:1000]
    onward = safe_path(str(form.get("next", "")))
    try:
        account = await site.sign_in.password(username, password, client_of(request))
    except Refused as refused:
        said = told(request, refused)
        return await _form(request, username=username, refused=said, status=status_of(refused), onward=onward)
    if account.totp:
        return to_the_code(request, account.account, onward)
    return await entered(request, account.account, onward, password)


async def log_out(request: web.Request) -> web.Response:
    site = site_of(request)
    user, signed = request[USER], request[SESSION]
    await site.sessions.end(user.account, signed.session.id, user.account)
    await site.acts.attendance.choose(user.account, PresenceState.AWAY)
    response = web.Response(status=303, headers={"Location": "/login"})
    drop_cookie(site, response, COOKIE)
    return response


async def _form(
    request: web.Request, *, username: str, refused: str = "", status: int = 200, onward: str | None = None
) -> web.Response:
    site = site_of(request)
    demo = await site.sign_in.demo() is not None
    return site.pages.response(
        request,
        "pages/login.html",
        status=status,
        username=username,
        refused=refused,
        next=onward or safe_path(request.query.get("next", START)),
        agents=list(site.municipality.agents.values()) if demo else [],
    )
