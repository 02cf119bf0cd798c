"""Telephone calls as a switch tells of them: into the queue, rung at a desk, answered or lost, ended."""

from dataclasses import dataclass
from random import Random

QUEUE = "kcc"
PATIENCE = 60.0  #: seconds after which the switch gives up on the queue
AGENTS = tuple(f"agent{number}" for number in range(1, 9))


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a call, so many seconds after it entered the queue."""

    event: str
    after: float


@dataclass(frozen=True, slots=True)
class Call:
    """A call through one queue. `settled` is when waiting ended; up to there the seconds are exact at any
    speed."""

    queue: str
    agent: str | None
    steps: tuple[Step, ...]

    @property
    def settled(self) -> float:
        return self.steps[-2].after


def call(rng: Random) -> Call:
    """Most are answered between 5 and 40 seconds; about one in ten hangs up first, a few wait until the
    switch gives up."""
    fate = rng.random()
    if fate < 0.86:
        return _answered(rng)
    if fate < 0.97:
        return _lost(rng, "abandoned", round(rng.uniform(4, 45), 3))
    return _lost(rng, "timed-out", PATIENCE)


def _answered(rng: Random) -> Call:
    wait = round(max(3.0, min(55.0, rng.gammavariate(4, 4.4))), 3)
    rung = round(wait * rng.uniform(0.4, 0.8), 3)
    talk = round(rng.uniform(60, 420), 3)
    steps = (Step("queued", 0.0), Step("offered", rung), Step("answered", wait), Step("ended", wait + talk))
    return Call(QUEUE, AGENTS[rng.randrange(len(AGENTS))], steps)


def _lost(rng: Random, event: str, after: float) -> Call:
    return Call(QUEUE, None, (Step("queued", 0.0), Step(event, after), Step("ended", after + 0.2)))
