"""Recognise: what a contact is about, what kind it is, in which language, and how urgent (first stage)."""

from datetime import datetime
from typing import NamedTuple

from router.domain.decision import StageTrace
from router.domain.words import Audience, Kind, Tone, Urgency
from router.rules.facts import Draft
from router.rules.lexicon import Heard
from router.rules.match import Compiled, Rule
from router.rules.model import Vote
from router.rules.rulebook import Rulebook
from router.rules.tone import tone_of

SURE_SCORE = 1.0
SURE_MARGIN = 1.25  #: without a model, the best product must score this many times the next to be sure
AGREED = 0.65  #: probability from which the model only has to agree with words that stand out: plain texts are sure
KINDS = frozenset(("kind", "likely_kind"))  #: of a rule; a likely one gives way to a model that is sure
SURE_KIND = 0.5  #: probability from which the model is
LANGUAGES = ("nl", "fr", "en", "de")
LEVELS = tuple(Urgency)


class Found(NamedTuple):
    """How the product was found, for the trace."""

    by: str  #: told, words, model or nothing-recognised
    words: list[str]
    guess: str | None  #: the likeliest product, also when we are not sure of it


def recognise(draft: Draft, book: Rulebook, now: datetime) -> None:
    contact = draft.contact
    heard = book.lexicon.listen(contact.subject, contact.text)
    heard.markers.update(book.patterns.found(contact.text))
    draft.markers = heard.markers
    draft.language = _language(draft, heard, book)
    draft.tone = tone_of(contact.text)
    vote = book.model.vote(heard.tokens, heard.scores) if book.model else None
    found = _product(draft, heard, vote, book)
    draft.kind = contact.kind or _kind(draft, vote)
    tried, said = _by_rule(draft, vote, book)
    raised = _raised(draft, vote)
    words = [*found.words, *(heard.markers[rule] for rule in said if rule in heard.markers)]
    outcome: dict[str, object] = {
        "product": draft.product.id if draft.product else None,
        "upl": list(draft.product.upl) if draft.product else [],
        "guess": draft.product.id if draft.product else found.guess,
        "kind": draft.kind,
        "language": draft.language,
        "urgency": draft.urgency,
        "tone": draft.tone,
        "sure": draft.sure,
        "words": words,
        "rules": said,
    }
    if vote is not None:
        outcome["model"] = {
            "product": vote.product,
            "probability": round(vote.probability, 3),
            "words": list(vote.words),
            "kind": vote.kind,
            "urgency": vote.urgency,
        }
    draft.traces.append(
        StageTrace(
            stage="recognise",
            rule=said[0] if said else found.by,
            tried=tried,
            outcome=outcome,
            why=_why(draft, found, vote) + (" De haast is door het model herkend." if raised else ""),
        )
    )


def _language(draft: Draft, heard: Heard, book: Rulebook) -> str:
    """The language told, else the one most of the small words are of, else the municipality's first."""
    told = draft.contact.language
    if told and told[:2] in LANGUAGES:
        return told[:2]
    own = book.municipality.organisation.languages[0]
    if heard.votes:
        language, _ = max(heard.votes.items(), key=lambda each: (each[1], each[0] == own))
        if language:
            return language
    return own


def _product(draft: Draft, heard: Heard, vote: Vote | None, book: Rulebook) -> Found:
    """Set the product: the one told, else the one that the words and the model together are sure of."""
    products = book.municipality.products
    told = draft.contact.product
    if told is not None and told in products:
        draft.product, draft.sure = products[told], True
        return Found("told", [], told)
    best = max(heard.scores, key=lambda product: (heard.scores[product], product)) if heard.scores else None
    guess = vote.product if vote else best
    draft.sure = _agreed(vote, best, heard) if vote else best is not None and _stands_out(best, heard)
    # When two are near each other we say that we do not know, and the service centre asks.
    if not draft.sure or guess is None:
        return Found("nothing-recognised", [], guess)
    draft.product = products[guess]
    words = heard.words.get(guess, [])
    return Found("words" if words else "model", words, guess)


def _agreed(vote: Vote, best: str | None, heard: Heard) -> bool:
    """Sure by the model, or by words that stand out where the model thinks the same."""
    return vote.is_sure or (
        best is not None and vote.product == best and vote.probability >= AGREED and _stands_out(best, heard)
    )


def _stands_out(best: str, heard: Heard) -> bool:
    score = heard.scores[best]
    second = max((each for product, each in heard.scores.items() if product != best), default=0.0)
    return score >= SURE_SCORE and score >= SURE_MARGIN * second


def _kind(draft: Draft, vote: Vote | None) -> Kind:
    if vote is not None:
        return vote.kind
    return draft.product.kind if draft.product else Kind.QUESTION


def _raised(draft: Draft, vote: Vote | None) -> bool:
    """The model may raise the urgency, never lower it."""
    if vote is None or LEVELS.index(vote.urgency) <= LEVELS.index(draft.urgency):
        return False
    draft.urgency = vote.urgency
    return True


def _by_rule(draft: Draft, vote: Vote | None, book: Rulebook) -> tuple[tuple[str, ...], list[str]]:
    """Recognition rules: the first that holds decides each field. A kind or product that somebody told stands."""
    tried: list[str] = []
    said: list[str] = []
    decided = _beforehand(draft, vote)
    for compiled in _candidates(draft, book):
        rule = compiled.rule
        tried.append(rule.id)
        fields = rule.then.keys() - decided
        if fields and compiled.holds(draft) and _accepts(compiled, draft):
            decided |= fields | KINDS if fields & KINDS else fields
            said.append(rule.id)
            _set(draft, rule, fields, book)
    return tuple(tried), said


def _beforehand(draft: Draft, vote: Vote | None) -> set[str]:
    """What rules need not say any more."""
    decided: set[str] = set()
    if draft.contact.product:
        decided.add("product")
    if draft.contact.kind:
        decided |= KINDS
    elif vote is not None and vote.kind_probability >= SURE_KIND:
        decided.add("likely_kind")
    return decided


def _candidates(draft: Draft, book: Rulebook) -> list[Compiled]:
    """Rules that ask nothing of the text, and those whose words or pattern were found, in the order of the file."""
    by_marker = book.recognition_by_marker
    placed = [*book.recognition_without_text, *(by_marker[each] for each in draft.markers if each in by_marker)]
    placed.sort(key=_place)
    return [compiled for _, compiled in placed]


def _place(placed: tuple[int, Compiled]) -> int:
    return placed[0]


def _accepts(compiled: Compiled, draft: Draft) -> bool:
    product = draft.product.id if draft.product else None
    return (compiled.channels is None or draft.contact.channel in compiled.channels) and (
        compiled.products is None or product in compiled.products
    )


def _set(draft: Draft, rule: Rule, fields: set[str], book: Rulebook) -> None:
    if "urgency" in fields:
        draft.urgency = Urgency(str(rule.then["urgency"]))
    for field in fields & KINDS:
        draft.kind = Kind(str(rule.then[field]))
    if "tone" in fields:
        draft.tone = Tone(str(rule.then["tone"]))
    if "audience" in fields:
        draft.audience = Audience(str(rule.then["audience"]))
    if "product" in fields and (draft.product is None or not draft.sure):
        draft.product, draft.sure = book.municipality.products[str(rule.then["product"])], True


def _why(draft: Draft, found: Found, vote: Vote | None) -> str:
    if found.by == "told":
        return "Het product is bij binnenkomst gekozen."
    if draft.product is None:
        return "Niet zeker genoeg: geen product gekozen."
    if found.words:
        return "Herkend aan: " + ", ".join(found.words) + "."
    if found.by == "model" and vote is not None:
        return "Door het model herkend, vooral aan: " + ", ".join(vote.words) + "."
    return "Door een regel herkend."
