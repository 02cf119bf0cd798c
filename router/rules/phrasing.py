"""Phrasing: what tells a question from a report beside the words themselves: how sentences begin, and which words are asked."""

from router.rules.tokens import tokens

OPENS, ASKS, AND = "^", "?", "_"  #: the first letter of a mark; no word has one of these
_ENDS = str.maketrans("!\n;", "...")


def is_word(token: str) -> bool:
    """Whether it stood in the text as it is. A lone sign is one: it stands for itself."""
    return len(token) == 1 or token[0] not in (OPENS, ASKS)


def marks_of(text: str) -> list[str]:
    """Marks like "^kan", "^kan_ik" and "?paspoort", each once, in order."""
    found: dict[str, None] = {}
    for sentence in text.replace("?", "?.").translate(_ENDS).split("."):
        words = tokens(sentence)
        if not words:
            continue
        found[OPENS + words[0]] = None
        if len(words) > 1:
            found[OPENS + words[0] + AND + words[1]] = None
        if ASKS in sentence:
            found.update(dict.fromkeys([ASKS + word for word in words]))
    return list(found)
