"""Meta's part of channels.yaml: one app, and the pages, Instagram accounts and WhatsApp numbers that it may read."""

from typing import Annotated, Literal

from pydantic import Field

from router.channels.base import Name, Secret, Sending, Strict
from router.channels.fields import Host, Span


class Account(Strict):
    name: Name
    kind: Literal["page", "instagram", "whatsapp"]
    id: Annotated[
        str, Field(pattern=r"^[0-9]{3,30}$")
    ]  #: of the page, the Instagram account, or the phone number there
    token: Secret
    silent_after: Span = 0  #: seconds without a word after which somebody should look


class Setting(Sending):
    app_secret: Secret
    old_app_secret: Secret | None = None  #: the one before, as long as a change of it lasts
    verify_token: Secret  #: a word of our own that is given to Meta with the address
    version: Annotated[str, Field(pattern=r"^v[0-9]{1,3}\.[0-9]$")] = "v23.0"
    graph: Host = "https://graph.facebook.com"
    accounts: list[Account] = Field(default_factory=list, max_length=50)

    def account(self, name: str) -> Account | None:
        return next((each for each in self.accounts if each.name == name), None)

    def of(self, kind: str, id: str) -> Account | None:
        return next((each for each in self.accounts if (each.kind, each.id) == (kind, id)), None)


def names(setting: Setting) -> list[str]:
    return [each.name for each in setting.accounts]
