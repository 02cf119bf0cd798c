"""Ask a neighbour over HTTP: bounded, without redirects, and every way it can go wrong told by one word."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import responses
from typing import Any, NamedTuple, TypeVar

import msgspec
from aiohttp import ClientConnectorError, ClientError, ClientResponse

from router.channels.base import Room
from router.domain.errors import BadPayload, SendFailed

MOST = 4 * 1024 * 1024  #: bytes of an answer
LONGEST_WAIT = 3600.0  #: seconds; whatever a neighbour asks
AGAIN = frozenset({"slowed-down", "unreachable", "failing", "expired"})  #: nothing was done: another try can help

T = TypeVar("T")


class Trouble(Exception):
    """A neighbour does not answer as it should.

    `code`: unreachable, cut-off (nobody knows whether it did what was asked), failing, slowed-down, expired, refused,
    gone, unreadable."""

    def __init__(self, code: str, wait: float | None = None, *, status: int = 0, body: bytes = b"") -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait  #: seconds that the neighbour asks us to stay away
        self.status = status
        self.body = body  #: what it said, for who knows its words

    def as_failed(self, *, harmless: bool = True) -> SendFailed:
        """Of something that was to go out. `harmless`: the neighbour drops what it has already."""
        lost = self.code == "cut-off"  # nobody knows whether it went
        return SendFailed(self.code, again=self.code in AGAIN or (harmless and lost), unsure=lost)


class Answer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


async def ask(
    room: Room,
    method: str,
    url: str,
    *,
    token: str = "",
    headers: Mapping[str, str] | None = None,
    params: Any = None,
    data: object = None,
    most: int = MOST,
    fine: tuple[int, ...] = (),
) -> Answer:
    """An answer in the 200s, or one of `fine`. `data` goes as JSON. Raises Trouble for any other."""
    said = {"Accept": "application/json", **(headers or {})}
    if token:
        said["Authorization"] = f"Bearer {token}"
    try:
        async with room.http().request(
            method, url, params=params, json=data, headers=said, allow_redirects=False
        ) as response:
            body = await bounded(response, most)
            if 200 <= response.status < 300 or response.status in fine:
                return Answer(response.status, response.headers, body)
            raise trouble_of(response, body, room.now())
    except ClientConnectorError as error:
        raise Trouble("unreachable") from error
    except (ClientError, TimeoutError, OSError, ValueError) as error:  # ValueError: a header gone wrong
        raise Trouble("cut-off") from error


async def bounded(response: ClientResponse, most: int) -> bytes:
    """The whole body. Raises Trouble when it is longer than `most`."""
    pieces, size = [], 0
    async for piece in response.content.iter_chunked(64 * 1024):
        pieces.append(piece)
        size += len(piece)
        if size > most:
            raise Trouble("unreadable")
    return b"".join(pieces)


def trouble_of(response: ClientResponse, body: bytes, now: datetime) -> Trouble:
    code = code_of(response.status)
    wait = wait_asked(response.headers, now) if response.status in (429, 503) else None
    return Trouble(code, wait, status=response.status, body=body[:10_000])


def code_of(status: int) -> str:
    """What a status says, in the word of the logbook."""
    known = {401: "expired", 404: "gone", 410: "gone", 429: "slowed-down"}
    return known.get(status) or ("failing" if status >= 500 or status not in responses else "refused")


def wait_asked(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds, from Retry-After (seconds or a date) or X-RateLimit-Reset (a moment: ISO or seconds since 1970)."""
    for name in ("Retry-After", "X-RateLimit-Reset", "RateLimit-Reset", "X-Rate-Limit-Reset"):
        seconds = _seconds(headers.get(name, ""), now)
        if seconds is not None:
            return min(max(seconds, 1.0), LONGEST_WAIT)
    return None


def _seconds(text: str, now: datetime) -> float | None:
    if text.isascii() and text.isdigit() and len(text) <= 12:
        number = float(text)
        return number - now.timestamp() if number > 1e9 else number
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except (ValueError, TypeError):
            continue
        return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()
    return None


def read_as(body: bytes | str | msgspec.Raw, shape: type[T], what: str) -> T:
    """JSON in this shape. Raises BadPayload: it names the field and the two types, never what stood there."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeError, RecursionError, ValueError) as error:
        raise BadPayload(f"No {what}: {str(error)[:200]}") from None


def answered_as(answer: Answer, shape: type[T], what: str) -> T:
    """An answer in this shape. Raises Trouble: a neighbour that speaks otherwise is no use for now."""
    try:
        return read_as(answer.body, shape, what)
    except BadPayload as error:
        raise Trouble("unreadable") from error
