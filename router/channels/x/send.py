"""An answer as a post under theirs. X does not know our key: what was cut off halfway is not tried again, an agent looks."""

import re
import unicodedata
from datetime import datetime

import msgspec

from router.channels.asking import Trouble, answered_as, ask
from router.channels.base import Room
from router.channels.outgoing import Length, Message
from router.domain.errors import SendFailed

MOST, LINK = 280, 23
LIGHT = (range(4352), range(8192, 8206), range(8208, 8224), range(8242, 8248))  #: letters that count one; others two
_LINKS = re.compile(r"https?://[^\s<>\"]+")


class Made(msgspec.Struct):
    id: str


class Posted(msgspec.Struct):
    data: Made


def length(text: str) -> Length:
    """As X weighs: a link is 23, a letter of Chinese or a picture of feelings two."""
    plain = unicodedata.normalize("NFC", text)
    links = sum(1 for _ in _LINKS.finditer(plain))
    letters = _LINKS.sub("", plain)
    return Length(links * LINK + sum(1 if any(ord(each) in span for span in LIGHT) else 2 for each in letters), MOST)


async def send(room: Room, message: Message, at: datetime) -> str | None:
    """The id of the post. Raises SendFailed."""
    account = room.setting.account(message.wire.get("account", ""))
    if account is None:
        raise SendFailed("account-gone", again=False)
    if length(message.text).used > MOST:
        raise SendFailed("too-long", again=False)
    reply = {"reply": {"in_reply_to_tweet_id": message.answers}} if message.answers else {}
    try:
        answer = await ask(
            room,
            "POST",
            f"{room.setting.api}/2/tweets",
            token=room.secret(account.token),
            data={"text": message.text, **reply},
        )
        return answered_as(answer, Posted, "post").data.id
    except Trouble as trouble:
        if trouble.code == "expired":
            await room.logbook.trouble(account.name, "expired")
        raise trouble.as_failed(harmless=False) from trouble
