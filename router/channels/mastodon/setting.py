"""Mastodon's part of channels.yaml."""

from pydantic import Field

from router.channels.base import Name, Secret, Sending, Strict
from router.channels.fields import Host, Span


class Account(Strict):
    name: Name
    server: Host
    token: Secret
    silent_after: Span = 0  #: seconds without a mention after which somebody should look


class Setting(Sending):
    accounts: list[Account] = Field(default_factory=list, max_length=20)

    def account(self, name: str) -> Account | None:
        """The one a contact came in on; the first where it does not say."""
        named = (each for each in self.accounts if each.name == name)
        return next(named, self.accounts[0] if self.accounts and not name else None)


def names(setting: Setting) -> list[str]:
    return [each.name for each in setting.accounts]
