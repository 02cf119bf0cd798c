"""A contact of the channel `mention`, as a burst sees it: read from what its channel kept in `wire`."""

from collections.abc import Mapping
from datetime import datetime

from router.domain.burst import Mention

PUBLIC = ("public", "unlisted")
STREETS = (
    "straat", "laan", "weg", "plein", "singel", "dreef", "dijk", "kade", "steeg", "gracht", "plantsoen", "hof", "markt",
)  # fmt: skip
NO_STREETS = frozenset(
    {"onderweg", "snelweg", "autoweg", "fietsweg", "spoorweg", "supermarkt", "kerstmarkt", "zandweg"}
)
READERS = 10**10  #: more than there are people: a larger figure is no count of readers


def mention_of(
    contact: str,
    at: datetime,
    wire: Mapping[str, str],
    product: str | None = None,
    place: str | None = None,
    said: str = "",
) -> Mention:
    """`wire` as the channels write it. A post that does not say who may see it is taken for private.

    A place told stands before the street that the text names."""
    return Mention(
        contact=contact,
        at=at,
        product=product or "",
        place=(place or "").strip().casefold() or street_in(said),
        thread=wire.get("rootUri", ""),
        reach=_figure(wire.get("followers", "")),
        public=wire.get("visibility") in PUBLIC,
    )


def street_in(text: str) -> str:
    """The first street that a text names, in small letters; empty where it names none. "#Kerkstraat" is one too."""
    for word in text.casefold().split():
        bare = word.strip(".,;:!?()[]\"'#*")
        if bare.endswith(STREETS) and bare.isalpha() and bare not in NO_STREETS and _begins(bare):
            return bare
    return ""


def _begins(word: str) -> bool:
    """There is a name before what makes it a street."""
    return any(word.endswith(each) and len(word) >= len(each) + 3 for each in STREETS)


def _figure(told: str) -> int:
    """Followers come from outside as text; what is no whole number counts for nothing."""
    return min(int(told), READERS) if told.isascii() and told.isdigit() and len(told) <= 12 else 0
