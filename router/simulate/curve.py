"""When a municipal day happens: the shape of a weekday, and of a week."""

from bisect import bisect
from itertools import accumulate
from random import Random

HALF_HOUR = 1800
#: First half hour of the day, and a weight for each: the telephone from 08:30 to 17:00 with peaks at 9-11 and
#: 13:30-15, the desk with its lunch, and what is written from 08:00 until late.
PHONE = (17, (6, 11, 12, 12, 11, 8, 7, 5, 4, 5, 10, 11, 10, 7, 6, 5, 4))
DESK = (18, (9, 10, 10, 9, 8, 6, 5, 0, 0, 9, 10, 8, 7, 5))
WRITTEN = (16, (4, 6, 10, 11, 11, 10, 8, 7, 6, 6, 7, 10, 10, 9, 7, 6, 5, 4, 3, 3, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1))
SHAPES = {
    channel: (first, tuple(accumulate(weights)))
    for channel, (first, weights) in {
        "phone": PHONE,
        "desk": DESK,
        "webform": WRITTEN,
        "email": WRITTEN,
        "mention": WRITTEN,
    }.items()
}
WEEK = (1.3, 1.15, 1.0, 1.05, 0.85, 0.2, 0.15)  #: Monday brings what the weekend saved up


def second_of_day(rng: Random, channel: str) -> float:
    """A moment of the day for a contact on this channel, in seconds after midnight."""
    first, summed = SHAPES[channel]
    slot = bisect(summed, rng.random() * summed[-1])
    return (first + slot + rng.random()) * HALF_HOUR
