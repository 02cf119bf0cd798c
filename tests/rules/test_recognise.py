"""What Klaverdam's rulebook makes of texts as people write them."""

import copy
import zlib

import pytest

from router.domain.words import Kind, Urgency
from router.rules.decide import decide
from router.rules.facts import Facts
from router.rules.model import Model, Stored
from router.testing import MONDAY, inbound


def decided(book, text, **contact):
    return decide(inbound(text=text, **contact), Facts(), book, MONDAY)


@pytest.mark.parametrize(
    ("text", "product", "language"),
    [
        ("Goedemorgen, er is een lantaarnpaal kapot in onze straat.", "street-lighting", "nl"),
        ("De straatlantaarns voor ons huis branden niet meer.", "street-lighting", "nl"),
        ("Hello, the street light in front of our house is broken.", "street-lighting", "en"),
        ("Bonjour, le lampadaire de notre rue est en panne depuis lundi.", "street-lighting", "fr"),
        ("Ik wil graag mijn paspoort verlengen, wat moet ik meenemen?", "passport", "nl"),
        ("I would like to renew my passport, which documents do I need?", "passport", "en"),
        ("Je voudrais renouveler mon passeport, que dois-je apporter ?", "passport", "fr"),
        ("Ich möchte meinen Reisepass verlängern, was muss ich mitbringen?", "passport", "de"),
    ],
)
def test_the_product_and_the_language(book, text, product, language):
    outcome = decided(book, text)
    assert (outcome.product, outcome.language, outcome.sure) == (product, language, True)
    assert outcome.traces[0].outcome["upl"] == list(book.municipality.products[product].upl)
    assert outcome.traces[0].why.startswith("Herkend aan: ")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ik wil een klacht indienen over de slechte service aan de balie.", "complaint"),
        ("I am very disappointed and want to file a complaint.", "complaint"),
        ("Je suis mécontent, c'est inacceptable.", "complaint"),
        ("Ik heb een idee: zou het niet beter zijn om een bankje te plaatsen?", "suggestion"),
        ("Dit is geen klacht maar een voorstel voor het plein.", "suggestion"),
        ("Ik wil graag een afspraak maken.", "appointment"),
        ("Hoe laat zijn jullie open?", "question"),
    ],
)
def test_the_kind(book, text, kind):
    assert decided(book, text).kind == kind


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("Er is een gaslek in de kelder van de buren!", "danger"),
        ("I can smell gas in the street, please help.", "danger"),
        ("Il y a une fuite de gaz dans notre rue.", "danger"),
        ("Het huis staat in brand!", "danger"),
        ("Er ligt een boom op de weg, dat is gevaarlijk.", "high"),
        ("De lantaarnpaal is kapot.", "normal"),
    ],
)
def test_the_urgency(book, text, urgency):
    outcome = decided(book, text)
    assert outcome.urgency == urgency
    if urgency == "danger":
        assert (outcome.team, outcome.steer) == ("kcc", "none")


@pytest.mark.parametrize("text", ["", "Hallo, kunt u mij helpen?", "asdf qwerty", "🙂🙂🙂"])
def test_unsure_goes_to_the_service_centre(book, text):
    outcome = decided(book, text)
    assert (outcome.product, outcome.sure, outcome.team) == (None, False, "kcc")


def test_what_somebody_chose_stands(book):
    outcome = decided(book, "Mijn paspoort is kwijt.", product="driving-licence", kind="complaint", language="fr-BE")
    assert (outcome.product, outcome.kind, outcome.language, outcome.sure) == (
        "driving-licence",
        "complaint",
        "fr",
        True,
    )


def test_a_product_nobody_knows_is_no_error(book):
    assert decided(book, "Mijn paspoort is verlopen.", product="flying-licence").product == "passport"


def test_the_subject_weighs_double(book):
    body = "Het gaat over mijn rijbewijs."
    assert decided(book, body).product == "driving-licence"
    scores = book.lexicon.listen("Paspoort", body).scores
    assert scores["passport"] > scores["driving-licence"] > 0


def test_the_same_word_often_is_one_reason(book):
    once, often = (decided(book, "paspoort " * number).traces[0].outcome["words"] for number in (1, 50))
    assert once == often


def test_without_a_telling_word_the_municipality_s_own_language(book):
    assert decided(book, "passport").language == "nl"


def test_a_vote_of_the_model_is_in_the_trace(book):
    seen = decided(with_model(book, sure=0.5), "Gadverdamme, wat een stank hier").traces[0]
    assert seen.rule == "model"
    assert seen.outcome["product"] == "sewer-maintenance"
    assert seen.outcome["model"]["words"] == ["stank"]
    assert seen.why == "Door het model herkend, vooral aan: stank."


def test_an_unsure_model_leaves_a_guess(book):
    outcome = decided(with_model(book, sure=1.1), "Gadverdamme, wat een stank hier")
    assert (outcome.product, outcome.team) == (None, "kcc")
    assert outcome.traces[0].outcome["guess"] == "sewer-maintenance"


def test_the_model_raises_the_urgency_and_never_lowers_it(book):
    scared = with_model(book, danger=0.5)
    outcome = decided(scared, "wat een stank")
    assert outcome.urgency == "danger"
    assert outcome.traces[0].why.endswith("De haast is door het model herkend.")
    assert decided(with_model(book, danger=1.1), "Er is een gaslek, wat een stank").urgency == "danger"


@pytest.mark.parametrize(
    ("text", "tone"),
    [("Dit is schandalig.", "angry"), ("WAAROM DUURT DIT ZO ONTZETTEND LANG", "upset"), ("Goedemorgen.", "calm")],
)
def test_the_tone(book, text, tone):
    assert decided(book, text).tone == tone


def with_model(book, **thresholds):
    """A model that knows one word, and thinks that it means sewers and danger."""
    lanes = len(("sewer-maintenance", "onbekend")) + len(Kind) + len(Urgency) + 1
    row = bytes([100, 0, 0, 100, 0, 0, 0, 0, 0, 100, 1])
    stored = Stored(
        1,
        ["sewer-maintenance", "onbekend"],
        [" stank "],
        zlib.compress(row),
        [0.1] * lanes,
        [0.0] * lanes,
        1.0,
        4.0,
        **{"sure": 1.1, "danger": 1.1, "high": 1.1, **thresholds},
    )
    voting = copy.copy(book)
    voting.model = Model(stored, book.municipality.products)
    return voting
