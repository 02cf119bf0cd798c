"""Messages out: the text is the one field of a template that the organisation made in Notify."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from router.channels.asking import Trouble, ask
from router.channels.base import Room
from router.channels.notify.setting import NotifySetting
from router.channels.notify.token import token
from router.channels.outgoing import Length, Message
from router.domain.errors import SendFailed

MOST = 918  #: characters of a text message: six parts
MAIL, SMS = "email", "sms"


class Taken(msgspec.Struct):
    """What Notify answers of a message it took."""

    id: str


def carries(setting: NotifySetting) -> Collection[str]:
    """Each kind that has a template."""
    return [kind for kind in (MAIL, SMS) if getattr(setting.templates, kind)]


def length(text: str) -> Length:
    return Length(len(text), MOST)


async def send(room: Room, message: Message, at: datetime) -> str | None:
    """Notify's id of it. The reference is ours: what becomes of it comes back under that name."""
    setting: NotifySetting = room.setting
    kind = MAIL if "@" in message.to else SMS
    said = body(setting, kind, message)
    try:
        answer = await ask(
            room,
            "POST",
            f"{setting.base}/v2/notifications/{kind}",
            token=token(room.secret(setting.key), at),
            data=said,
        )
    except Trouble as trouble:
        raise failure(trouble) from None
    try:
        return msgspec.json.decode(answer.body, type=Taken).id[:100]
    except msgspec.MsgspecError:
        return None  # taken all the same; it comes back under our reference


def body(setting: NotifySetting, kind: str, message: Message) -> dict[str, object]:
    """Raises SendFailed for a kind that has no template."""
    template = getattr(setting.templates, kind)
    if template is None:
        raise SendFailed("notify-template", again=False)
    said: dict[str, object] = {"template_id": template, "reference": message.id}
    if kind == SMS:
        said |= {"phone_number": message.to, "personalisation": {"text": message.text}}
        return said | ({"sms_sender_id": setting.sms_sender} if setting.sms_sender else {})
    said |= {"email_address": message.to, "personalisation": {"subject": message.subject, "text": message.text}}
    return said | ({"email_reply_to_id": setting.email_reply_to} if setting.email_reply_to else {})


def failure(trouble: Trouble) -> SendFailed:
    """A wrong key or clock is ours to mend: it is tried again until then. Notify drops no repeats by itself."""
    if trouble.status in (401, 403):
        return SendFailed("notify-login", again=True)
    return trouble.as_failed(harmless=False)
