"""A Bluesky notification to a contact. Pure.

{"uri": "at://did:plc:t2jy/app.bsky.feed.post/3n2t", "cid": "bafy...", "reason": "mention", "isRead": false,
 "author": {"did": "did:plc:t2jy", "handle": "anna.example", "displayName": "Anna"},
 "record": {"$type": "app.bsky.feed.post", "text": "@klaverdam.example de container is vol", "langs": ["nl"],
            "createdAt": "2026-11-21T19:15:58.165Z",
            "reply": {"root": {"uri": "at://...", "cid": "..."}, "parent": {"uri": "at://...", "cid": "..."}}},
 "indexedAt": "2026-11-21T19:15:58.165Z", "labels": []}
"""

from datetime import UTC, datetime

import msgspec

from router.channels.asking import read_as
from router.channels.clean import many_lines, one_line
from router.domain.contact import INLINE_ORIGINAL, Inbound, Sender, contact_id
from router.domain.errors import BadPayload
from router.domain.words import Channel

REASONS = ("mention", "reply", "quote")
POSTS = "app.bsky.feed.post"
TEXT = 20_000
URI = 500
WHAT = "Bluesky notification"


class Ref(msgspec.Struct):
    uri: str
    cid: str


class Reply(msgspec.Struct):
    root: Ref
    parent: Ref


class Record(msgspec.Struct):
    text: str = ""
    langs: list[str] = []
    reply: Reply | None = None


class Author(msgspec.Struct, rename="camel"):
    did: str
    handle: str
    display_name: str = ""


class Note(msgspec.Struct, rename="camel"):
    uri: str
    cid: str
    author: Author
    reason: str
    record: Record
    indexed_at: datetime


class Head(msgspec.Struct, rename="camel"):
    """Enough to put it in order, whatever it is about."""

    uri: str
    reason: str
    indexed_at: datetime


def parse(body: bytes, now: datetime, account: str = "", ours: str = "") -> Inbound | None:
    """None for a like, a follow or our own. `ours` is the DID of the account. Raises BadPayload with the reason."""
    if read_as(body, Head, WHAT).reason not in REASONS:
        return None
    note = read_as(body, Note, WHAT)
    uri, handle = note.uri, one_line(note.author.handle, 253)
    if not is_post(uri) or not handle:
        raise BadPayload("A mention needs the uri of a post and author.handle.")
    if note.author.did == ours:
        return None
    return Inbound(
        id=name_of(uri),
        channel=Channel.MENTION,
        source="bluesky",
        source_id=uri,
        received_at=moment(note.indexed_at, now),
        text=many_lines(note.record.text, TEXT),
        url=web_address(uri),
        sender=Sender(name=one_line(note.author.display_name, 200) or None, handle=f"@{handle}"),
        language=language(note.record.langs),
        message_id=uri,
        reply_to=goes_on(note, ours),
        wire=wire(note, account),
        original=body if len(body) <= INLINE_ORIGINAL else None,
    )


def name_of(uri: str) -> str:
    """The contact's id."""
    return contact_id("mention", "bluesky", uri)


def wire(note: Note, account: str) -> dict[str, str]:
    """A thread hangs on its first post: an answer names that one and the one it answers. All posts are public there."""
    root = note.record.reply.root if note.record.reply else Ref(note.uri, note.cid)
    told = {"account": account, "visibility": "public", "cid": note.cid, "rootUri": root.uri, "rootCid": root.cid}
    return {name: one_line(value, URI) for name, value in told.items() if value}


def goes_on(note: Note, ours: str) -> tuple[str, ...]:
    """The post it answers, where that is theirs or ours: who falls in with others' talk begins a case of their own."""
    parent = note.record.reply.parent.uri if note.record.reply else ""
    return (parent,) if is_post(parent) and owner(parent) in {note.author.did, ours} else ()


def is_post(uri: str) -> bool:
    parts = uri.split("/")
    return (
        len(uri) <= URI
        and uri.isascii()
        and uri.isprintable()
        and " " not in uri
        and len(parts) == 5
        and parts[:2] == ["at:", ""]
        and parts[2].startswith("did:")
        and parts[3] == POSTS
        and parts[4] != ""
    )


def owner(uri: str) -> str:
    return uri.split("/")[2]


def web_address(uri: str) -> str:
    return f"https://bsky.app/profile/{owner(uri)}/post/{uri.rpartition('/')[2]}"


def moment(told: datetime, now: datetime) -> datetime:
    """When the network saw it: what the writer's own clock says may be anything."""
    if told.tzinfo is None:
        raise BadPayload("indexedAt needs a time zone.")
    return min(told.astimezone(UTC), now)


def language(tags: list[str]) -> str | None:
    """`nl-BE` says nl."""
    primary = (tags[0] if tags else "")[:35].partition("-")[0].lower()
    return primary if 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha() else None
