"""The forms under which a word turns up: made once at load, so that reading a text is one look-up a word.

Light on purpose. It makes more forms than a grammar would; a form nobody writes costs a dictionary entry and no error.
"""

from collections.abc import Iterator

VOWELS = "aeiou"
SEPARABLE = (
    "aan",
    "achter",
    "af",
    "bij",
    "door",
    "in",
    "mee",
    "na",
    "om",
    "op",
    "over",
    "terug",
    "toe",
    "uit",
    "vast",
    "weg",
)
SEPARABLE_DE = ("ab", "an", "auf", "aus", "ein", "mit", "nach", "um", "weg", "zu")
#: Words of their own that our rules would take for a form of another.
OTHERS = frozenset(("trouwens", "wegens", "gaste", "bankt", "boot", "rate", "kapte", "marke", "parke", "graft"))


def forms(word: str, language: str) -> frozenset[str]:
    """`word` itself and its inflected forms, folded."""
    made = {"nl": _dutch, "en": _english, "fr": _french, "de": _german}[language]
    return frozenset((word, *made(word))) - (OTHERS - {word}) if len(word) > 2 else frozenset((word,))


def _dutch(word: str) -> Iterator[str]:
    yield from (word + ending for ending in ("s", "e", "en", "je", "jes", "tje", "tjes", "t"))
    if word.endswith(("e", "el", "er", "en")):
        yield word + "n"
    if word.endswith("m"):
        yield from (word + "pje", word + "pjes")
    if word.endswith("en") and len(word) > 4:
        yield from _dutch_verb(word[:-2])
        yield from _dutch_parted(word)
    if _closed_syllable(word):
        yield from (word + word[-1] + ending for ending in ("e", "en", "etje", "etjes"))
    if _long_vowel(word):
        yield from (word[:-2] + _voiced(word[-1]) + ending for ending in ("e", "en"))


def _dutch_verb(stem: str) -> Iterator[str]:
    """ "melden" also as meld, meldt, meldde, gemeld; "maken" also as maak, maakt, gemaakt."""
    base = _dutch_base(stem)
    yield from (base, base + "t", base + "d", base + "de", base + "te", base + "den", base + "ten")
    yield from ("ge" + base, "ge" + base + "d", "ge" + base + "t")


def _dutch_parted(word: str) -> Iterator[str]:
    """ "ophalen" also as opgehaald, "aanvragen" also as aangevraagd and aan te vragen written together."""
    for prefix in SEPARABLE:
        if word.startswith(prefix) and len(word) > len(prefix) + 4:
            rest = word[len(prefix) :]
            base = prefix + "ge" + _dutch_base(rest[:-2])
            yield from (base, base + "d", base + "t", prefix + "ge" + rest, prefix + "te" + rest)


def _dutch_base(stem: str) -> str:
    """What is left of a verb without its ending, as it is written by itself: hal -> haal, zett -> zet, verhuiz -> verhuis."""
    base = stem
    if len(stem) > 2 and stem[-1] == stem[-2]:
        base = stem[:-1]
    elif len(stem) > 2 and stem[-2] in VOWELS and stem[-3] not in VOWELS:
        base = stem[:-1] + stem[-2] + stem[-1] if stem[-2] != "i" else stem
    return base[:-1] + {"v": "f", "z": "s"}.get(base[-1], base[-1])


def _english(word: str) -> Iterator[str]:
    yield from (word + ending for ending in ("s", "es", "ed", "ing", "d"))
    if word.endswith("y"):
        yield from (word[:-1] + "ies", word[:-1] + "ied")
    if word.endswith("e"):
        yield word[:-1] + "ing"
    if _closed_syllable(word):
        yield from (word + word[-1] + ending for ending in ("ed", "ing"))


def _french(word: str) -> Iterator[str]:
    yield from (word + ending for ending in ("s", "x", "e", "es"))
    if word.endswith("al"):
        yield word[:-1] + "ux"
    if word.endswith("er"):
        yield from (word[:-2] + ending for ending in ("e", "é", "ée", "és", "ées", "ons", "ez", "ent"))
    if word.endswith("é"):
        yield word[:-1] + "er"
    if word.endswith("eux"):
        yield from (word[:-1] + "se", word[:-1] + "ses")


def _german(word: str) -> Iterator[str]:
    yield from (word + ending for ending in ("s", "e", "en", "n", "er", "es", "em"))
    if word.endswith("en") and len(word) > 5:
        stem = word[:-2]
        yield from (stem + ending for ending in ("t", "e", "te", "ten", "end"))
        yield "ge" + stem + "t"
        yield from (prefix + "ge" + stem[len(prefix) :] + "t" for prefix in SEPARABLE_DE if stem.startswith(prefix))


def _closed_syllable(word: str) -> bool:
    """bril -> brillen: one vowel before one consonant at the end."""
    return len(word) > 2 and word[-1] not in VOWELS + "wxj" and word[-2] in VOWELS and word[-3] not in VOWELS


def _long_vowel(word: str) -> bool:
    """straat -> straten: a doubled vowel before the last consonant."""
    return len(word) > 3 and word[-1] not in VOWELS and word[-2] in "aeou" and word[-2] == word[-3]


def _voiced(consonant: str) -> str:
    return {"f": "v", "s": "z"}.get(consonant, consonant)
