"""Mastodon: mentions of our account."""

from router.channels.base import Adapter
from router.channels.mastodon.parse import parse
from router.domain.words import Channel

adapter = Adapter(name="mastodon", channel=Channel.MENTION, webhook=parse)
