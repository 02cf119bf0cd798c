"""X's part of channels.yaml. Every post that is read and written costs money there, so it is off until it is switched on."""

from typing import Annotated

from pydantic import Field

from router.channels.base import Name, Secret, Sending, Strict
from router.channels.fields import Host, Span


class Account(Strict):
    name: Name
    id: Annotated[str, Field(pattern=r"^[0-9]{1,20}$")]  #: of the user, not the handle
    token: Secret  #: of this user, with tweet.read, users.read and tweet.write
    every: Annotated[Span, Field(ge=60)] = 300  #: seconds between two looks
    reads_per_day: Annotated[int, Field(ge=5, le=100_000)] = 500  #: posts; then it waits until the next day
    silent_after: Span = 0  #: seconds without a mention after which somebody should look


class Setting(Sending):
    enabled: bool = False
    api: Host = "https://api.x.com"
    accounts: list[Account] = Field(default_factory=list, max_length=20)

    def account(self, name: str) -> Account | None:
        return next((each for each in self.accounts if each.name == name), None) if self.enabled else None


def names(setting: Setting) -> list[str]:
    return [each.name for each in setting.accounts] if setting.enabled else []
