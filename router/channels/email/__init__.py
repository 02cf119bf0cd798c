"""E-mail: an SMTP intake, and letters out through a relay."""

from router.channels.base import Adapter
from router.domain.words import Channel

adapter = Adapter(name="email", channel=Channel.EMAIL)
