"""Open311 GeoReport v2: an entrance for report apps."""

from router.channels.base import Adapter
from router.channels.open311.serve import serve
from router.channels.open311.setting import Setting, misfits
from router.domain.words import Channel

adapter = Adapter(name="open311", channel=Channel.WEBFORM, setting=Setting, serve=serve, check=misfits)
