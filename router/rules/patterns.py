"""Patterns that people wrote, all in one RE2 set: linear in the text, whatever they wrote, and one pass for all of them."""

from collections.abc import Iterable

import re2

READ_AT_MOST = 20_000  #: characters


class Patterns:
    def __init__(self, rules: Iterable[tuple[str, str]]) -> None:
        self._rules: list[str] = []
        self._set = re2.Set.SearchSet()
        for rule, pattern in rules:
            self._set.Add(pattern)
            self._rules.append(rule)
        if self._rules:
            self._set.Compile()

    def found(self, text: str) -> dict[str, str]:
        """Rule to the words to show for it."""
        if not self._rules or not text:
            return {}
        return {self._rules[place]: "een patroon in de tekst" for place in self._set.Match(text[:READ_AT_MOST]) or ()}
