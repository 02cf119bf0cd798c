"""Compounds: Dutch and German write words together, so that "rattenoverlast" says "ratten" and "straatlantaarnpaal" "lantaarnpaal"."""

from collections.abc import Container

SHORTEST_PART = 4  #: letters of a known part
SHORTEST_REST = 3  #: letters of what stands beside it
LONGEST = 40


def known_parts(word: str, known: Container[str]) -> tuple[str, ...]:
    """The longest known ending and the longest known beginning of a compound, as far as there are any.

    The ending says what a thing is and comes first; the beginning says what it is of."""
    if not SHORTEST_PART + SHORTEST_REST <= len(word) <= LONGEST or not word.isalpha():
        return ()
    places = range(SHORTEST_REST, len(word) - SHORTEST_PART + 1)
    ending = next((word[place:] for place in places if word[place:] in known), None)
    rest = len(word) - len(ending) if ending else len(word) - SHORTEST_REST
    beginning = next((word[:place] for place in range(rest, SHORTEST_PART - 1, -1) if word[:place] in known), None)
    return tuple(part for part in (ending, beginning) if part)
