"""Bluesky's part of channels.yaml."""

from typing import Annotated

from pydantic import Field

from router.channels.base import Name, Secret, Sending, Strict
from router.channels.fields import Host, Span


class Account(Strict):
    name: Name
    handle: Annotated[str, Field(pattern=r"^[A-Za-z0-9.-]{3,253}$")]
    password: Secret  #: an app password, never the one of the account itself
    server: Host = "https://bsky.social"
    every: Span = 30  #: seconds between two looks
    silent_after: Span = 0  #: seconds without a mention after which somebody should look


class Setting(Sending):
    accounts: list[Account] = Field(default_factory=list, max_length=20)

    def account(self, name: str) -> Account | None:
        return next((each for each in self.accounts if each.name == name), None)


def names(setting: Setting) -> list[str]:
    return [each.name for each in setting.accounts]
