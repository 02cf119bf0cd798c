"""Alike: two parties who may be one person. It is only ever suggested; what an agent says of it is kept."""

from router.domain.record import Record

SAME, OTHER = "same-person", "other-person"  #: types of history, of what an agent said


class Alike(Record):
    """Another party with something in common, and the case they were in last."""

    party: str
    name: str | None
    case: str
    why: str  #: phone, email or place
    said: str | None = None  #: SAME when an agent said so; one that was said to be another is left out


def pair_of(one: str, other: str) -> str:
    """The subject of history about two parties: ids, so that it tells nobody who they are."""
    return "+".join(sorted((one, other)))
