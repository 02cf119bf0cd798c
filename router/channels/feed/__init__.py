"""Feeds (RSS and Atom) of local news and forums that name the municipality."""

from router.channels.base import Adapter
from router.channels.feed.listen import listen
from router.channels.feed.setting import Setting, names
from router.domain.words import Channel

adapter = Adapter(name="feed", channel=Channel.MENTION, setting=Setting, listen=listen, sources=names)
