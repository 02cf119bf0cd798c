"""Messenger and Instagram messages. Pure.

{"sender": {"id": "24"}, "recipient": {"id": "10"}, "timestamp": 1769000000123,
 "message": {"mid": "m_1", "text": "De lamp is stuk", "attachments": [{"type": "image", "payload": {"url": "https://..."}}],
             "reply_to": {"mid": "m_0"}, "is_echo": false, "is_deleted": false}}
"""

from datetime import datetime

import msgspec

from router.channels.asking import read_as
from router.channels.meta.setting import Account
from router.channels.meta.told import Named, Told, moment, name_of, private, said
from router.domain.contact import Inbound, Receipt, Revision, Sender
from router.domain.words import Delivery


class Attached(msgspec.Struct):
    type: str = "file"


class Answered(msgspec.Struct):
    mid: str = ""


class Words(msgspec.Struct):
    mid: str
    text: str | None = None
    attachments: list[Attached] = []
    reply_to: Answered | None = None
    is_echo: bool = False
    is_deleted: bool = False


class Pressed(msgspec.Struct):
    mid: str = ""
    title: str = ""


class Delivered(msgspec.Struct):
    mids: list[str] = []


class Seen(msgspec.Struct):
    mid: str = ""


class Messaging(msgspec.Struct):
    sender: Named = msgspec.field(default_factory=Named)
    timestamp: int | str | None = None
    message: Words | None = None
    message_edit: Words | None = None
    postback: Pressed | None = None
    delivery: Delivered | None = None
    read: Seen | None = None


def take(body: bytes, account: Account, kind: str, now: datetime, told: Told) -> None:
    """Into `told`. `kind` is messenger or instagram. Raises BadPayload."""
    item = read_as(body, Messaging, "message")
    at, who = moment(item.timestamp, now), item.sender.id
    if item.message and not item.message.is_echo and who != account.id:
        _message(item.message, account, kind, who, at, body, told)
    elif item.message_edit and not item.message_edit.is_echo:
        told.events.append(Revision(contact=name_of(item.message_edit.mid), at=at, text=item.message_edit.text or ""))
    elif item.postback and item.postback.mid and who:
        told.events.append(_private(account, kind, item.postback.mid, who, item.postback.title, at, body))
    if item.delivery:
        told.events += [_receipt(each, Delivery.DELIVERED, at) for each in item.delivery.mids[:1000] if each]
    if item.read and item.read.mid:
        told.events.append(_receipt(item.read.mid, Delivery.READ, at))


def _message(words: Words, account: Account, kind: str, who: str, at: datetime, body: bytes, told: Told) -> None:
    if words.is_deleted:
        told.events.append(Revision(contact=name_of(words.mid), at=at))
        return
    text = said(words.text, [each.type for each in words.attachments])
    contact = _private(account, kind, words.mid, who, text, at, body)
    answered = (words.reply_to.mid,) if words.reply_to and words.reply_to.mid else ()
    told.events.append(contact.with_(reply_to=(*answered, *contact.reply_to)))


def _private(account: Account, kind: str, mid: str, who: str, text: str, at: datetime, body: bytes) -> Inbound:
    return private(account, kind, mid, Sender(handle=f"{kind}:{who[:100]}"), who, text, at, body)


def _receipt(mid: str, state: Delivery, at: datetime) -> Receipt:
    return Receipt(message_id=mid, state=state, at=at, source="meta")
