"""Keys in order, one after the other or very many at once: a million places are put in before anybody looks."""

from bisect import bisect_left, insort
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=tuple[object, ...])
FEW = 50  #: keys that are put into their places; more are sorted along with the rest


class InOrder(Generic[Key]):
    """What is added is sorted when somebody looks: to put each of a million into its place would move all behind it."""

    __slots__ = ("_added", "_keys")

    def __init__(self) -> None:
        self._keys: list[Key] = []
        self._added: list[Key] = []

    def __len__(self) -> int:
        return len(self._keys) + len(self._added)

    def add(self, key: Key) -> None:
        self._added.append(key)

    def remove(self, key: Key) -> None:
        """One that is there."""
        keys = self.keys()
        del keys[bisect_left(keys, key)]

    def keys(self) -> list[Key]:
        """In order; not to be changed."""
        if len(self._added) > FEW:
            self._keys.extend(self._added)
            self._keys.sort()
        else:
            for key in self._added:
                insort(self._keys, key)
        self._added.clear()
        return self._keys
