"""Fields that settings of several channels share: addresses of neighbours, and spans of time in words."""

from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, BeforeValidator

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
LONGEST = 366 * 86400


def span(words: object) -> object:
    """ "15 minutes", "36 hours", "2 days" in seconds. A number alone is refused: nobody would know of what."""
    count, _, unit = str(words).strip().partition(" ")
    seconds = UNITS.get(unit.strip().removesuffix("s"))
    if not count.isascii() or not count.isdigit() or len(count) > 6 or seconds is None:
        raise ValueError("write a number and seconds, minutes, hours or days, as in: 15 minutes")
    if not 0 < int(count) * seconds <= LONGEST:
        raise ValueError("write a span of more than nothing and at most a year")
    return int(count) * seconds


def web_host(address: str) -> str:
    """An https address without a path; http is for this machine alone."""
    parts = _parts(address)
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError("write only the server's address, as in: https://social.example")
    return address.rstrip("/")


def web_page(address: str) -> str:
    """An address that may be fetched: http or https, without a name or password in it."""
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or not address.isprintable():
        raise ValueError("write a whole web address, as in: https://news.example/feed.xml")
    return address


def is_safe(address: str) -> bool:
    """May a secret be sent there: encrypted, or on this machine."""
    try:
        parts = urlsplit(address)
        here = parts.scheme == "http" and parts.hostname in LOOPBACK
        return bool(parts.hostname) and (parts.scheme == "https" or here)
    except ValueError:
        return False


def _parts(address: str) -> SplitResult:
    if not is_safe(address):
        raise ValueError("write an https address, as in: https://social.example")
    return urlsplit(address)


Span = Annotated[int, BeforeValidator(span)]
Host = Annotated[str, AfterValidator(web_host)]
Page = Annotated[str, AfterValidator(web_page)]
