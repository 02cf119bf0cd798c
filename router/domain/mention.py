"""A contact of the channel `mention`, as a burst sees it: read from what its channel kept in `wire`."""

from collections.abc import Mapping
from datetime import datetime

from router.domain.burst import Mention

PUBLIC = ("public", "unlisted")
READERS = 10**10  #: more than there are people: a larger figure is no count of readers


def mention_of(
    contact: str, at: datetime, wire: Mapping[str, str], product: str | None = None, place: str | None = None
) -> Mention:
    """`wire` as the channels write it. A post that does not say who may see it is taken for private."""
    return Mention(
        contact=contact,
        at=at,
        product=product or "",
        place=(place or "").strip().casefold(),
        thread=wire.get("rootUri", ""),
        reach=_figure(wire.get("followers", "")),
        public=wire.get("visibility") in PUBLIC,
    )


def _figure(told: str) -> int:
    """Followers come from outside as text; what is no whole number counts for nothing."""
    return min(int(told), READERS) if told.isascii() and told.isdigit() and len(told) <= 12 else 0
