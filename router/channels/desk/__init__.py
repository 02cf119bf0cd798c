"""Desk: a walk-in, registered by the clerk at the counter."""

from router.channels.base import Adapter
from router.domain.words import Channel

adapter = Adapter(name="desk", channel=Channel.DESK)
