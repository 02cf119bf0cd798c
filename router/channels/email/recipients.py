"""To whom a mail says it goes: only what its headers say, which anyone can write."""

from collections.abc import Iterator
from email.utils import getaddresses

from router.channels.email.headers import Headers
from router.channels.email.mime import HEAD, Reader
from router.channels.email.parse import plain_address

NAMES = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
VALUE = 2000  #: characters of each; a mail to hundreds names us among the first or in Delivered-To


def recipients(raw: bytes) -> Iterator[str]:
    """Every address, those of the delivery before those that the sender wrote."""
    head, _ = Reader(raw).head(0, len(raw), HEAD)
    headers = Headers.read(raw[:head])
    for name in NAMES:
        for _, address in getaddresses([headers.raw(name)[:VALUE]]):
            if usable := plain_address(address):
                yield usable


def written_to(raw: bytes, entrances: tuple[str, ...]) -> tuple[str, str | None]:
    """The entrance of ours that it names, else the first; and the first address it names, None without any."""
    ours = {entrance.casefold(): entrance for entrance in entrances}
    found = list(recipients(raw))
    entrance = next((ours[each.casefold()] for each in found if each.casefold() in ours), None)
    return entrance or entrances[0], entrance or (found[0] if found else None)
