"""What somebody types to find a case: read as a reference, a telephone number, a mail address and words, forgiving."""

from unicodedata import category, normalize

from router.domain.phone import can_be_called, normal_phone
from router.domain.record import Record

LONGEST = 200  #: characters that are read
MOST_WORDS = 8
FORGIVEN = range(4, 21)  #: how long a word must be for a typing error in it to be forgiven
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Searched(Record):
    """Each is empty where nothing of that kind was typed."""

    words: tuple[str, ...] = ()  #: lower case, without accents; each may be the beginning of a longer one
    reference: str = ""  #: capitals and figures, without dashes; may be a part
    phone: str = ""  #: E.164 where it is a full number, else its figures
    email: str = ""  #: may be the beginning of one

    @property
    def names(self) -> bool:
        """Whether these may be a misspelt name."""
        return bool(self.words) and all(word.isalpha() for word in self.words) and len(self.words) <= 3


def searched(typed: str, region: str = "NL") -> Searched:
    text = " ".join(typed[:LONGEST].split())
    return Searched(
        words=words_of(text)[:MOST_WORDS],
        reference=_reference(text),
        phone=_phone(text, region),
        email=text.lower() if "@" in text and " " not in text else "",
    )


def words_of(text: str) -> tuple[str, ...]:
    """Lower case, without accents, split where neither a letter nor a figure stands; each once."""
    bare = "".join(each for each in normalize("NFKD", text) if category(each) != "Mn").lower()
    return tuple(dict.fromkeys("".join(each if each.isalnum() else " " for each in bare).split()))


def misspelt(word: str) -> list[str]:
    """The words that this one may have been meant for: one letter more, less, other, or two that changed places."""
    if len(word) not in FORGIVEN:
        return [word]
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    meant = [before + after[1:] for before, after in cuts if after]
    meant += [before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1]
    meant += [before + letter + after[1:] for before, after in cuts if after for letter in LETTERS]
    meant += [before + letter + after for before, after in cuts for letter in LETTERS]
    return list(dict.fromkeys([word, *meant]))


def _reference(text: str) -> str:
    """Three figures at least, with the beginning of a reference before them or without."""
    plain = "".join(text.upper().replace("-", "").split())
    figures = plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    fits = plain.isascii() and figures.isdigit() and 3 <= len(figures) <= 16 and len(plain) - len(figures) <= 8
    return plain if fits else ""


def _phone(text: str, region: str) -> str:
    figures = "".join(each for each in text if each.isdigit() and each.isascii())
    if not 6 <= len(figures) <= 15 or text.strip("0123456789 +-()./"):
        return ""
    return normal_phone(text, region) if can_be_called(text, region) else figures.lstrip("0")
