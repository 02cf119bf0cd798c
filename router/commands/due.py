"""Due: when a promise falls due, without a case."""

from datetime import datetime

from router.domain.due import Term, due_moment, why
from router.domain.errors import NotFound
from router.domain.words import PromiseKind
from router.rules.rulebook import Rulebook


def first_due(kind: str, received: datetime, product: str | None, book: Rulebook) -> dict[str, object]:
    """The due moment of the first term of this kind, on the calendar of the service centre. Raises NotFound."""
    municipality = book.municipality
    entry = municipality.terms.get(kind) or next(
        (each for each in municipality.terms.values() if each.kind == kind), None
    )
    if entry is None:
        raise NotFound(f'There is no promise "{kind}"; there are {", ".join(PromiseKind)}.')
    text = entry.term
    if text == "legal":
        chosen = municipality.products.get(product or "")
        if chosen is None or chosen.legal is None:
            raise NotFound("This term is the product's own: name with --product one that has a legal term.")
        text = chosen.promised or chosen.legal
    calendar = municipality.calendar_of(
        municipality.products[product].team
        if product and product in municipality.products
        else municipality.organisation.default_team
    )
    term = Term.parse(text)
    moment = due_moment(term, received, calendar)
    return {"kind": entry.kind, "due": moment.astimezone(calendar.zone), "why": why(term, received, moment, calendar)}
