"""The shape of a municipality's files. Strict: an unknown key is an error, and every error is reported."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from router.domain.attempts import opening_time
from router.domain.theme import DEFAULTS, unreadable
from router.domain.words import Audience, Kind, PromiseKind, Role, Steer
from router.rules.schema_phone import PhoneEntry
from router.rules.sorts import Span

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = dict[str, str]
Lists = dict[str, list[str]]
Signature = dict[
    Literal["nl", "en", "fr", "de"], Annotated[str, Field(min_length=1, max_length=600)]
]  #: under an answer; as many languages as are spoken


def _is_opening_time(text: str) -> str:
    opening_time(text)
    return text


OpeningTime = Annotated[str, AfterValidator(_is_opening_time)]


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class CallbacksEntry(Strict):
    most_attempts: Annotated[int, Field(ge=1, le=20)] = 3
    after_no_answer: OpeningTime = "30 opening minutes"
    after_busy: OpeningTime = "10 opening minutes"


def _readable(theme: dict[str, str]) -> dict[str, str]:
    if unknown := sorted(set(theme) - set(DEFAULTS)):
        raise ValueError(f'unknown token "{unknown[0]}"; tokens are {", ".join(DEFAULTS)}')
    if said := list(unreadable(theme)):
        raise ValueError(said[0])
    return theme


Theme = Annotated[dict[str, Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]], AfterValidator(_readable)]


class OrganisationFile(Strict):
    name: str
    namespace: Id
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2,4}$")]
    zone: str
    languages: list[Literal["nl", "en", "fr", "de"]] = Field(min_length=1)
    phone: str
    email: str
    website: str
    default_team: str
    communication: str = ""
    entrances: list[str] = Field(min_length=1)
    webhooks: dict[Id, str] = {}
    one_callback_within: str = "4 opening hours"
    callbacks: CallbacksEntry = CallbacksEntry()
    signature: Signature = {}
    burst: Span = "60 seconds"
    reopens_within: Span = "14 days"
    theme: Theme = {}


Week = dict[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], list[str]]


class PeriodEntry(Strict):
    first: date = Field(alias="from")
    last: date = Field(alias="to")
    reason: Words = Field(min_length=1)
    open: Week


class CalendarEntry(Strict):
    label: Words
    open: Week
    periods: list[PeriodEntry] = []


class ClosedEntry(Strict):
    every: str | None = None
    sunday: str | None = None
    easter: int | None = None
    date: str | None = None
    reason: Words


class HoursFile(Strict):
    calendars: dict[str, CalendarEntry]
    closed: list[ClosedEntry] = []


class DeskEntry(Strict):
    id: Id
    label: Words
    address: str
    calendar: str


class OverflowEntry(Strict):
    to: str
    oldest: Span | None = None
    closed: bool = False


class TeamEntry(Strict):
    id: Id
    label: Words
    kind: Literal["internal", "partner"] = "internal"
    lead: str
    email: str
    calendar: str
    signature: Signature = {}
    overflow: OverflowEntry | None = None
    work: Literal["push", "pull"] = "pull"
    offer_lasts: Span = "30 seconds"
    wrap_up: Span = "0 seconds"


class AgentEntry(Strict):
    account: Id
    name: str
    role: Role
    teams: list[str] = []
    languages: list[str] = ["nl"]
    skills: list[Id] = []
    capacity: dict[str, int] = {}
    email: str | None = None


class ProductEntry(Strict):
    lacking: ClassVar[dict[str, str]] = {"team": 'product "{id}" has no owner; name its team'}

    id: Id
    upl: list[str] = []
    name: Words
    synonyms: Lists = {}
    team: str
    kind: Kind = Kind.QUESTION
    complexity: Literal["simple", "complex"] = "simple"
    channels: list[Steer] = Field(min_length=1)
    audiences: dict[Audience, Annotated[list[Steer], Field(min_length=1)]] = {}
    form: str | None = None
    minutes: int | None = None
    documents: Lists = {}
    appointment_minutes: int | None = None
    legal: str | None = None
    promised: str | None = None
    summary: Words = {}
    answer: Words = {}


class TermEntry(Strict):
    id: Id
    kind: PromiseKind
    term: str
    warn: Annotated[list[int | str], BeforeValidator(_listed), Field(min_length=1)] = [75]
    target: Annotated[int, Field(ge=1, le=100)] = 95
    pauses: bool = False
    label: Words = {}


class RuleEntry(Strict):
    id: Id
    when: dict[str, object] = {}
    then: dict[str, object] = Field(min_length=1)
    why: str = ""


class ChannelsFile(BaseModel):
    """Each channel checks its own options."""

    model_config = ConfigDict(extra="allow")
    phone: PhoneEntry | None = None
