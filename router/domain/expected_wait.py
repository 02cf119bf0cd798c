"""How long the next caller will wait, told only where it means something."""

from collections.abc import Sequence
from datetime import timedelta

ENOUGH = 10  #: calls that ended lately; from fewer nothing can be told


def expected_wait(handled: Sequence[timedelta], waiting: int, agents: int) -> timedelta | None:
    """Time lately handled a call, for each who waits, shared by the agents who are there; None with too few of either."""
    if len(handled) < ENOUGH or agents < 1:
        return None
    return sum(handled, timedelta(0)) / len(handled) * waiting / agents
