"""Opening frames: the hours of a weekday as people write them, and wall-clock times as moments."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from router.domain.closing import CalendarError
from router.domain.moments import to_micros

SECOND = 1_000_000  #: microseconds
_NONE = timedelta()
Frames = tuple[tuple[int, int], ...]  #: of a weekday: opening and closing, minutes after midnight


def _minutes(text: str) -> int:
    """Minutes after midnight of "08:30"; "24:00" is the end of the day. Raises CalendarError."""
    hour, _, minute = text.strip().partition(":")
    plain = text.isascii() and hour.isdigit() and minute.isdigit() and len(hour) <= 2 == len(minute)
    if not plain or int(minute) > 59 or int(hour) * 60 + int(minute) > 1440:
        raise CalendarError(f'"{text}" is not a time; write "08:30", and "24:00" for the end of the day.')
    return int(hour) * 60 + int(minute)


def frames_of(day: str, texts: Sequence[str]) -> Frames:
    """The frames of one weekday. Raises CalendarError for a frame that is reversed or overlaps another."""
    halves = [text.partition("-") for text in texts]
    found = tuple(sorted((_minutes(opens), _minutes(closes)) for opens, _, closes in halves))
    if any(closes <= opens for opens, closes in found):
        raise CalendarError(f"A frame of {day} ends before it begins; past midnight, write it as two frames.")
    if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
        raise CalendarError(f"Two frames of {day} overlap: {', '.join(texts)}.")
    return found


def instant_of(wall: datetime, zone: ZoneInfo) -> int:
    """The first moment at which clocks show `wall` (naive); if they jump over it, the moment of the jump."""
    first, second = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset() or _NONE, second.utcoffset() or _NONE
    if before >= after:
        return to_micros(first)
    span = range(to_micros(second) // SECOND, to_micros(first) // SECOND + 1)
    jump = bisect_left(span, after, key=lambda at: datetime.fromtimestamp(at, zone).utcoffset() or _NONE)
    return span[jump] * SECOND
