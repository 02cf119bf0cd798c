"""Patterns that people wrote, all in one RE2 set: linear in the text, whatever they wrote, and one pass for all of them."""

from collections.abc import Iterable

import re2

READ_AT_MOST = 20_000  #: characters
MEMORY = 64 * 1024 * 1024  #: bytes for all of them, eight times what RE2 gives to one


class TooManyPatterns(Exception):
    """RE2 has no room for all of them at once. `rule` has the longest."""

    def __init__(self, rule: str) -> None:
        super().__init__(
            "the patterns of all rules together are more than RE2 has room for; use words for some, or write shorter ones"
        )
        self.rule = rule


class Patterns:
    def __init__(self, rules: Iterable[tuple[str, str]]) -> None:
        """Raises TooManyPatterns."""
        listed = list(rules)
        self._rules = [rule for rule, _ in listed]
        self._set = re2.Set.SearchSet(_options(MEMORY))
        for _, pattern in listed:
            self._set.Add(pattern)
        try:
            if listed:
                self._set.Compile()
        except re2.error:
            raise TooManyPatterns(max(listed, key=lambda each: len(each[1]))[0]) from None

    def found(self, text: str) -> dict[str, str]:
        """Rule to the words to show for it."""
        if not self._rules or not text:
            return {}
        return {self._rules[place]: "een patroon in de tekst" for place in self._set.Match(text[:READ_AT_MOST]) or ()}


def refused(pattern: str) -> str | None:
    """Why RE2 does not take a pattern; None when it does. Only reads it: whether there is room is seen with all of them."""
    try:
        re2.Set.SearchSet(_options()).Add(pattern)
    except re2.error:
        return _reason(pattern)
    return None


def _reason(pattern: str) -> str:
    try:
        re2.compile(pattern, _options())
    except re2.error as error:
        reason = error.args[0] if error.args else error
        return reason.decode() if isinstance(reason, bytes) else str(reason)
    return "it is not a pattern"


def _options(memory: int | None = None) -> re2.Options:
    """RE2 writes no lines of its own to standard error."""
    options = re2.Options()
    options.log_errors = False
    if memory is not None:
        options.max_mem = memory
    return options
