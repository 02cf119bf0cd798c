"""X-Twilio-Signature: base64 of HMAC-SHA1 with the auth token, over the whole public address and the sorted fields."""

import hmac
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit, urlunsplit

DEFAULT_PORTS = {"https": 443, "http": 80}
Fields = Sequence[tuple[str, str]]  #: as they came, a name perhaps more than once


def is_signed(signatures: Sequence[str], address: str, fields: Fields, tokens: Iterable[str]) -> bool:
    """One signature, by any of the tokens. Twilio signs now with the port in the address and now without: either is its."""
    if len(signatures) != 1 or not signatures[0].isascii():
        return False
    told = [signature(each, fields, token) for token in tokens for each in _addresses(address)]
    return any([hmac.compare_digest(each, signatures[0]) for each in told])


def signature(address: str, fields: Fields, token: str) -> str:
    """Of a name that comes more than once each value counts once, in order."""
    signed = address + "".join(name + value for name, value in sorted(set(fields)))
    return b64encode(hmac.digest(token.encode(), signed.encode(), "sha1")).decode()


def _addresses(address: str) -> Iterator[str]:
    yield address
    parts = urlsplit(address)
    if parts.hostname is None:
        return
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = DEFAULT_PORTS.get(parts.scheme) if parts.port is None else None
    yield urlunsplit(parts._replace(netloc=f"{host}:{port}" if port else host))
