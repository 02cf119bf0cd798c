"""Mastodon: mentions of our accounts, and answers in the thread."""

from router.channels.base import Adapter
from router.channels.mastodon.listen import listen
from router.channels.mastodon.parse import parse
from router.channels.mastodon.send import length, send
from router.channels.mastodon.setting import Setting, names
from router.domain.words import Channel

adapter = Adapter(
    name="mastodon",
    channel=Channel.MENTION,
    webhook=parse,
    setting=Setting,
    listen=listen,
    send=send,
    length=length,
    sources=names,
    repeats_are_harmless=True,
)
