"""Recognise: what a contact is about, what kind it is, in which language, and how urgent (first stage)."""

from datetime import datetime

from router.domain.decision import StageTrace
from router.domain.words import Kind, Urgency
from router.rules.facts import Draft
from router.rules.lexicon import Heard
from router.rules.match import Compiled, Rule
from router.rules.rulebook import Rulebook

SURE_SCORE = 1.0
SURE_MARGIN = 1.25  #: the best product must score this many times the next to be sure
LANGUAGES = ("nl", "fr", "en", "de")


def recognise(draft: Draft, book: Rulebook, now: datetime) -> None:
    contact = draft.contact
    heard = book.lexicon.listen(contact.subject, contact.text)
    heard.markers.update(book.patterns.found(contact.text))
    draft.markers = heard.markers
    draft.language = _language(draft, heard, book)
    words = _product(draft, heard, book)
    tried, said = _by_rule(draft, book)
    draft.traces.append(
        StageTrace(
            stage="recognise",
            rule=said[0] if said else _by_itself(draft, words),
            tried=tried,
            outcome={
                "product": draft.product.id if draft.product else None,
                "upl": list(draft.product.upl) if draft.product else [],
                "kind": draft.kind,
                "language": draft.language,
                "urgency": draft.urgency,
                "sure": draft.sure,
                "words": [*words, *(heard.markers[rule] for rule in said if rule in heard.markers)],
                "rules": said,
            },
            why=_why(draft, words),
        )
    )


def _language(draft: Draft, heard: Heard, book: Rulebook) -> str:
    """The language told, else the one most of the small words are of, else the municipality's first."""
    told = draft.contact.language
    if told and told[:2] in LANGUAGES:
        return told[:2]
    if heard.votes:
        language, votes = max(heard.votes.items(), key=lambda each: each[1])
        if votes > 1 and language:
            return language
    return book.municipality.organisation.languages[0]


def _product(draft: Draft, heard: Heard, book: Rulebook) -> list[str]:
    """Set the product: the one told, else the one with the best score. Returns the words that decided."""
    products = book.municipality.products
    told = draft.contact.product
    if told is not None and told in products:
        draft.product, draft.sure, words = products[told], True, []
    elif heard.scores:
        best = max(heard.scores, key=lambda product: (heard.scores[product], product))
        score = heard.scores[best]
        second = max((each for product, each in heard.scores.items() if product != best), default=0.0)
        draft.sure = score >= SURE_SCORE and score >= SURE_MARGIN * second
        # When two are near each other we say that we do not know, and the service centre asks.
        draft.product = products[best] if draft.sure else None
        words = heard.words[best] if draft.sure else []
    else:
        words = []
    draft.kind = draft.contact.kind or (draft.product.kind if draft.product else Kind.QUESTION)
    return words


def _by_rule(draft: Draft, book: Rulebook) -> tuple[tuple[str, ...], list[str]]:
    """Recognition rules: the first that holds decides each field. A kind or product that somebody told stands."""
    tried: list[str] = []
    said: list[str] = []
    decided: set[str] = {
        name for name, told in (("kind", draft.contact.kind), ("product", draft.contact.product)) if told
    }
    for compiled in _candidates(draft, book):
        rule = compiled.rule
        tried.append(rule.id)
        fields = rule.then.keys() - decided
        if fields and compiled.holds(draft) and _accepts(compiled, draft):
            decided |= fields
            said.append(rule.id)
            _set(draft, rule, fields, book)
    return tuple(tried), said


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
    if "kind" in fields:
        draft.kind = Kind(str(rule.then["kind"]))
    if "product" in fields and (draft.product is None or not draft.sure):
        draft.product, draft.sure = book.municipality.products[str(rule.then["product"])], True


def _by_itself(draft: Draft, words: list[str]) -> str:
    if words:
        return "words"
    return "told" if draft.product else "nothing-recognised"


def _why(draft: Draft, words: list[str]) -> str:
    if draft.contact.product and draft.product:
        return "Het product is bij binnenkomst gekozen."
    if draft.product and words:
        return "Herkend aan: " + ", ".join(words) + "."
    return "Door een regel herkend." if draft.product else "Niet zeker genoeg: geen product gekozen."
