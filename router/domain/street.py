"""Streets: whether two places that citizens wrote lie in one street. Free words, so this suggests and decides nothing."""

import re

CUT = re.compile(r"[\d,;(/]")  # a house number, a town behind a comma, a remark


def street_of(place: str) -> str:
    """In small letters, without number, town or remark; empty when nothing is left of it."""
    return " ".join(CUT.split(place, maxsplit=1)[0].casefold().replace(".", " ").split())
