"""Tick off: a word to somebody that they have read, so that it stands before them no longer."""

from collections.abc import Sequence
from datetime import datetime

from router.domain.change import Change, Notice


def tick_off(notices: Sequence[Notice], now: datetime) -> Change:
    """One that was ticked off already keeps the moment of the first time."""
    return Change(notices=tuple(each.with_(seen=now) for each in notices if each.seen is None))
