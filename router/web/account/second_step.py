"""Set up the second step: a secret as text and as a picture, and a code that proves the telephone has it."""

import base64
import hmac

import segno
from aiohttp import web
from markupsafe import Markup

from router.domain.errors import Refused
from router.domain.totp import address_of
from router.web.account.entering import told
from router.web.account.page import shown
from router.web.auth import SESSION, staff
from router.web.client import client_of
from router.web.site import Site, site_of


async def ask(request: web.Request) -> web.Response:
    return await _page(request)


async def confirm(request: web.Request) -> web.Response:
    user, site, form = staff(request), site_of(request), await request.post()
    await _has_none(request)
    try:
        code = str(form.get("code", ""))[:20]
        await site.accounts.set_second_step(user.account, _secret(site, request[SESSION].session.id), code)
    except Refused as refused:
        return await _page(request, told(request, refused))
    raise web.HTTPSeeOther("/account?done=code")


async def drop(request: web.Request) -> web.Response:
    """With the password: a screen left open is not enough."""
    user, site, form = staff(request), site_of(request), await request.post()
    try:
        await site.sign_in.password(user.account, str(form.get("password", ""))[:1000], client_of(request))
        await site.accounts.drop_second_step(user.account, user.account)
    except Refused as refused:
        return await shown(request, told(request, refused), "code")
    raise web.HTTPSeeOther("/account?done=no-code")


async def _page(request: web.Request, refused: str = "") -> web.Response:
    user, site = staff(request), site_of(request)
    await _has_none(request)
    secret = _secret(site, request[SESSION].session.id)
    address = address_of(secret, user.account, f"Balie {site.municipality.organisation.name}")
    return site.pages.response(
        request,
        "pages/account/second_step.html",
        status=409 if refused else 200,
        refused=refused,
        secret=" ".join(secret[first : first + 4] for first in range(0, len(secret), 4)),
        picture=_picture(address),
    )


async def _has_none(request: web.Request) -> None:
    """Sends who has a second step already back; it is dropped first."""
    row = await site_of(request).store.account(staff(request).account)
    if row is None or row.hash is None:
        raise Refused("Choose a password of your own first. A code alone keeps nobody out of the demo.")
    if row.totp:
        raise web.HTTPSeeOther("/account")


def _secret(site: Site, session: str) -> str:
    """The same as long as this session lasts, so that a page can be loaded again; nothing is kept until it is proven."""
    return base64.b32encode(hmac.digest(site.cookie_key, f"second-step.{session}".encode(), "sha256")[:20]).decode()


def _picture(address: str) -> Markup:
    """Made here: no other host learns the secret."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(border=4, omitsize=True, dark="#000", light="#fff")
    return Markup(drawn)  # of our own making: black squares and no word of anybody
