"""Tokens: the words of a text, folded. No regex engine: the text is a stranger's."""

READ_AT_MOST = 20_000  #: characters of a text that are weighed


class _Separators(dict[int, str]):
    """Everything that is no letter and no digit separates words. Filled as characters turn up; bounded by Unicode."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = char if char.isalnum() else " "
        self[code] = kept
        return kept


_SEPARATORS = _Separators()


def tokens(text: str) -> list[str]:
    """In order, as often as they stand there."""
    return text[:READ_AT_MOST].casefold().translate(_SEPARATORS).split()
