"""X: mentions of our accounts, and answers. Off until `enabled: true`."""

from router.channels.base import Adapter
from router.channels.x.listen import listen
from router.channels.x.send import length, send
from router.channels.x.setting import Setting, names
from router.domain.words import Channel

adapter = Adapter(
    name="x", channel=Channel.MENTION, setting=Setting, listen=listen, send=send, length=length, sources=names
)
