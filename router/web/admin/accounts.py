"""Who may log in: everybody of agents.yaml, how their account is, and what an administrator does about it."""

from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from router.domain.errors import NotFound, Refused
from router.domain.record import Record
from router.steps.keep_accounts import AccountKeeper
from router.web.account.entering import told
from router.web.auth import staff
from router.web.desk.wording import wording
from router.web.site import site_of

Doing = Callable[[AccountKeeper, str, str], Awaitable[str | None]]


class Given(Record):
    """A password that is shown once."""

    account: str
    password: str


async def page(request: web.Request) -> web.Response:
    return await _shown(request)


async def act(request: web.Request) -> web.Response:
    """A new password is in the answer and nowhere else."""
    user, name, what = staff(request), request.match_info["account"], request.match_info["act"]
    if what not in ACTS:
        raise NotFound("There is no such thing to do with an account.")
    try:
        password = await ACTS[what](site_of(request).accounts, name, user.account)
    except (Refused, NotFound) as refused:
        return await _shown(request, refused=told(request, Refused(str(refused))))
    if password is not None:
        return await _shown(request, given=Given(account=name, password=password))
    raise web.HTTPSeeOther("/admin/accounts?done=1")


async def _make(keeper: AccountKeeper, name: str, by: str) -> str:
    return await keeper.make(name, by)


async def _reset(keeper: AccountKeeper, name: str, by: str) -> str:
    if name == by:
        raise Refused("Change your own password on the page of your account.")
    return await keeper.reset(name, by)


ACTS: Mapping[str, Doing] = {
    "make": _make,
    "reset": _reset,
    "shut": AccountKeeper.shut,
    "open": AccountKeeper.open,
    "drop-code": AccountKeeper.drop_second_step,
}


async def _shown(request: web.Request, *, refused: str = "", given: Given | None = None) -> web.Response:
    site = site_of(request)
    return site.pages.response(
        request,
        "pages/admin/accounts.html",
        status=409 if refused else 200,
        lines=await site.accounts.all(),
        refused=refused,
        given=given,
        done="done" in request.query,
        **wording(site),
    )
