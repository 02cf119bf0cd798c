"""E-mail: mailboxes that are read and an SMTP intake, and letters out through a relay."""

from router.channels.base import Adapter
from router.channels.email.listen import listen
from router.channels.email.setting import EmailSetting, mailbox_names, misfits
from router.domain.words import Channel

adapter = Adapter(
    name="email", channel=Channel.EMAIL, setting=EmailSetting, listen=listen, sources=mailbox_names, check=misfits
)
