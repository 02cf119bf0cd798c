"""Open Formulieren: forms that are registered as JSON with us."""

from router.channels.base import Adapter
from router.channels.openforms.receive import serve
from router.channels.openforms.setting import Setting, misfits
from router.domain.words import Channel

adapter = Adapter(name="openforms", channel=Channel.WEBFORM, setting=Setting, serve=serve, check=misfits)
