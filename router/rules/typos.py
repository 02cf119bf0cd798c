"""Typing errors: a long word that differs by one edit from a word we listen for is taken for it.

An edit is a letter left out, added, changed, or changed places with its neighbour. The first letter stays: people rarely
miss it, and "vrouwen" is not "trouwen". Short words stay as they are: one edit makes another word of them.
"""

from collections.abc import Collection, Iterable, Iterator

SHORTEST, LONGEST = 7, 30  #: letters of a word that is looked at


class Typos:
    """What the known words become when a letter is left out: two words one edit apart then share an entry."""

    def __init__(self, known: Iterable[str], real: Collection[str]) -> None:
        self._real = real  #: words of the language that are no error of anything
        self._by_gap: dict[str, tuple[str, ...]] = {}
        for word in known:
            if SHORTEST <= len(word) <= LONGEST and word.isalpha():
                for gap in gaps(word):
                    self._by_gap[gap] = (*self._by_gap.get(gap, ()), word)

    def meant(self, word: str) -> str | None:
        """The known word one edit away; None when there is none, or more than one to choose from."""
        if not SHORTEST <= len(word) <= LONGEST or word in self._real or not word.isalpha():
            return None
        near = {each for gap in gaps(word) for each in self._by_gap.get(gap, ()) if one_edit(word, each)}
        return near.pop() if len(near) == 1 else None


def gaps(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters but the first."""
    yield word
    for place in range(1, len(word)):
        yield word[:place] + word[place + 1 :]


def one_edit(one: str, other: str) -> bool:
    """Is it one edit from `one` to `other`, with the same first letter?"""
    if one == other or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -1)
    if start < 0:  # one goes on where the other stops
        return True
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
