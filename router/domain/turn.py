"""Whose turn it is: one moment for each case that waits, the earliest goes first.

The moment does not change while a case waits, so an index stays sorted by itself, and nothing starves: whatever comes in later
than somebody's moment stands behind them, however urgent (but for danger, which waits for nobody younger than a month).
"""

from datetime import datetime, timedelta

PATIENCE = timedelta(days=5)  #: what a case of no priority lets go before it
DANGER_FROM = 80  #: a priority that only danger and what a lead raised has
AHEAD = timedelta(days=30)


def turn_of(priority: int, breach: datetime | None, received_at: datetime) -> datetime:
    """The earlier of when its promise breaks and when its age gives it the turn; priority (-100 to 100) shortens the wait."""
    if priority >= DANGER_FROM:
        return received_at - AHEAD * (priority / 100)
    patient = received_at + PATIENCE * (1 - priority / DANGER_FROM)
    return patient if breach is None else min(patient, breach)
