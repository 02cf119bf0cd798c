"""My account: where I am logged in, and my password."""

from aiohttp import web

from router.domain.errors import Refused
from router.web.account.entering import told
from router.web.auth import SESSION, staff
from router.web.client import client_of
from router.web.desk.wording import wording
from router.web.language import language_of
from router.web.site import site_of

DONE = ("password", "ended", "ended-all", "code", "no-code")


async def show(request: web.Request) -> web.Response:
    return await shown(request)


async def shown(request: web.Request, refused: str = "", about: str = "") -> web.Response:
    """`refused` is told beside what it is about: password or code."""
    user, site, signed = staff(request), site_of(request), request[SESSION]
    done = request.query.get("done", "")
    return site.pages.response(
        request,
        "pages/account/page.html",
        status=409 if refused else 200,
        sessions=await site.sessions.of(user.account),
        current=signed.session.id,
        account=await site.store.account(user.account),
        must_change=signed.must_change,
        refused=refused,
        about=about,
        done=done if done in DONE else "",
        **wording(site),
    )


async def change_password(request: web.Request) -> web.Response:
    user, site, form = staff(request), site_of(request), await request.post()
    old, new = str(form.get("old", ""))[:1000], str(form.get("new", ""))[:1000]
    if new != str(form.get("again", ""))[:1000]:
        say = site.pages.gettext
        return await shown(
            request, say(language_of(request), "The new password is not the same twice. Type it again."), "password"
        )
    try:
        await site.accounts.choose(user.account, old, new, client_of(request), request[SESSION].session.id)
    except Refused as refused:
        return await shown(request, told(request, refused), "password")
    raise web.HTTPSeeOther("/account?done=password")


async def end_session(request: web.Request) -> web.Response:
    user, form = staff(request), await request.post()
    ended = await site_of(request).sessions.end(user.account, str(form.get("session", ""))[:64], user.account)
    raise web.HTTPSeeOther("/account?done=ended" if ended else "/account")


async def end_all(request: web.Request) -> web.Response:
    """Everywhere, here too."""
    user, site = staff(request), site_of(request)
    await site.sessions.end_all(user.account, user.account)
    raise web.HTTPSeeOther("/login")
