"""Bluesky: mentions, replies and quotes of our accounts, and answers in the thread."""

from functools import partial

from router.channels.base import Adapter
from router.channels.bluesky.listen import listen
from router.channels.bluesky.send import length, send
from router.channels.bluesky.session import Sessions
from router.channels.bluesky.setting import Setting, names
from router.domain.words import Channel

_sessions = Sessions()

adapter = Adapter(
    name="bluesky",
    channel=Channel.MENTION,
    setting=Setting,
    listen=partial(listen, _sessions),
    send=partial(send, _sessions),
    length=length,
    sources=names,
    repeats_are_harmless=True,
)
