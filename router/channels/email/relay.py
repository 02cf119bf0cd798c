"""Where letters go out: the organisation's own mail server, or the demo's mailbox."""

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import parse_qs, unquote, urlsplit


class Tls(StrEnum):
    """How the connection to the relay is protected."""

    OFF = "off"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A mail server that takes our letters."""

    host: str
    port: int = 25
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: Tls = Tls.OFF

    @classmethod
    def parse(cls, address: str) -> "Relay":
        """`host:port` or `smtp://user:password@host:port?tls=off|starttls|implicit`. Raises ValueError with a mend."""
        parts = urlsplit(address if "://" in address else f"smtp://{address}")
        try:
            port = parts.port
        except ValueError:
            raise ValueError("The relay's port is no number between 1 and 65535.") from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("Write the relay as host:port or as smtp://user:password@host:port?tls=starttls.")
        return cls(
            host=parts.hostname,
            port=port or (465 if parts.scheme == "smtps" else 25),
            username=unquoted(parts.username),
            password=unquoted(parts.password),
            tls=wanted_tls(parts.scheme, parts.query),
        )


def wanted_tls(scheme: str, query: str) -> Tls:
    given = parse_qs(query).get("tls", [Tls.IMPLICIT if scheme == "smtps" else Tls.OFF])[-1]
    if given not in list(Tls):
        raise ValueError(f'The relay\'s tls is "{given}"; it can be off, starttls or implicit.')
    return Tls(given)


def unquoted(value: str | None) -> str | None:
    return unquote(value) if value else None
