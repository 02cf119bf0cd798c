"""Log in and out. The cookie is signed and cannot be read by a script; where to go on is a path of ours or nothing."""

from aiohttp import web

from router.domain.presence import PresenceState
from router.web import auth
from router.web.pages import USER
from router.web.site import site_of

START = "/desk"


async def page(request: web.Request) -> web.Response:
    return _form(request, username=request.query.get("username", ""))


async def log_in(request: web.Request) -> web.Response:
    site = site_of(request)
    form = await request.post()
    username = str(form.get("username", "")).strip()
    cookie = auth.log_in(site, username, str(form.get("password", "")))
    if cookie is None:
        return _form(request, username=username, wrong=True, status=401)
    response = web.Response(status=303, headers={"Location": safe_path(str(form.get("next", "")))})
    response.set_cookie(auth.COOKIE, cookie, httponly=True, samesite="Lax", secure=site.secure, max_age=auth.LASTS)
    return response


async def log_out(request: web.Request) -> web.Response:
    if (user := request.get(USER)) is not None:
        await site_of(request).acts.attendance.choose(user.account, PresenceState.AWAY)
    response = web.Response(status=303, headers={"Location": "/login"})
    response.del_cookie(auth.COOKIE, secure=site_of(request).secure, httponly=True, samesite="Lax")
    return response


def safe_path(wish: str) -> str:
    """A path on this site, else the desk: browsers read "//x" and "/\\x" as another site."""
    local = wish.startswith("/") and not wish.startswith("//") and "\\" not in wish and wish.isprintable()
    return wish if local else START


def _form(request: web.Request, *, username: str, wrong: bool = False, status: int = 200) -> web.Response:
    site = site_of(request)
    return site.pages.response(
        request,
        "pages/login.html",
        status=status,
        username=username,
        wrong=wrong,
        next=safe_path(request.query.get("next", START)),
        agents=list(site.municipality.agents.values()),
    )
