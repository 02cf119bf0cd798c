"""Twilio comes by: a signed form, under the address that the outside knows. Answered when all of it is durable."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from urllib.parse import parse_qsl, urlsplit

import structlog
from aiohttp import web

from router.channels.base import Room
from router.channels.twilio import taskrouter, voice
from router.channels.twilio.setting import ACCOUNT, Setting
from router.channels.twilio.signature import Fields, is_signed
from router.domain.contact import CallEvent
from router.domain.errors import StoreDown, StreamDown, StreamFull

log = structlog.get_logger()
MOST = 256 * 1024  #: bytes; the attributes of a task are 4 KB at most
MOST_FIELDS = 500
LATER = {"Retry-After": "5"}
_waits = voice.Waits()  #: of this process, whatever channels.yaml says: a call outlives a reload


async def serve(room: Room, request: web.Request, tail: str) -> web.Response:
    """POST /channels/twilio/voice and /taskrouter. 403 for whoever is not Twilio; 503: come back, nothing was lost."""
    if tail not in ("voice", "taskrouter"):
        raise web.HTTPNotFound()
    if request.method != "POST":
        raise web.HTTPMethodNotAllowed(request.method, ["POST"])
    raw = await _raw(request)
    fields = _fields(raw)
    address = room.public_url + request.raw_path
    if fields is None or not is_signed(
        request.headers.getall("X-Twilio-Signature", []), address, fields, _tokens(room)
    ):
        log.warning("twilio.unsigned", bytes=len(raw))
        return web.Response(
            status=403, text="This is not signed by Twilio for this address. Look at public_url and the token."
        )
    try:
        await _take(room, request, tail, dict(fields))
    except (StreamFull, StreamDown) as error:
        log.warning("twilio.later", reason=type(error).__name__)
        return web.Response(status=503, headers=LATER)
    if tail == "taskrouter":
        return web.Response(status=204)
    return web.Response(text='<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml")


async def _take(room: Room, request: web.Request, tail: str, fields: Mapping[str, str]) -> None:
    """Raises StreamFull, StreamDown: what is brought again then says the same."""
    setting: Setting = room.setting
    if tail == "taskrouter":
        events: Sequence[CallEvent] = taskrouter.events_of(fields, setting.queues, room.region, room.now())
        if (queue := taskrouter.unfollowed(fields, setting.queues)) is not None:
            log.warning("twilio.queue-not-followed", queue=queue[:80])
    else:
        events = _of_voice(room, request, fields)
    if events:
        await room.accept(events)
    await _heard(room, setting, bool(events))


def _of_voice(room: Room, request: web.Request, fields: Mapping[str, str]) -> tuple[CallEvent, ...]:
    key = _key(request, fields)
    if (known := _waits.repeated(key)) is not None:
        return known
    asked = dict(parse_qsl(urlsplit(request.raw_path).query, max_num_fields=MOST_FIELDS))
    events = voice.events_of(fields, asked, room.setting.queues, room.region, room.now(), _waits)
    _waits.keep(key, events)
    return events


def _key(request: web.Request, fields: Mapping[str, str]) -> str:
    """Of a repeat. Twilio numbers what it sends again; a request without that is known by all that it says."""
    token = request.headers.get("I-Twilio-Idempotency-Token", "")[:100]
    return token or blake2b(repr((request.raw_path, sorted(fields.items()))).encode(), digest_size=16).hexdigest()


async def _heard(room: Room, setting: Setting, spoke: bool) -> None:
    try:
        await room.logbook.heard(ACCOUNT, spoke=spoke, silent_after=setting.silent_after)
    except StoreDown as error:
        log.error("store.down", reason=str(error))


def _tokens(room: Room) -> list[str]:
    setting: Setting = room.setting
    return [room.secret(each) for each in (setting.token, setting.old_token) if each]


def _fields(raw: bytes) -> Fields | None:
    """None for what is no form."""
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, encoding="utf-8", errors="strict"
        )
    except ValueError:
        return None


async def _raw(request: web.Request) -> bytes:
    """As it came. Raises HTTPRequestEntityTooLarge, HTTPUnsupportedMediaType."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise web.HTTPUnsupportedMediaType()
    raw = b""
    async for piece in request.content.iter_chunked(64 * 1024):
        raw += piece
        if len(raw) > MOST:
            raise web.HTTPRequestEntityTooLarge(max_size=MOST, actual_size=len(raw))
    return raw
