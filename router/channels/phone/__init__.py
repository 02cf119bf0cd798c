"""Phone: callback requests and telephony events come over signed routes and pages."""

from router.channels.base import Adapter
from router.domain.words import Channel

adapter = Adapter(name="phone", channel=Channel.PHONE)
