"""The second page at log-in: a code, for who set that up. A cookie of five minutes says whose password was right."""

import hmac
from datetime import timedelta

from aiohttp import web

from router.domain.errors import Refused
from router.web.account.entering import entered, status_of, told
from router.web.auth import cookie_named, drop_cookie, keep_cookie
from router.web.client import client_of
from router.web.paths import START, safe_path
from router.web.site import Site, site_of

COOKIE = "step"
LASTS = timedelta(minutes=5)


def to_the_code(request: web.Request, account: str, onward: str) -> web.Response:
    site = site_of(request)
    until = int((site.clock.now() + LASTS).timestamp())
    response = web.Response(status=303, headers={"Location": f"/login/code?next={onward}"})
    text = f"{account}.{until}"
    keep_cookie(site, response, COOKIE, f"{text}.{_mac(site, text)}", int(LASTS.total_seconds()))
    return response


async def ask(request: web.Request) -> web.Response:
    _whose(request)
    return _page(request)


async def take(request: web.Request) -> web.Response:
    account, site, form = _whose(request), site_of(request), await request.post()
    try:
        await site.sign_in.code(account, str(form.get("code", ""))[:20], client_of(request))
    except Refused as refused:
        return _page(request, told(request, refused), status_of(refused))
    response = await entered(request, account, safe_path(str(form.get("next", ""))))
    drop_cookie(site, response, COOKIE)
    return response


def _whose(request: web.Request) -> str:
    """Sends who has no such cookie, or an old one, back to the first page."""
    site = site_of(request)
    text, _, mac = request.cookies.get(cookie_named(site, COOKIE), "").rpartition(".")
    account, _, until = text.rpartition(".")
    ours = hmac.compare_digest(mac.encode(), _mac(site, text).encode())
    if not ours or int(until) < site.clock.now().timestamp() or account not in site.municipality.agents:
        raise web.HTTPSeeOther("/login")
    return account


def _mac(site: Site, text: str) -> str:
    return hmac.new(site.cookie_key, f"step.{text}".encode(), "sha256").hexdigest()


def _page(request: web.Request, refused: str = "", status: int = 200) -> web.Response:
    onward = safe_path(request.query.get("next", START))
    return site_of(request).pages.response(
        request, "pages/account/code.html", status=status, refused=refused, next=onward
    )
