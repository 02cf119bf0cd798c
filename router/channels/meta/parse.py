"""A delivery of Meta's: up to a thousand changes, unordered, told again when in doubt. Each part is read by itself. Pure.

{"object": "page" | "instagram" | "whatsapp_business_account",
 "entry": [{"id": "10", "time": 1769000000, "messaging": [...], "changes": [{"field": "feed", "value": {...}}]}]}
"""

from collections.abc import Callable
from datetime import datetime

import msgspec

from router.channels.asking import read_as
from router.channels.meta import comments, messaging, whatsapp
from router.channels.meta.setting import Account, Setting
from router.channels.meta.told import Told, moment
from router.domain.errors import BadPayload

KINDS = {"page": "page", "instagram": "instagram"}


class Delivery(msgspec.Struct):
    object: str
    entry: list[msgspec.Raw]


class Change(msgspec.Struct):
    field: str
    value: msgspec.Raw


class Entry(msgspec.Struct):
    id: str
    time: int | str | None = None
    messaging: list[msgspec.Raw] = []
    changes: list[msgspec.Raw] = []


class Metadata(msgspec.Struct):
    phone_number_id: str = ""


class Value(msgspec.Struct):
    """Of a WhatsApp change."""

    metadata: Metadata = msgspec.field(default_factory=Metadata)
    contacts: list[whatsapp.Person] = []
    messages: list[msgspec.Raw] = []
    statuses: list[msgspec.Raw] = []


def parse(body: bytes, setting: Setting, now: datetime) -> Told:
    """All that it tells. Raises BadPayload when it is no delivery at all; a part that cannot be read stands in `unread`."""
    delivery, told = read_as(body, Delivery, "delivery"), Told()
    for raw in delivery.entry:
        _tried(told, _entry, bytes(raw), delivery.object, setting, now, told)
    return told


def _entry(body: bytes, object: str, setting: Setting, now: datetime, told: Told) -> None:
    entry = read_as(body, Entry, "entry")
    if object == "whatsapp_business_account":
        for raw in entry.changes:
            _tried(told, _whatsapp, bytes(raw), setting, now, told)
        return
    account = setting.of(KINDS.get(object, ""), entry.id)
    if account is None:
        told.unread.append("an account that is not in channels.yaml")
        return
    told.heard.add(account.name)
    kind = "messenger" if object == "page" else "instagram"
    for raw in entry.messaging:
        _tried(told, messaging.take, bytes(raw), account, kind, now, told)
    for raw in entry.changes:
        at = moment(entry.time, now)
        _tried(told, _change, bytes(raw), account, at, now, told)


def _change(body: bytes, account: Account, at: datetime, now: datetime, told: Told) -> None:
    change = read_as(body, Change, "change")
    value = bytes(change.value)
    if account.kind == "page" and change.field in ("feed", "mention"):
        comments.feed(value, account, at, now, told)
    elif account.kind == "instagram" and change.field in ("comments", "live_comments"):
        comments.comments(value, account, at, told)
    elif account.kind == "instagram" and change.field == "mentions":
        comments.mentions(value, account, told)


def _whatsapp(body: bytes, setting: Setting, now: datetime, told: Told) -> None:
    change = read_as(body, Change, "change")
    if change.field != "messages":
        return
    value = read_as(change.value, Value, "WhatsApp change")
    account = setting.of("whatsapp", value.metadata.phone_number_id)
    if account is None:
        told.unread.append("a number that is not in channels.yaml")
        return
    told.heard.add(account.name)
    for raw in value.messages:
        _tried(told, whatsapp.messages, bytes(raw), account, value.contacts, now, told)
    for raw in value.statuses:
        _tried(told, whatsapp.statuses, bytes(raw), now, told)


def _tried(told: Told, read: Callable[..., None], *what: object) -> None:
    """One part that is not as we know it does not take the others along."""
    try:
        read(*what)
    except BadPayload as error:
        told.unread.append(str(error))
