"""What is denied sets nothing off."""

import pytest

from router.rules.lexicon import Lexicon
from router.rules.negation import negated
from router.rules.tokens import tokens


@pytest.mark.parametrize(
    ("text", "word", "denied"),
    [
        ("er is geen gevaar", "gevaar", True),
        ("er is geen direct gevaar", "gevaar", True),
        ("het is niet echt gevaarlijk", "gevaarlijk", True),
        ("niemand raakte gewond", "gewond", True),
        ("nobody was injured", "injured", True),
        ("pas vraiment dangereux", "dangereux", True),
        ("keine akute gefahr", "gefahr", True),
        ("dit is gevaarlijk", "gevaarlijk", False),
        ("niet alleen gevaarlijk maar ook vies", "gevaarlijk", False),
        ("niet opgehaald en gevaarlijk", "gevaarlijk", False),
        ("gevaarlijk", "gevaarlijk", False),
    ],
)
def test_denied(text, word, denied):
    words = tokens(text)
    assert negated(words, words.index(word)) is denied


def test_only_what_can_be_denied_is():
    lexicon = Lexicon()
    lexicon.add("gaslek", "nl", marker="danger", can_be_denied=True)
    lexicon.add("gaslek", "nl", marker="word")
    lexicon.settle()
    assert lexicon.listen("", "Er is geen gaslek.").markers == {"word": "gaslek"}
    assert lexicon.listen("", "Er is een gaslek.").markers == {"danger": "gaslek", "word": "gaslek"}
    assert "danger" in lexicon.listen("", "Geen gaslek. Of toch: een gaslek!").markers
