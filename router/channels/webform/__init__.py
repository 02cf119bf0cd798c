"""The web form: the citizen pages and `POST /api/v1/contacts` hand over contacts in our own words."""

from router.channels.base import Adapter
from router.channels.webform.setting import Setting
from router.domain.words import Channel

adapter = Adapter(name="webform", channel=Channel.WEBFORM, setting=Setting)
