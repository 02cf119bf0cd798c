"""POST /channels/openforms/submissions. The body goes to a temporary file: its files are decoded one by one from there."""

import asyncio
import binascii
import hmac
import mmap
from http.client import responses
from tempfile import TemporaryFile
from typing import IO

import msgspec
import structlog
from aiohttp import web

from router.channels.base import Room
from router.channels.clean import one_line
from router.channels.openforms.answers import FileInside
from router.channels.openforms.parse import parse, with_files
from router.channels.sniff import media_type_of
from router.domain.contact import Attachment
from router.domain.errors import BadPayload, StreamDown, StreamFull

log = structlog.get_logger()
MOST = 40 * 1024 * 1024  #: bytes of a body
MOST_OF_FILE = 20 * 1024 * 1024
COMMAS = 100_000  #: base64 has none, so they tell how many values there are before one is made
NAME = 150


async def serve(room: Room, request: web.Request, tail: str) -> web.Response:
    """202 when it is durable, with our id."""
    if tail.rstrip("/") != "submissions":
        raise web.HTTPNotFound()
    if request.method != "POST":
        raise web.HTTPMethodNotAllowed(request.method, ["POST"])
    if not knows(room.secret(room.setting.token), request.headers.getall("Authorization", [])):
        return problem(401, "The token is another than the one in channels.yaml.")
    try:
        return await _taken(room, request)
    except BadPayload as error:
        return problem(400, str(error))
    except (StreamFull, StreamDown) as error:
        log.warning("openforms.later", reason=type(error).__name__)
        return problem(503, "We cannot take it now; come again.", {"Retry-After": "30"})


def knows(secret: str, shown: list[str]) -> bool:
    """In the same time whatever was sent; Open Formulieren writes Token or Bearer before it."""
    told = shown[0].encode("utf-8", "replace") if len(shown) == 1 else b""
    alike = [hmac.compare_digest(told, f"{word} {secret}".encode()) for word in ("Bearer", "Token")]
    return bool(secret) and any(alike)


async def _taken(room: Room, request: web.Request) -> web.Response:
    with TemporaryFile() as file:
        await _spool(request, file)
        if not file.tell():
            raise BadPayload("There is no body.")
        body = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        contact, files = await asyncio.to_thread(parse, body, room.setting, room.now(), room.region)
        kept = [await _kept(room, each) for each in files]
    contact = with_files(contact, kept)
    await room.accept([contact])
    url = f"{room.public_url}/api/v1/contacts/{contact.id}"
    told = {"id": contact.id, "status": "accepted", "reference": contact.source_id, "url": url}
    return web.json_response(told, status=202, headers={"Location": url})


async def _spool(request: web.Request, file: IO[bytes]) -> None:
    """Raises HTTPRequestEntityTooLarge."""
    size = commas = 0
    async for piece in request.content.iter_chunked(64 * 1024):
        size += len(piece)
        commas += piece.count(b",")
        if size > MOST or commas > COMMAS:
            raise web.HTTPRequestEntityTooLarge(max_size=MOST, actual_size=size)
        file.write(piece)
    file.flush()


async def _kept(room: Room, file: FileInside) -> Attachment:
    """Raises BadPayload when its bytes are no base64."""
    name = one_line(file.file_name.replace("\\", "/").rpartition("/")[2], NAME) or "attachment"
    size = len(memoryview(file.content)) * 3 // 4
    if size > MOST_OF_FILE + 4:
        return Attachment(name=name, media_type="application/octet-stream", size=size, sha256="", left_out="size")
    data = await asyncio.to_thread(decoded, file.content)
    kind = media_type_of(data, name, "")
    return Attachment(name=name, media_type=kind, size=len(data), sha256=await room.keep_original(data))


def decoded(content: msgspec.Raw) -> bytes:
    """Straight from the body; only where JSON wrote letters in another way it is read as text first."""
    try:
        return binascii.a2b_base64(memoryview(content)[1:-1], strict_mode=True)
    except ValueError:
        pass
    try:
        plain = "".join(msgspec.json.decode(content, type=str).split())
        return binascii.a2b_base64(plain, strict_mode=True)
    except (ValueError, msgspec.MsgspecError):
        raise BadPayload("A file is no base64.") from None


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> web.Response:
    body = {"status": status, "title": responses[status], "detail": detail}
    return web.json_response(body, status=status, headers=headers, content_type="application/problem+json")
