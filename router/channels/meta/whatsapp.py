"""WhatsApp Cloud: one change of a business account. Pure.

{"messaging_product": "whatsapp", "metadata": {"display_phone_number": "31201234567", "phone_number_id": "1078"},
 "contacts": [{"profile": {"name": "Anna"}, "wa_id": "31612345678", "user_id": "NL.134912"}],
 "messages": [{"from": "31612345678", "from_user_id": "NL.134912", "id": "wamid.A", "timestamp": "1769000000",
               "type": "text", "text": {"body": "De lamp is stuk"}, "context": {"id": "wamid.0"}}],
 "statuses": [{"id": "wamid.B", "status": "failed", "timestamp": "1769000001", "errors": [{"code": 131047}]}]}

Since 2026 somebody may hide their number: then there is only `from_user_id`.
"""

from datetime import datetime

import msgspec

from router.channels.asking import read_as
from router.channels.clean import one_line
from router.channels.meta.setting import Account
from router.channels.meta.told import Told, moment, name_of, private, said
from router.domain.contact import Receipt, Revision, Sender
from router.domain.words import Delivery

STATES = {"delivered": Delivery.DELIVERED, "read": Delivery.READ, "failed": Delivery.FAILED}
NO_WORDS = frozenset({"reaction", "system", "unsupported", "unknown", "request_welcome"})


class Body(msgspec.Struct):
    """What any type of message may say."""

    body: str = ""
    text: str = ""
    caption: str = ""
    title: str = ""
    name: str = ""
    address: str = ""
    filename: str = ""
    original_message_id: str = ""


class Chosen(msgspec.Struct):
    button_reply: Body | None = None
    list_reply: Body | None = None


class Context(msgspec.Struct):
    id: str = ""


class Message(msgspec.Struct, rename={"sender": "from"}):
    id: str
    type: str
    sender: str = ""
    from_user_id: str = ""
    timestamp: int | str | None = None
    text: Body | None = None
    button: Body | None = None
    image: Body | None = None
    video: Body | None = None
    document: Body | None = None
    location: Body | None = None
    interactive: Chosen | None = None
    context: Context | None = None
    revoke: Body | None = None


class Profile(msgspec.Struct):
    name: str = ""


class Person(msgspec.Struct):
    profile: Profile = msgspec.field(default_factory=Profile)
    wa_id: str = ""
    user_id: str = ""


class Wrong(msgspec.Struct):
    code: int = 0


class Status(msgspec.Struct):
    id: str
    status: str
    timestamp: int | str | None = None
    errors: list[Wrong] = []


def messages(body: bytes, account: Account, people: list[Person], now: datetime, told: Told) -> None:
    """One message into `told`. Raises BadPayload."""
    message = read_as(body, Message, "WhatsApp message")
    at, who = moment(message.timestamp, now), message.sender or message.from_user_id
    if message.revoke and message.revoke.original_message_id:
        told.events.append(Revision(contact=name_of(message.revoke.original_message_id), at=at))
        return
    if not who or not message.id or message.type in NO_WORDS:
        return
    contact = private(account, "whatsapp", message.id, sender_of(message, people), who, words_of(message), at, body)
    answered = (one_line(message.context.id, 300),) if message.context and message.context.id else ()
    told.events.append(contact.with_(reply_to=(*answered, *contact.reply_to)))


def statuses(body: bytes, now: datetime, told: Told) -> None:
    """What became of a message of ours. Raises BadPayload."""
    status = read_as(body, Status, "WhatsApp status")
    state = STATES.get(status.status)
    if state is not None and status.id:
        code = str(status.errors[0].code) if status.errors else ""
        at = moment(status.timestamp, now)
        told.events.append(Receipt(message_id=status.id, state=state, at=at, code=code[:20], source="meta"))


def sender_of(message: Message, people: list[Person]) -> Sender:
    """A number only where it is one: an id that only looks like one would be rung."""
    ids = {message.sender, message.from_user_id} - {""}
    person = next((each for each in people if ids & {each.wa_id, each.user_id}), Person())
    name = one_line(person.profile.name, 200) or None
    is_number = message.sender.isascii() and message.sender.isdigit() and 7 <= len(message.sender) <= 15
    phone = f"+{message.sender}" if is_number else None
    handle = None if phone else f"whatsapp:{one_line(message.from_user_id or message.sender, 100)}"
    return Sender(name=name, phone=phone, handle=handle)


def words_of(message: Message) -> str:
    chosen = message.interactive
    parts = [message.text, message.button, message.image, message.video, message.document, message.location]
    parts += [chosen.button_reply, chosen.list_reply] if chosen else []
    found = [word for part in parts if part for word in _words(part)]
    return said("\n".join(found), [message.type])


def _words(part: Body) -> list[str]:
    return [each for each in (part.body, part.text, part.title, part.caption, part.name, part.address) if each]
