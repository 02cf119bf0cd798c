"""Being logged in: a short token, a long one to renew it with, and the app password when both are gone.

Logging in is rationed by the server, so listening and sending share one session."""

import asyncio

import msgspec

from router.channels.asking import Answer, Trouble, answered_as, ask, read_as
from router.channels.base import Room
from router.channels.bluesky.setting import Account
from router.domain.errors import BadPayload

WORN_OUT = frozenset({"ExpiredToken", "InvalidToken"})


class Tokens(msgspec.Struct, rename="camel"):
    access_jwt: str
    refresh_jwt: str
    did: str


class Said(msgspec.Struct):
    error: str = ""


class Session:
    """Of one account. Raises Trouble: `expired` when the app password is none any more."""

    def __init__(self) -> None:
        self._tokens: Tokens | None = None
        self._lock = asyncio.Lock()

    async def did(self, room: Room, account: Account) -> str:
        """Who we are."""
        return (await self._valid(room, account, None)).did

    async def get(self, room: Room, account: Account, name: str, params: object, fine: tuple[int, ...] = ()) -> Answer:
        return await self._call(room, account, "GET", name, params, None, fine)

    async def post(self, room: Room, account: Account, name: str, data: object) -> Answer:
        return await self._call(room, account, "POST", name, None, data, ())

    async def _call(
        self, room: Room, account: Account, method: str, name: str, params: object, data: object, fine: tuple[int, ...]
    ) -> Answer:
        worn: Tokens | None = None
        for last in (False, True):
            tokens = await self._valid(room, account, worn)
            try:
                answer = await ask(
                    room, method, xrpc(account, name), token=tokens.access_jwt, params=params, data=data, fine=fine
                )
            except Trouble as trouble:
                if last or not _is_worn(trouble.status, trouble.body):
                    raise
            else:
                if last or not (answer.status >= 400 and _is_worn(answer.status, answer.body)):
                    return answer
            worn = tokens
        raise Trouble("expired")

    async def _valid(self, room: Room, account: Account, worn: Tokens | None) -> Tokens:
        """Tokens other than `worn`; whoever comes first renews them for all."""
        async with self._lock:
            if self._tokens is None:
                self._tokens = await _created(room, account)
            elif self._tokens is worn:
                try:
                    self._tokens = await _renewed(room, account, worn)
                except Trouble as trouble:
                    if trouble.status not in (400, 401):
                        raise
                    self._tokens = None
                    self._tokens = await _created(room, account)
            return self._tokens


class Sessions:
    """One for each account, by where and who it is."""

    def __init__(self) -> None:
        self._sessions: dict[tuple[str, str, str], Session] = {}

    def of(self, account: Account) -> Session:
        return self._sessions.setdefault((account.server, account.handle, account.password), Session())


def xrpc(account: Account, name: str) -> str:
    return f"{account.server}/xrpc/{name}"


async def _created(room: Room, account: Account) -> Tokens:
    data = {"identifier": account.handle, "password": room.secret(account.password)}
    answer = await ask(room, "POST", xrpc(account, "com.atproto.server.createSession"), data=data)
    return answered_as(answer, Tokens, "session")


async def _renewed(room: Room, account: Account, worn: Tokens) -> Tokens:
    answer = await ask(room, "POST", xrpc(account, "com.atproto.server.refreshSession"), token=worn.refresh_jwt)
    return answered_as(answer, Tokens, "session")


def _is_worn(status: int, body: bytes) -> bool:
    return status == 401 or (status == 400 and error_of(body) in WORN_OUT)


def error_of(body: bytes) -> str:
    """The server's word for what is wrong; empty when it gave none."""
    try:
        return read_as(body, Said, "answer").error
    except BadPayload:
        return ""
