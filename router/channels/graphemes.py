"""How long a text is to who reads it: a flag, a family or a letter with its accent is one."""

import regex

_ONE = regex.compile(r"\X")


def graphemes(text: str) -> int:
    return len(_ONE.findall(text))
