"""A plan: for each half hour the agents that keep the promise, by Erlang C and by Erlang A."""

from collections.abc import Iterable
from math import ceil

from router.domain.record import Record
from router.staffing.erlang import Expected, Load, agents_needed, erlang_a, erlang_c
from router.staffing.half_hours import HalfHour


class Norm(Record):
    """What the plan is for: so many of all who call are answered within so many seconds."""

    target: float = 0.8
    within: float = 25  #: seconds
    shrinkage: float = 0.3  #: share of paid time without calls: breaks, meetings, illness, leave


class Staffed(Record):
    """A number of agents, and what it makes of the calls."""

    agents: int  #: at their telephones
    rostered: int  #: with shrinkage
    reached: float
    sl: float
    sl2: float
    abandoned: float
    wait_seconds: float
    occupancy: float


class Planned(Record):
    """One half hour of the plan; `erlang_a` is None when nobody is known to hang up."""

    half_hour: HalfHour
    erlang_c: Staffed
    erlang_a: Staffed | None


def plan(half_hours: Iterable[HalfHour], norm: Norm) -> list[Planned]:
    """Raises CannotPlan for a half hour with more calls than any line takes."""
    return [_planned(each, norm) for each in half_hours]


def _planned(half_hour: HalfHour, norm: Norm) -> Planned:
    load = Load(
        rate=half_hour.calls / half_hour.open.total_seconds(), handle=half_hour.handle, patience=half_hour.patience
    )
    by_c = agents_needed(load, erlang_c, norm.target, norm.within)
    by_a = agents_needed(load, erlang_a, norm.target, norm.within) if load.patience else None
    return Planned(
        half_hour=half_hour,
        erlang_c=_staffed(by_c, erlang_c(load, by_c, norm.within), norm),
        erlang_a=None if by_a is None else _staffed(by_a, erlang_a(load, by_a, norm.within), norm),
    )


def _staffed(agents: int, expected: Expected, norm: Norm) -> Staffed:
    return Staffed(
        agents=agents, rostered=ceil(agents / (1 - norm.shrinkage) - 1e-9), reached=expected.reached, sl=expected.sl,
        sl2=expected.sl2, abandoned=expected.abandoned, wait_seconds=expected.wait, occupancy=expected.occupancy,
    )  # fmt: skip
