"""Contacts without end, as API bodies: for benchmarks, and for filling a register with its past
(`--backlog`)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from router.simulate.bodies import Body, body, stamp
from router.simulate.cast import Cast, any_channel
from router.simulate.curve import WEEK, second_of_day
from router.simulate.day import arrival


def records(seed: int, count: int, *, until: datetime | None = None, days: int = 30) -> Iterator[Body]:
    """`count` bodies, the same for the same arguments, no two texts equal. With `until` they carry
    `receivedAt`, rising over the `days` whole days before it. Phone contacts are notes of calls or requests
    to be called back."""
    rng = Random(seed)
    cast = Cast(rng)
    for number, (moment, channel) in enumerate(_moments(rng, count, until, days)):
        turn = cast.turn(f"corpus-{seed}-{number}", channel)
        made = body(arrival(rng, turn, switch=False), moment)
        if moment is not None:
            made["receivedAt"] = stamp(moment)
        yield made


def _moments(rng: Random, count: int, until: datetime | None, days: int) -> Iterator[tuple[datetime | None, str]]:
    if until is None:
        yield from ((None, any_channel(rng)) for _ in range(count))
        return
    midnight = until.replace(hour=0, minute=0, second=0, microsecond=0)
    for back, share in zip(range(days, 0, -1), _shares(count, midnight, days), strict=True):
        day = midnight - timedelta(days=back)
        slots = sorted((second_of_day(rng, channel), channel) for channel in (any_channel(rng) for _ in range(share)))
        yield from ((day + timedelta(seconds=second), channel) for second, channel in slots)


def _shares(count: int, midnight: datetime, days: int) -> list[int]:
    """How many of `count` fall on each day, by the shape of the week; rounding never loses one."""
    weights = [WEEK[(midnight - timedelta(days=back)).weekday()] for back in range(days, 0, -1)]
    total, summed, shares, given = sum(weights), 0.0, [], 0
    for weight in weights:
        summed += weight
        shares.append(round(count * summed / total) - given)
        given += shares[-1]
    return shares
