"""An answer to a message, while Meta lets us, or under a comment."""

from datetime import datetime

import msgspec

from router.channels.asking import Answer, Trouble, answered_as
from router.channels.base import Room
from router.channels.meta.graph import graph
from router.channels.meta.setting import Account
from router.channels.outgoing import Length, Message
from router.domain.errors import SendFailed

MOST = {"messenger": 2000, "instagram": 1000, "whatsapp": 4096, "comment": 8000, "ig-comment": 2200, "ig-mention": 2200}
SHORTEST = min(MOST.values())
TALKS = frozenset({"messenger", "instagram", "whatsapp"})


class Named(msgspec.Struct):
    id: str = ""


class Sent(msgspec.Struct):
    id: str = ""
    message_id: str = ""
    messages: list[Named] = []


def length(text: str) -> Length:
    """Of the shortest of them; longer is tried where there is room for it."""
    return Length(len(text), SHORTEST)


async def send(room: Room, message: Message, at: datetime) -> str | None:
    """Meta's id of it. Raises SendFailed: `window-closed` when they wrote too long ago."""
    wire = message.wire
    account, kind = room.setting.account(wire.get("account", "")), wire.get("kind", "")
    if account is None or kind not in MOST:
        raise SendFailed("account-gone", again=False)
    if kind in TALKS and not is_open(wire.get("replyBefore", ""), at):
        raise SendFailed("window-closed", again=False)
    if len(message.text) > MOST[kind]:
        raise SendFailed("too-long", again=False)
    try:
        return _id(await _posted(room, account, kind, message))
    except Trouble as trouble:
        raise trouble.as_failed(harmless=False) from trouble


def is_open(until: str, at: datetime) -> bool:
    try:
        return at < datetime.fromisoformat(until)
    except (ValueError, TypeError):
        return False


async def _posted(room: Room, account: Account, kind: str, message: Message) -> Answer:
    path, data = _talk(account, kind, message) if kind in TALKS else _comment(account, kind, message)
    return await graph(room, account, "POST", path, data=data)


def _talk(account: Account, kind: str, message: Message) -> tuple[str, dict[str, object]]:
    to = message.wire.get("to", "")
    path = f"{account.id}/messages"
    if kind != "whatsapp":
        return path, {"recipient": {"id": to}, "messaging_type": "RESPONSE", "message": {"text": message.text}}
    return path, {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **({"to": to} if to.isdigit() else {"recipient": to}),
        "type": "text",
        "text": {"body": message.text},
        **({"context": {"message_id": message.answers}} if message.answers else {}),
    }


def _comment(account: Account, kind: str, message: Message) -> tuple[str, dict[str, object]]:
    key = message.answers or ""
    if not key.replace("_", "").isdigit():
        raise SendFailed("gone", again=False)
    if kind != "ig-mention":
        return f"{key}/{'comments' if kind == 'comment' else 'replies'}", {"message": message.text}
    media = message.wire.get("media", "")
    return f"{account.id}/mentions", {
        "media_id": media,
        "message": message.text,
        **({"comment_id": key} if key != media else {}),
    }


def _id(answer: Answer) -> str | None:
    sent = answered_as(answer, Sent, "answer")
    return sent.message_id or sent.id or next((each.id for each in sent.messages if each.id), None)
