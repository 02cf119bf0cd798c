"""An answer as a status in the thread, seen by no more people than the one it answers."""

import re
from datetime import datetime

import msgspec

from router.channels.asking import Trouble, answered_as, ask
from router.channels.base import Room
from router.channels.graphemes import graphemes
from router.channels.mastodon.parse import VISIBILITIES
from router.channels.outgoing import Length, Message
from router.domain.errors import SendFailed

MOST = 500
LINK = 23  #: what a link counts, however long it is
HANDLE = 32  #: room for the name that we put before the text: @, thirty letters at most, a space
_LINKS = re.compile(r"https?://[^\s<>\"]+")
_REMOTE = re.compile(r"(?<![\w/@])(@\w{1,60})@[\w.-]{1,250}\w")


class Posted(msgspec.Struct):
    id: str


def length(text: str) -> Length:
    """As Mastodon counts: a link is 23, of a name on another server only what stands before its server."""
    return Length(_counted(text), MOST - HANDLE)


async def send(room: Room, message: Message, at: datetime) -> str | None:
    """Once, however often it is tried: the server knows the key. Raises SendFailed."""
    account = room.setting.account(message.wire.get("account", ""))
    if account is None:
        raise SendFailed("account-gone", again=False)
    text = addressed(message)
    if _counted(text) > MOST:
        raise SendFailed("too-long", again=False)
    try:
        answer = await ask(
            room,
            "POST",
            f"{account.server}/api/v1/statuses",
            token=room.secret(account.token),
            headers={"Idempotency-Key": message.id},
            data=body(message, text),
        )
        return answered_as(answer, Posted, "status").id
    except Trouble as trouble:
        if trouble.code == "expired":
            await room.logbook.trouble(account.name, "expired")
        raise trouble.as_failed() from trouble


def body(message: Message, text: str) -> dict[str, str]:
    """Without a visibility known it is for the people in the thread alone."""
    visibility = message.wire.get("visibility", "direct")
    return {
        "status": text,
        "visibility": visibility if visibility in VISIBILITIES else "direct",
        "language": message.language,
        **({"in_reply_to_id": message.answers} if message.answers else {}),
    }


def addressed(message: Message) -> str:
    """Their name stands in it, else nobody tells them."""
    handle = "@" + message.to.lstrip("@")
    return message.text if handle.casefold() in message.text.casefold() else f"{handle} {message.text}"


def _counted(text: str) -> int:
    return graphemes(_REMOTE.sub(r"\1", _LINKS.sub("x" * LINK, text)))
