"""The bench of due moments, beside a bare loop over the same moments that adds a fixed time to each.

The moments lie all over a year, no two alike, in no order. `due ...` counts many at once, as a recount of open promises does, in
microseconds; `due-one ...` is `due_moment`, one contact at a time, from datetime to datetime.
"""

import cProfile
import gc
import pstats
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from router.domain.calendar import Calendar
from router.domain.due import Term, due_moment
from router.domain.due_many import due_moments
from router.domain.moments import from_micros, to_micros
from router.rules.load import load

TERMS = {"callback": "2 working days", "acknowledge": "1 opening hour", "resolve": "8 weeks", "pickup": "25 seconds"}
YEAR = 365 * 86_400 * 1_000_000
TIMES = 5  #: so many moments for each of `count`
ROUNDS = 15  #: the best of these: the others had company

Figures = list[tuple[str, float, str, float | None]]


def bench_due(count: int, profile: bool) -> Figures:
    """Name, figure, unit, and what it is compared with."""
    calendar = load(Path("examples/klaverdam")).municipality.calendars["kcc"]
    received = _moments(count * TIMES)
    moments = [from_micros(at) for at in received[:count]]
    hour, span = 3_600_000_000, timedelta(hours=1)
    bare = _speed(lambda: [at + hour for at in received], len(received))
    bare_one = _speed(lambda: [at + span for at in moments], count)
    found: Figures = []
    for kind, text in TERMS.items():
        term = Term.parse(text)
        _check(term, calendar, received[:1000])
        found.append((f"due {kind}", _speed(_many(term, calendar, received), len(received)), "due moments/s", bare))
        found.append((f"due-one {kind}", _speed(_one(term, calendar, moments), count), "due moments/s", bare_one))
    if profile:
        profiler = cProfile.Profile()
        for text in TERMS.values():
            profiler.runcall(_one(Term.parse(text), calendar, moments))
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
    return found


def _moments(count: int) -> list[int]:
    rng, start = Random(3), to_micros(datetime(2026, 1, 1, tzinfo=UTC))
    return [start + rng.randrange(YEAR) for _ in range(count)]


def _many(term: Term, calendar: Calendar, received: Sequence[int]) -> Callable[[], object]:
    return lambda: due_moments(term, calendar, received)


def _one(term: Term, calendar: Calendar, moments: Sequence[datetime]) -> Callable[[], object]:
    return lambda: [due_moment(term, at, calendar) for at in moments]


def _check(term: Term, calendar: Calendar, received: Sequence[int]) -> None:
    """Raises AssertionError when the two forms differ."""
    assert due_moments(term, calendar, received) == [
        to_micros(due_moment(term, from_micros(at), calendar)) for at in received
    ]


def _speed(work: Callable[[], object], count: int) -> float:
    best = 0.0
    for _ in range(ROUNDS):
        gc.collect()
        started = time.perf_counter()
        work()
        best = max(best, count / (time.perf_counter() - started))
    return best
