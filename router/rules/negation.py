"""Negation: "geen gevaar", "niet gevaarlijk", "nobody hurt" and "pas dangereux" say the opposite of the word in them."""

from collections.abc import Sequence

_NEGATIONS = (
    "geen niet nooit niemand zonder nergens no not never nobody without isn aren wasn pas aucun aucune jamais sans personne ni "
    "kein keine keinen keiner nicht niemand niemals ohne"
)
#: What may stand between the denial and the word that it denies.
_FILLERS = (
    "echt direct directe meteen acuut acute onmiddellijk meer een sprake van wel zo heel erg verder is er raakte "
    "really any immediate a an in of was is acutely very that so got d de du un une vraiment très trop est a été en "
    "akute unmittelbare direkt sehr mehr wirklich so ist wurde"
)
_NOT, _BETWEEN = frozenset(_NEGATIONS.split()), frozenset(_FILLERS.split())
_FARTHEST = 3  #: words back


def negated(words: Sequence[str], place: int) -> bool:
    """Is what begins at `place` denied just before? "Niet alleen gevaarlijk" is not: "alleen" breaks it off."""
    for back in range(place - 1, max(-1, place - 1 - _FARTHEST), -1):
        if words[back] in _NOT:
            return True
        if words[back] not in _BETWEEN:
            return False
    return False
