"""Phone: callback requests and telephony events come over signed routes and pages; an Asterisk is listened to over AMI."""

from router.channels.base import Adapter
from router.channels.phone.setting import Setting, names
from router.domain.words import Channel

adapter = Adapter(name="phone", channel=Channel.PHONE, setting=Setting, sources=names)
