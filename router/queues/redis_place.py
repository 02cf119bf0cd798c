"""A place as bytes, as lua/place.lua reads it: numbers big-endian, so that bytes sort as they do. No personal data."""

from datetime import datetime
from struct import Struct

import msgspec

from router.domain.moments import from_micros, to_micros
from router.queues.base import Place

LEFT = Struct(">IB")  #: version, state
WAITS = Struct(">IBQQQhB")  #: and turn, arrival, breach (0: none), priority, length of the team's name
LENGTH = Struct(">H")
_pack = msgspec.msgpack.Encoder().encode


def body_of(place: Place) -> bytes:
    if not place.waits:
        return LEFT.pack(place.version, 0)
    team = place.team.encode()
    breach = 0 if place.breach is None else _sorted(place.breach)
    state, turn, arrival = 2 if place.offered else 1, _sorted(place.turn), _sorted(place.received_at)
    return WAITS.pack(place.version, state, turn, arrival, breach, place.priority, len(team)) + team + _rest(place)


def packed(place: Place) -> bytes:
    """Its reference and body, each after its length, as `told` of lua/place.lua reads them."""
    reference, body = place.reference.encode(), body_of(place)
    return b"%c%b%b%b" % (len(reference), reference, LENGTH.pack(len(body)), body)


def moment_of(eight: bytes) -> datetime | None:
    return from_micros(int.from_bytes(eight, "big")) if eight else None


def _rest(place: Place) -> bytes:
    """Whom it is for; of most there is nothing to say."""
    wanted = place.wanted
    if wanted is None:
        return _pack((place.passed, False, (), False, ())) if place.passed else b""
    widens = [to_micros(moment) for moment in wanted.widens]
    return _pack((place.passed, wanted.agent or False, wanted.skills, wanted.language or False, widens))


def _sorted(moment: datetime) -> int:
    """Whole microseconds; what came before 1970 came first."""
    return max(0, to_micros(moment))
