"""How far an account was read, as the logbook keeps it: the last notification's id, then the statuses we look after. Pure."""

from typing import NamedTuple, Self

LOOKED_AFTER = 40  #: of the newest mentions it is seen that they were edited or removed


class Mark(NamedTuple):
    last: int | None = None  #: None: never read; 0: read when there was none
    recent: tuple[str, ...] = ()  #: status ids, oldest first

    @classmethod
    def read(cls, cursor: str) -> Self:
        """What is no cursor of ours begins anew."""
        words = cursor.split()
        if not words or not is_id(words[0]):
            return cls()
        return cls(int(words[0]), tuple(words[1:])[-LOOKED_AFTER:])

    def __str__(self) -> str:
        return " ".join([str(self.last or 0), *self.recent])

    def past(self, notification: str, *statuses: str) -> "Mark":
        last = max(self.last or 0, int(notification)) if is_id(notification) else self.last
        return Mark(last, tuple(dict.fromkeys((*self.recent, *statuses)))[-LOOKED_AFTER:])

    def without(self, statuses: frozenset[str]) -> "Mark":
        return self._replace(recent=tuple(each for each in self.recent if each not in statuses))


def is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 30
