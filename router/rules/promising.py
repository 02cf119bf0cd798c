"""Promise: what we tell somebody we will do, and by when. The clock runs from the moment the contact was received."""

from datetime import datetime

from router.domain.contact import Inbound
from router.domain.decision import StageTrace
from router.domain.due import Term, due_moment, why
from router.domain.municipality import PromiseTerm
from router.domain.warning import warn_moments
from router.domain.words import PromiseKind
from router.rules.facts import Draft, Planned
from router.rules.rulebook import Rulebook

AFTERWARDS = "; daarna neemt dit kanaal geen antwoord meer aan"
LONGEST_WINDOW = 100_000  #: seconds; a promise is at most that late in a unit of elapsed time
AUTOMATIC_EARNS = frozenset({PromiseKind.RESOLVE, PromiseKind.PARTNER})
"""A machine that writes to us gets no acknowledgement (RFC 3834), and nobody waits for an answer."""


def promise(draft: Draft, book: Rulebook, now: datetime) -> None:
    tried: tuple[str, ...] = ()
    if draft.facts.joins is not None:
        ids, rule_id, reason = _when_joining(draft), "joins-its-case", "De beloften van de zaak lopen door."
    else:
        rule, tried = book.indexes["promises"].first(draft)
        ids = _ids(rule.then.get("promises")) if rule else ()
        rule_id, reason = (rule.id, rule.why) if rule else ("no-rule", "")
    terms = (book.municipality.terms[each] for each in ids)
    draft.promises = tuple(plan(term, draft, book) for term in terms if _fits(term, draft))
    draft.traces.append(
        StageTrace(
            stage="promise",
            rule=rule_id,
            tried=tried,
            why=reason,
            outcome={"promises": [{"kind": each.kind, "due": each.due, "why": each.why} for each in draft.promises]},
        )
    )


def _fits(term: PromiseTerm, draft: Draft) -> bool:
    """Receipt is promised only to whom we can write."""
    if draft.contact.automatic:
        return term.kind in AUTOMATIC_EARNS
    return term.kind != PromiseKind.ACKNOWLEDGE or draft.contact.sender.email is not None


def plan(term: PromiseTerm, draft: Draft, book: Rulebook) -> Planned:
    """The due moment of one term, on the calendar of the team that makes the promise."""
    calendar = book.municipality.calendar_of(draft.team)
    length, legal = _length(term, draft, book)
    since, reason = draft.contact.received_at, ""
    due = due_moment(length, since, calendar)
    window = _window(draft.contact) if term.kind == PromiseKind.ANSWER else None
    if window is not None and (closes := due_moment(window, since, calendar)) < due:
        length, due, reason = window, closes, AFTERWARDS
    return Planned(
        term_id=term.id,
        kind=term.kind,
        term=str(length),
        due=due,
        why=why(length, since, due, calendar) + reason,
        warns=warn_moments(book.warnings[term.id], since, due, calendar),
        legal=due_moment(legal, since, calendar) if legal else None,
        calendar=calendar.name,
        legal_term=str(legal) if legal else None,
    )


def _window(contact: Inbound) -> Term | None:
    """How long the channel takes an answer: in elapsed time, so that other hours never move it."""
    if contact.reply_before is None:
        return None
    left = int((contact.reply_before - contact.received_at).total_seconds())
    return Term(left, "second") if 0 < left <= LONGEST_WINDOW else None


def _length(term: PromiseTerm, draft: Draft, book: Rulebook) -> tuple[Term, Term | None]:
    """A term of `legal` is the product's own: the shorter promised one where there is one, the law's beside it."""
    length = book.terms[term.id]
    if length is not None:
        return length, None
    assert draft.product is not None, "checked at load: only rules with legal: true promise this"
    return book.legal[draft.product.id]


def _when_joining(draft: Draft) -> tuple[str, ...]:
    """A person who writes again is owed an answer; one who is owed it already is not owed two."""
    assert draft.facts.joins is not None
    if draft.facts.joins.owed(PromiseKind.ANSWER, PromiseKind.CALLBACK):
        return ()
    return ("answer",)


def _ids(value: object) -> tuple[str, ...]:
    return tuple(str(each) for each in value) if isinstance(value, list) else ()
