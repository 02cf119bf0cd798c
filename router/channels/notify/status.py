"""What became of a message: Notify calls /channels/notify/status with a bearer token that we chose."""

import hmac

import msgspec
from aiohttp import web

from router.channels.base import Room
from router.channels.notify.setting import NotifySetting
from router.domain.contact import Receipt
from router.domain.words import Delivery

MOST = 64 * 1024  #: bytes
STATES = {
    "delivered": Delivery.DELIVERED,
    "permanent-failure": Delivery.FAILED,
    "temporary-failure": Delivery.FAILED,  # it was tried for three days
    "technical-failure": Delivery.FAILED,
}


class Told(msgspec.Struct):
    """Of its fields those that matter; the address is not read."""

    status: str
    reference: str | None = None


async def serve(room: Room, request: web.Request, tail: str) -> web.StreamResponse:
    if tail != "status":
        raise web.HTTPNotFound()
    if request.method != "POST":
        raise web.HTTPMethodNotAllowed(request.method, ["POST"])
    setting: NotifySetting = room.setting
    if setting.callback is None or not knows(room.secret(setting.callback), request.headers.get("Authorization", "")):
        raise web.HTTPUnauthorized()
    raw = await request.content.read(MOST + 1)
    while not request.content.at_eof() and len(raw) <= MOST:
        raw += await request.content.read(MOST + 1 - len(raw))
    if receipt := receipt_of(raw, room):
        await room.accept([receipt])
    return web.Response(status=204)


def knows(secret: str, header: str) -> bool:
    """In the same time whatever was sent; an empty secret lets nobody in."""
    return bool(secret) and hmac.compare_digest(header.encode(), f"Bearer {secret}".encode())


def receipt_of(raw: bytes, room: Room) -> Receipt | None:
    """None for a message that is still on its way, or is none of ours. Raises HTTPBadRequest."""
    try:
        told = msgspec.json.decode(raw if len(raw) <= MOST else b"", type=Told)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise web.HTTPBadRequest(text="This is no status of a notification.") from None
    state = STATES.get(told.status)
    if state is None or not told.reference or len(told.reference) > 200:
        return None
    code = told.status if state == Delivery.FAILED else ""
    return Receipt(state=state, at=room.now(), outgoing=told.reference, code=code, source="notify")
