"""Accounts, for `balie admin` while a server holds the register: whoever has the token administers."""

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from router.domain.change import SYSTEM
from router.domain.errors import Refused
from router.web.api.reading import Problem, answer, body_of
from router.web.auth import api_actor
from router.web.site import site_of


class PasswordBody(BaseModel):
    """Without a password one is made, for the first log-in alone."""

    model_config = ConfigDict(extra="forbid")
    password: str | None = Field(default=None, max_length=200)


class NewAccountBody(PasswordBody):
    account: str = Field(min_length=1, max_length=100)


class NothingBody(BaseModel):
    model_config = ConfigDict(extra="forbid")


ACTS = ("password", "locks", "unlocks")


async def get_accounts(request: web.Request) -> web.Response:
    """GET /accounts"""
    return answer({"items": [each.told() for each in await site_of(request).accounts.all()]})


async def post_account(request: web.Request) -> web.Response:
    """POST /accounts"""
    body, keeper = await body_of(request, NewAccountBody), site_of(request).accounts
    try:
        password = await keeper.make(body.account, _by(request), body.password)
    except Refused as refused:
        raise Problem(409, "Not now", str(refused)) from None
    made = {} if body.password else {"password": password}
    return answer({"account": body.account, **made}, 201, {"Cache-Control": "no-store"})


async def post_act(request: web.Request) -> web.Response:
    """POST /accounts/{account}/password, /locks and /unlocks"""
    account, act = request.match_info["account"], request.match_info["act"]
    if act not in ACTS:
        raise web.HTTPNotFound
    keeper, by = site_of(request).accounts, _by(request)
    try:
        if act == "password":
            body = await body_of(request, PasswordBody)
            password = await keeper.reset(account, by, body.password)
            return answer({"account": account, **({} if body.password else {"password": password})})
        await body_of(request, NothingBody)
        await (keeper.shut if act == "locks" else keeper.open)(account, by)
    except Refused as refused:
        raise Problem(409, "Not now", str(refused)) from None
    return answer({"account": account})


def _by(request: web.Request) -> str:
    return api_actor(request).account if "X-Balie-Agent" in request.headers else SYSTEM
