"""Erlang B, C and A: what becomes of calls that arrive at random at a number of agents (docs/adr/0009).

Times are seconds, rates per second, shares fractions. C lets everybody wait for ever; in A each caller hangs up after a
patience drawn at random around its mean, as people do. `sl` and `sl2` are those of DOMAIN.md.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, expm1, inf, lgamma, log, log1p

from router.domain.errors import CannotPlan

MOST = 10_000  #: calls at the same time, beyond which nobody plans one line


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Calls that come to a line. Raises CannotPlan for what is no load."""

    rate: float  #: calls a second
    handle: float  #: mean seconds an agent is busy with a call
    patience: float | None = None  #: mean seconds before a caller hangs up; None for ever

    def __post_init__(self) -> None:
        if self.rate < 0 or self.handle <= 0 or (self.patience is not None and self.patience <= 0):
            raise CannotPlan("Calls are 0 or more; handle time and patience are more than 0 seconds.")
        if self.erlangs > MOST:
            raise CannotPlan(f"{self.erlangs:,.0f} calls at the same time are more than {MOST:,}: check the figures.")

    @property
    def erlangs(self) -> float:
        """Agents busy on average, were there always enough of them."""
        return self.rate * self.handle


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a number of agents makes of a load, in the long run."""

    reached: float  #: answered within / offered: what a plan is held to, for who hangs up was not helped
    sl: float  #: answered within / answered
    sl2: float  #: (answered within + abandoned within) / offered
    abandoned: float  #: share that hangs up
    wait: float  #: mean seconds from queue to answer or hanging up, of all calls
    occupancy: float  #: share of the time that agents are busy


Model = Callable[[Load, int, float], Expected]


def erlang_b(erlangs: float, agents: int) -> float:
    """Share of calls that finds all agents busy where nobody may wait."""
    return 1 / _inverse_b(erlangs, agents)


def _inverse_b(erlangs: float, agents: int) -> float:
    """1/B by its recurrence from 0 agents on, which adds positive terms only; inf when B is next to nothing."""
    found = 1.0
    for agent in range(1, agents + 1):
        found = 1 + found * agent / erlangs
    return found


def waits(erlangs: float, agents: int) -> float:
    """Erlang's C: the share of calls that has to wait; 1 when the agents cannot keep up."""
    if erlangs >= agents:
        return 1.0
    return agents / (agents + (agents - erlangs) * (_inverse_b(erlangs, agents) - 1)) if erlangs else 0.0


def erlang_c(load: Load, agents: int, within: float) -> Expected:
    """Without anybody hanging up; what does not keep up answers nobody in time."""
    spare = agents - load.erlangs
    if spare <= 0:
        return Expected(reached=0, sl=0, sl2=0, abandoned=0, wait=inf, occupancy=1)
    waiting = waits(load.erlangs, agents)
    level = 1 - waiting * exp(-spare * within / load.handle)
    return Expected(
        reached=level,
        sl=level,
        sl2=level,
        abandoned=0,
        wait=waiting * load.handle / spare,
        occupancy=load.erlangs / agents,
    )


def erlang_a(load: Load, agents: int, within: float) -> Expected:
    """With callers who hang up; `erlang_c` when their patience has no end, or nobody calls."""
    if load.patience is None or not load.rate:
        return erlang_c(load, agents, within)
    idle = log(_inverse_b(load.erlangs, agents - 1))
    tail = _Tail(load.rate * load.patience, agents * load.patience / load.handle, load.patience)
    waiting = log(load.rate) + tail(0, 0)
    every = waiting + log1p(exp(idle - waiting)) if idle < waiting else idle + log1p(exp(waiting - idle))
    share = log(load.rate) - every
    longer, served_later = exp(share + tail(0, within)), exp(share + tail(1, within))
    lost = exp(share + tail(0, 0)) - exp(share + tail(1, 0))
    served = 1 - lost
    reached = max(0.0, served - served_later)
    return Expected(
        reached=reached,
        sl=reached / served,
        sl2=1 - longer * exp(-within / load.patience),
        abandoned=lost,
        wait=lost * load.patience,
        occupancy=load.erlangs * served / agents,
    )


@dataclass(frozen=True, slots=True)
class _Tail:
    """How long somebody with endless patience would wait: the density is proportional to
    exp(offered (1 - exp(-t / patience)) - cleared t / patience), whose integral is an incomplete gamma function."""

    offered: float  #: calls that arrive in one patience
    cleared: float  #: calls that all agents together handle in one patience
    patience: float

    def __call__(self, shift: int, start: float) -> float:
        """Log of its integral from `start` on; with `shift` 1 only of those who have not hung up by then."""
        passed, power = start / self.patience, self.cleared + shift
        return -self.offered * expm1(-passed) - power * passed + log(self.patience) + _series(
            power, self.offered * exp(-passed)
        )  # fmt: skip


def _series(power: float, x: float) -> float:
    """Log of 1/p + x/(p(p+1)) + x²/(p(p+1)(p+2)) + …, summed both ways from its largest term."""
    peak = max(0, int(x - power))
    total, term, place = 1.0, 1.0, peak
    while term > total * 1e-17:
        place += 1
        term *= x / (power + place)
        total += term
    term, place = 1.0, peak
    while place and term > total * 1e-17:
        term *= (power + place) / x
        place -= 1
        total += term
    largest = peak * log(x) + lgamma(power) - lgamma(power + peak + 1) if x else -log(power)
    return largest + log(total)


def agents_needed(load: Load, model: Model, target: float, within: float) -> int:
    """The fewest agents, at least 1, that answer the share `target` of all who call within so many seconds.

    `target` is less than 1: nothing answers everybody."""

    def reach(agents: int) -> bool:
        return model(load, agents, within).reached >= target

    most = 1
    while not reach(most):
        most *= 2
    return 1 + bisect_left(range(1, most), True, key=reach)
