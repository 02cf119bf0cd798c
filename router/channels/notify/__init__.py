"""NotifyNL or GOV.UK Notify: text messages out, and mail in place of the relay."""

from router.channels.base import Adapter
from router.channels.notify.send import carries, length, send
from router.channels.notify.setting import NotifySetting
from router.channels.notify.status import serve

adapter = Adapter(
    name="notify", channel=None, setting=NotifySetting, send=send, serve=serve, length=length, carries=carries
)
