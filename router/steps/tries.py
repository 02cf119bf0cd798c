"""Wrong tries by something that has no row: an address, a name that is nobody's. In memory and bounded; time is an argument."""

from collections import OrderedDict
from dataclasses import dataclass, field

MOST_KEYS = 10_000  #: the one that was quiet for longest goes first
FIRST, LONGEST = 30.0, 900.0  #: seconds


@dataclass(slots=True)
class Tries:
    """`free` wrong ones, then a pause that doubles; forgotten after a quarter of an hour without."""

    free: int
    keys: int = MOST_KEYS
    _seen: OrderedDict[str, tuple[int, float, float]] = field(
        default_factory=OrderedDict
    )  #: failed, last, paused until

    def pause(self, key: str, now: float) -> float:
        """Seconds until this one may try again; 0 is now."""
        _, last, until = self._seen.get(key, (0, now, 0.0))
        if now - max(last, until) > LONGEST:
            self._seen.pop(key, None)
        return max(0.0, until - now)

    def missed(self, key: str, now: float) -> float:
        """A wrong one; the pause that it brings."""
        self.pause(key, now)
        failed = self._seen.get(key, (0, now, 0.0))[0] + 1
        pause = min(FIRST * 2 ** min(failed - self.free, 10), LONGEST) if failed >= self.free else 0.0
        self._seen[key] = (failed, now, now + pause)
        self._seen.move_to_end(key)
        while len(self._seen) > self.keys:
            self._seen.popitem(last=False)
        return pause
