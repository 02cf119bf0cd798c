"""Twilio: what its calls and its TaskRouter tell, signed its own way, as call events."""

from router.channels.base import Adapter
from router.channels.twilio.receive import serve
from router.channels.twilio.setting import Setting, misfits, names
from router.domain.words import Channel

adapter = Adapter(name="twilio", channel=Channel.PHONE, setting=Setting, serve=serve, sources=names, check=misfits)
