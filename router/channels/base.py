"""What a channel is: a folder that translates between a wire and our words. It never decides, stores or routes."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, NamedTuple, Protocol

from aiohttp import ClientSession, web
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from router.channels.outgoing import Length, Message
from router.domain.contact import Event, Inbound
from router.domain.source import Source
from router.domain.taken import Reported, Taken
from router.domain.words import Channel

Accept = Callable[[Sequence[Inbound]], Awaitable[None]]
"""Returns when all are durable. Raises StreamFull or StreamDown: nothing was taken, tell the outside to come back."""

KeepOriginal = Callable[[bytes], Awaitable[str]]
"""Keeps large bytes and returns their sha256 in hex."""


class Strict(BaseModel):
    """The shape of a channel's part of channels.yaml: what is not known is refused, and a value never stands in an error."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)


def _env_named(text: str) -> str:
    """Never says what stood there: somebody may have written the secret itself."""
    name = text.removeprefix("env:")
    if text == name or not name.isascii() or not name.isidentifier():
        raise ValueError("write env:NAME, the environment variable that holds the secret, and not the secret itself")
    return text


Secret = Annotated[str, AfterValidator(_env_named)]
"""A secret in channels.yaml, as env:NAME; `Room.secret` tells its value."""
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
"""What an account is called here: it stands in logs and addresses, so never a handle or a number of somebody."""


class Sending(Strict):
    """The top of the setting of a channel that carries answers back."""

    acknowledge: bool = False  #: say by itself, over this channel, that a contact came in


class Nothing(Strict):
    """Of a channel that has nothing to set."""


class Misfit(NamedTuple):
    """Something in a setting that does not go with the rest of the municipality."""

    where: tuple[str | int, ...]  #: the keys and places that lead to it
    said: str  #: with the mend


class Arrivals(Protocol):
    """What came in over this channel, for who compares it with what the neighbour has."""

    async def known(self, message_ids: Collection[str], ids: Collection[str]) -> frozenset[str]:
        """Those of the message ids and contact ids that it has."""

    async def opened(self, since: datetime) -> Sequence[Taken]:
        """What opened a case since then, oldest first."""


class Register(Arrivals, Protocol):
    """What the register has of this channel."""

    async def reported(
        self, since: datetime, until: datetime, *, contact: str | None = None, references: Collection[str] = ()
    ) -> Sequence[Reported]:
        """Cases that it opened in that time, newest first, 1,000 at most; only that contact's, or those references."""


class Logbook(Protocol):
    """How each source is, durably: the cursor outlives a restart. `account` is its name in channels.yaml."""

    async def source(self, account: str) -> Source:
        """As it was last written; a new one where it was never heard of."""

    async def heard(
        self, account: str, cursor: str | None = None, *, spoke: bool = False, silent_after: int = 0
    ) -> None:
        """It answered, so it has no trouble. `cursor` is where to read on, said only after its contacts are durable."""

    async def trouble(self, account: str, code: str) -> None:
        """It does not answer as it should; `code` without personal data: unreachable, refused, expired, slowed-down, ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """All that a channel may use, made anew when channels.yaml changes."""

    setting: Any  #: its part of channels.yaml, in the adapter's own shape
    accept: Callable[[Sequence[Event]], Awaitable[None]]  #: durable when it returns; raises StreamFull, StreamDown
    keep_original: KeepOriginal
    read_original: Callable[[str], Awaitable[bytes]]  #: by sha256; raises FileNotFoundError
    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]  #: seconds; never asyncio's own, so that tests need not wait
    http: Callable[[], ClientSession]  #: one for all calls out, made at the first; without cookies or redirects
    secret: Callable[[str], str]  #: "env:NAME" to its value; raises BadSetting with the mend
    logbook: Logbook
    region: str  #: of telephone numbers without a country code: NL or BE
    public_url: str  #: where the outside reaches us, without a slash at the end
    municipality: Callable[[], Any]  #: as it is live now
    register: Register | None = None  #: None where nobody compares


Send = Callable[[Room, Message, datetime], Awaitable[str | None]]
"""Returns the neighbour's id of what was sent, when it has one. Raises SendFailed."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A channel folder's whole contract, found as `router.channels.<name>.adapter`."""

    name: str  #: the folder's name, and the contact's `source`
    channel: Channel | None  #: None where nothing comes in
    webhook: Callable[[bytes, datetime], Sequence[Inbound]] | None = None
    """A neighbour's body, signed our way (POST /api/v1/channels/<name>/events). Raises BadPayload with the reason."""
    setting: type[BaseModel] | None = None  #: the shape of its part of channels.yaml; None: it is read elsewhere
    listen: Callable[[Room], Awaitable[None]] | None = None
    """Runs as long as the channel is on. Cancelled to stop; begun again with growing pauses after an error."""
    serve: Callable[[Room, web.Request, str], Awaitable[web.StreamResponse]] | None = None
    """Any method under /channels/<name>/<tail>. It proves by itself who asks, before it believes a byte."""
    send: Send | None = None
    repeats_are_harmless: bool = False  #: the neighbour drops a message under an idempotency key that it took before
    carries: Callable[[Any], Collection[str]] | None = None
    """Of the setting: which of SMS and MAIL it takes to an address of theirs, whatever channel they used."""
    length: Callable[[str], Length] | None = None  #: of a text that goes out; None where nothing limits it
    sources: Callable[[Any], Sequence[str]] | None = None  #: the setting's account names, to be shown before they speak
    check: Callable[[Any, Any], Iterable[Misfit]] | None = None  #: of the setting and the municipality it stands in
