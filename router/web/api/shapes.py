"""What the API takes, checked by pydantic because it lists every error at once."""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from router.domain.words import CallbackOutcome, CallEventKind, Channel, Kind, Result, SteerReason, Urgency

Short = Annotated[str, Field(max_length=200)]
Id = Annotated[str, Field(min_length=1, max_length=300)]


class Body(BaseModel):
    """Unknown fields are refused: a misspelt one would otherwise be lost in silence."""

    model_config = ConfigDict(
        extra="forbid", alias_generator=to_camel, populate_by_name=False, str_strip_whitespace=True
    )


class SenderBody(Body):
    name: Short | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    handle: Short | None = None


class CallbackBody(Body):
    not_before: AwareDatetime | None = None
    not_after: AwareDatetime | None = None


class ContactBody(Body):
    channel: Channel
    source_id: Id | None = None
    received_at: AwareDatetime | None = None
    text: Annotated[str, Field(max_length=100_000)] = ""
    subject: Annotated[str, Field(max_length=1_000)] = ""
    sender: SenderBody = SenderBody()
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] | None = None
    product: Annotated[str, Field(max_length=60)] | None = None
    kind: Kind | None = None
    url: Annotated[str, Field(max_length=2_000)] | None = None
    place: Annotated[str, Field(max_length=300)] | None = None
    needs_assistance: bool = False
    callback: CallbackBody | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.text or self.subject or self.callback):
            raise ValueError("one of text, subject and callback is needed")
        return self


class Versioned(Body):
    version: int | None = None


class ReleaseBody(Versioned):
    reason: Annotated[str, Field(max_length=500)] | None = None


class PresenceBody(Body):
    """Without `state` it says only that they are still there."""

    state: Literal["available", "busy", "away"] | None = None


class NextBody(Body):
    """Nothing is asked."""


class TextBody(Versioned):
    text: Annotated[str, Field(min_length=1, max_length=50_000)]


class ReplyBody(TextBody):
    channel: Short | None = None  #: the one the citizen used, else mail, when it is left out


class TransferBody(Versioned):
    team: Short
    note: Annotated[str, Field(min_length=1, max_length=5_000)]


class AttemptBody(Versioned):
    outcome: CallbackOutcome
    note: Annotated[str, Field(max_length=5_000)] = ""


class WaitBody(Versioned):
    """`text` says what is asked of the citizen."""

    text: Annotated[str, Field(max_length=5_000)] = ""


class MergeBody(Versioned):
    """`into` is the reference of the case that goes on."""

    into: Annotated[str, Field(min_length=1, max_length=40)]


class ClosureBody(Versioned):
    result: Result
    note: Annotated[str, Field(max_length=5_000)] = ""


class SteerBody(Versioned):
    outcome: Literal["taken", "refused"]
    reason: SteerReason | None = None
    note: Annotated[str, Field(max_length=5_000)] = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.outcome == "refused" and self.reason is None:
            raise ValueError(f"a refusal has a reason: one of {', '.join(SteerReason)}")
        return self


class CorrectionBody(Versioned):
    """`product` null says that it is about no product of ours; what is left out stays."""

    product: Annotated[str, Field(max_length=60)] | None = None
    kind: Kind | None = None
    urgency: Urgency | None = None
    language: Literal["nl", "en", "fr", "de"] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set - {"version"}:
            raise ValueError("one of product, kind, urgency and language is needed")
        return self


class SearchBody(Body):
    q: Annotated[str, Field(min_length=1, max_length=200)]


class CallEventBody(Body):
    event: CallEventKind
    call_id: Id
    queue: Short | None = None
    caller: Annotated[str, Field(max_length=40)] | None = None
    agent: Short | None = None
    at: AwareDatetime
    callback: bool = False  #: they pressed a key to be called back
    digits: Annotated[str, Field(pattern=r"^[0-9*#+ ]*$", max_length=30)] = ""  #: the number that they keyed in for it
