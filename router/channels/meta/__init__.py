"""Meta: comments on a Facebook page, Instagram, Messenger and WhatsApp, over one webhook."""

from router.channels.base import Adapter
from router.channels.meta.listen import listen
from router.channels.meta.receive import serve
from router.channels.meta.send import length, send
from router.channels.meta.setting import Setting, names
from router.domain.words import Channel

adapter = Adapter(
    name="meta",
    channel=Channel.MENTION,
    setting=Setting,
    listen=listen,
    serve=serve,
    send=send,
    length=length,
    sources=names,
)
