"""Changes of a page's feed and of an Instagram account. Pure.

{"field": "feed", "value": {"item": "comment", "verb": "add", "from": {"id": "24", "name": "Anna"}, "post_id": "10_7",
 "comment_id": "7_9", "parent_id": "10_7", "message": "De lamp is stuk", "created_time": 1769000000}}
{"field": "comments", "value": {"id": "178", "text": "De lamp is stuk", "from": {"id": "24", "username": "anna"}, "media": {"id": "5"}}}
{"field": "mentions", "value": {"media_id": "5", "comment_id": "178"}}, without words
"""

from datetime import datetime

import msgspec

from router.channels.asking import read_as
from router.channels.clean import one_line
from router.channels.meta.setting import Account
from router.channels.meta.told import Named, Told, Wanted, moment, name_of, public
from router.domain.contact import Revision, Sender

POSTS = frozenset({"post", "status", "photo", "video", "share"})
WRITTEN, CHANGED, TAKEN_BACK = "add", frozenset({"edit", "edited"}), frozenset({"remove", "delete"})


class Feed(msgspec.Struct, rename={"sender": "from"}):
    item: str = ""
    verb: str = ""
    sender: Named = msgspec.field(default_factory=Named)
    sender_id: str = ""
    sender_name: str = ""
    post_id: str = ""
    comment_id: str = ""
    message: str = ""
    created_time: int | str | None = None


class Comment(msgspec.Struct, rename={"sender": "from"}):
    id: str
    text: str = ""
    sender: Named = msgspec.field(default_factory=Named)
    media: Named = msgspec.field(default_factory=Named)


class Mention(msgspec.Struct):
    media_id: str = ""
    comment_id: str = ""


def feed(body: bytes, account: Account, at: datetime, now: datetime, told: Told) -> None:
    """A comment on the page, or what a visitor wrote there; likes and what the page itself wrote are nothing. Raises BadPayload."""
    value = read_as(body, Feed, "change of a page")
    key = value.comment_id if value.item == "comment" else value.post_id if value.item in POSTS else ""
    who, name = value.sender.id or value.sender_id, value.sender.name or value.sender_name
    if not key or who == account.id:
        return
    at = moment(value.created_time, now) if value.verb == WRITTEN and value.created_time else at
    if value.verb in CHANGED:
        told.events.append(Revision(contact=name_of(key), at=at, text=value.message))
    elif value.verb in TAKEN_BACK:
        told.events.append(Revision(contact=name_of(key), at=at))
    elif value.verb == WRITTEN and value.message:
        sender = Sender(name=one_line(name, 200) or None, handle=f"facebook:{who[:100]}" if who else None)
        url = f"https://www.facebook.com/{key}" if key.replace("_", "").isalnum() and key.isascii() else ""
        told.events.append(public(account, "comment", key, sender, value.message, at, body, url=url))


def comments(body: bytes, account: Account, at: datetime, told: Told) -> None:
    """A comment under a picture of ours on Instagram. Raises BadPayload."""
    value = read_as(body, Comment, "Instagram comment")
    if value.id and value.sender.id != account.id:
        sender = Sender(handle=f"@{one_line(value.sender.username, 100)}") if value.sender.username else Sender()
        told.events.append(public(account, "ig-comment", value.id, sender, value.text, at, body))


def mentions(body: bytes, account: Account, told: Told) -> None:
    """Elsewhere on Instagram: its words must be fetched. Raises BadPayload."""
    value = read_as(body, Mention, "Instagram mention")
    if value.media_id.isdigit() and (not value.comment_id or value.comment_id.isdigit()):
        told.wanted.append(Wanted(account, value.media_id, value.comment_id))
