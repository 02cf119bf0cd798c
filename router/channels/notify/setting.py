"""The `notify` part of channels.yaml."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from router.channels.base import Secret, Strict

Uuid = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]
LOCAL = ("http://127.0.0.1:", "http://localhost:")


def _is_base(text: str) -> str:
    plain = text.rstrip("/")
    if not plain.startswith(("https://", *LOCAL)) or any(mark in plain for mark in " ?#@"):
        raise ValueError("write the address of the service as https://host, such as https://api.notifynl.nl")
    return plain


class Templates(Strict):
    """Ids of templates made in Notify. Each has the field ((text)); that of mail has ((subject)) too."""

    sms: Uuid | None = None
    email: Uuid | None = None

    @model_validator(mode="after")
    def _one_at_least(self) -> Self:
        if self.sms is None and self.email is None:
            raise ValueError("name a template: sms, email or both; each kind goes out by Notify once it has one")
        return self


class NotifySetting(Strict):
    base: Annotated[str, AfterValidator(_is_base)]
    key: Secret  #: an API key as Notify shows it once: name-service id-secret
    templates: Templates
    sms_sender: Uuid | None = None  #: which of the service's sender names
    email_reply_to: Uuid | None = None
    callback: Secret | None = None  #: the bearer token that Notify sends along with what became of a message
