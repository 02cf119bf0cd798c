"""An answer as a post in the thread. Its key there follows from our own, so that trying again makes no second post."""

from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b

import msgspec

from router.channels.asking import Trouble, answered_as
from router.channels.base import Room
from router.channels.bluesky.facets import facets, names_in
from router.channels.bluesky.parse import POSTS, is_post
from router.channels.bluesky.session import Session, Sessions
from router.channels.bluesky.setting import Account
from router.channels.graphemes import graphemes
from router.channels.outgoing import Length, Message
from router.domain.errors import SendFailed

MOST, MOST_BYTES = 300, 3000
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"  #: of a record key, in their order
FROM, YEARS = 1_700_000_000_000_000, 3 * 365 * 86_400_000_000  #: microseconds: keys look like moments of these years


class Posted(msgspec.Struct):
    uri: str


class Resolved(msgspec.Struct):
    did: str


def length(text: str) -> Length:
    """In what a reader calls letters."""
    return Length(graphemes(text), MOST)


async def send(sessions: Sessions, room: Room, message: Message, at: datetime) -> str | None:
    """The uri of the post. Raises SendFailed."""
    account = room.setting.account(message.wire.get("account", ""))
    if account is None:
        raise SendFailed("account-gone", again=False)
    if graphemes(message.text) > MOST or len(message.text.encode()) > MOST_BYTES:
        raise SendFailed("too-long", again=False)
    try:
        return await _posted(sessions.of(account), room, account, message, at)
    except Trouble as trouble:
        if trouble.code == "expired":
            await room.logbook.trouble(account.name, "expired")
        raise trouble.as_failed() from trouble


async def _posted(session: Session, room: Room, account: Account, message: Message, at: datetime) -> str:
    did, rkey = await session.did(room, account), rkey_of(message.id)
    dids = {name: found for name in names_in(message.text) if (found := await _resolved(session, room, account, name))}
    data = {"repo": did, "collection": POSTS, "rkey": rkey, "record": record(message, dids, at)}
    there = partial(session.get, room, account, "com.atproto.repo.getRecord")
    try:
        answer = await session.post(room, account, "com.atproto.repo.createRecord", data)
    except Trouble as trouble:
        if trouble.code not in ("refused", "failing", "cut-off"):
            raise
        answer = await there({"repo": did, "collection": POSTS, "rkey": rkey}, fine=(400, 404))
        if answer.status != 200:  # it does not stand there from an earlier try
            raise
    return answered_as(answer, Posted, "post").uri


async def _resolved(session: Session, room: Room, account: Account, name: str) -> str | None:
    """A name that nobody has is only a word."""
    answer = await session.get(room, account, "com.atproto.identity.resolveHandle", {"handle": name}, fine=(400, 404))
    return answered_as(answer, Resolved, "handle").did if answer.status == 200 else None


def record(message: Message, dids: dict[str, str], at: datetime) -> dict[str, object]:
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    post: dict[str, object] = {
        "$type": POSTS,
        "text": message.text,
        "createdAt": moment,
        "langs": [message.language],
        "facets": facets(message.text, dids),
    }
    reply = reply_to(message)
    return post | ({"reply": reply} if reply else {})


def reply_to(message: Message) -> dict[str, object] | None:
    """Strong references to the first post of the thread and to the one that is answered."""
    wire, parent = message.wire, {"uri": message.answers or "", "cid": message.wire.get("cid", "")}
    if not is_post(parent["uri"]) or not parent["cid"]:
        return None
    root = {"uri": wire["rootUri"], "cid": wire["rootCid"]} if "rootUri" in wire and "rootCid" in wire else parent
    return {"root": root, "parent": parent}


def rkey_of(key: str) -> str:
    """Thirteen letters as of a moment and a clock; the same for the same key, for ever."""
    number = int.from_bytes(blake2b(key.encode(), digest_size=16).digest())
    value = ((FROM + number % YEARS) << 10) | (number >> 100) % 1024
    return "".join(LETTERS[(value >> (5 * place)) & 31] for place in reversed(range(13)))
