"""Meta comes by: a handshake when the address is set, then signed deliveries. 200 only when all of it is durable."""

import hmac
from asyncio import timeout
from datetime import UTC, datetime

import msgspec
import structlog
from aiohttp import web

from router.channels.asking import Trouble, answered_as
from router.channels.base import Room
from router.channels.meta.graph import graph
from router.channels.meta.parse import parse
from router.channels.meta.setting import Setting
from router.channels.meta.told import Told, Wanted, public
from router.domain.contact import Inbound, Sender
from router.domain.errors import BadPayload, StoreDown, StreamDown, StreamFull

log = structlog.get_logger()
MOST = 8 * 1024 * 1024  #: bytes; a thousand changes with long words fit
FETCHING = 10.0  #: seconds for the words of all mentions together: Meta does not wait much longer
DROPPED = frozenset({"gone", "refused", "not-reachable"})  #: a mention that is not there any more, or not for us
LATER = {"Retry-After": "30"}


class Fetched(msgspec.Struct):
    id: str = ""
    text: str = ""
    caption: str = ""
    timestamp: str = ""
    username: str = ""
    permalink: str = ""


class Mentioned(msgspec.Struct):
    mentioned_comment: Fetched | None = None
    mentioned_media: Fetched | None = None


async def serve(room: Room, request: web.Request, tail: str) -> web.Response:
    """GET and POST /channels/meta/webhook. 403 for whoever is not Meta; 503: come back, nothing was lost."""
    if tail != "webhook":
        raise web.HTTPNotFound()
    if request.method in ("GET", "HEAD"):
        return handshake(room, request)
    if request.method != "POST":
        raise web.HTTPMethodNotAllowed(request.method, ["GET", "POST"])
    raw = await _raw(request)
    if not is_signed(raw, request.headers.getall("X-Hub-Signature-256", []), _secrets(room)):
        log.warning("meta.unsigned", bytes=len(raw))
        return web.Response(status=403, text="This is not signed with the secret of the app.")
    try:
        await _take(room, raw)
    except (StreamFull, StreamDown, Trouble, TimeoutError) as error:
        log.warning("meta.later", reason=type(error).__name__)
        return web.Response(status=503, headers=LATER)
    return web.Response(text="EVENT_RECEIVED")


def handshake(room: Room, request: web.Request) -> web.Response:
    """Whoever knows our word gets its challenge back."""
    asked, challenge = request.query, request.query.get("hub.challenge", "")
    word = room.secret(room.setting.verify_token).encode()
    is_meta = hmac.compare_digest(asked.get("hub.verify_token", "").encode(), word)
    plain = challenge.isascii() and challenge.isalnum() and len(challenge) <= 200
    if asked.get("hub.mode") != "subscribe" or not is_meta or not plain:
        return web.Response(status=403, text="The verify token is another than the one in channels.yaml.")
    return web.Response(text=challenge)


def is_signed(raw: bytes, signatures: list[str], secrets: list[str]) -> bool:
    """One signature, over the bytes as they came; by any of the secrets, while one takes the place of another."""
    if len(signatures) != 1 or not signatures[0].isascii():
        return False
    told = [f"sha256={hmac.new(secret.encode(), raw, 'sha256').hexdigest()}" for secret in secrets]
    return any([hmac.compare_digest(each, signatures[0]) for each in told])


def _secrets(room: Room) -> list[str]:
    setting: Setting = room.setting
    return [room.secret(each) for each in (setting.app_secret, setting.old_app_secret) if each]


async def _raw(request: web.Request) -> bytes:
    """The body as it came: a packed one would be unpacked before we can tell who sent it. Raises HTTPRequestEntityTooLarge."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise web.HTTPUnsupportedMediaType()
    raw = b""
    async for piece in request.content.iter_chunked(64 * 1024):
        raw += piece
        if len(raw) > MOST:
            raise web.HTTPRequestEntityTooLarge(max_size=MOST, actual_size=len(raw))
    return raw


async def _take(room: Room, raw: bytes) -> None:
    """Raises StreamFull, StreamDown, Trouble, TimeoutError: Meta brings it again."""
    try:
        told = parse(raw, room.setting, room.now())
    except BadPayload as error:
        told = Told(unread=[str(error)])
    if told.unread:
        kept = await room.keep_original(raw)
        log.error("meta.unread", parts=len(told.unread), reason=told.unread[0][:200], sha256=kept)
    async with timeout(FETCHING):
        fetched = [await fetch(room, each) for each in told.wanted]
    events = [*told.events, *(each for each in fetched if each)]
    if events:
        await room.accept(events)
    try:
        for name in sorted(told.heard):
            account = room.setting.account(name)
            await room.logbook.heard(name, spoke=True, silent_after=account.silent_after)
    except StoreDown as error:
        log.error("store.down", reason=str(error))


async def fetch(room: Room, wanted: Wanted) -> Inbound | None:
    """A mention with its words; None when it is gone. Raises Trouble."""
    fields = "id,timestamp,username"
    which = (
        f"mentioned_comment.comment_id({wanted.comment}){{{fields},text}}"
        if wanted.comment
        else f"mentioned_media.media_id({wanted.media}){{{fields},caption,permalink}}"
    )
    try:
        answer = await graph(room, wanted.account, "GET", wanted.account.id, params={"fields": which})
    except Trouble as trouble:
        if trouble.code in DROPPED:
            log.warning("meta.mention-gone", account=wanted.account.name, code=trouble.code)
            return None
        raise
    found = answered_as(answer, Mentioned, "mention")
    said = found.mentioned_comment or found.mentioned_media
    return mention_of(wanted, said, answer.body, room) if said else None


def mention_of(wanted: Wanted, said: Fetched, body: bytes, room: Room) -> Inbound:
    at, account = _moment(said.timestamp, room.now()), wanted.account
    sender = Sender(handle=f"@{said.username[:100]}" if said.username else None)
    url = said.permalink if said.permalink.startswith("https://") and len(said.permalink) <= 2000 else ""
    key, text = wanted.comment or wanted.media, said.text or said.caption
    return public(account, "ig-mention", key, sender, text, at, body, url=url, media=wanted.media)


def _moment(text: str, now: datetime) -> datetime:
    """2026-11-21T19:15:58+0000"""
    try:
        return min(datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z").astimezone(UTC), now)
    except ValueError:
        return now
