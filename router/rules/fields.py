"""What a rule may ask of a contact: each field with its sort, and where it is read."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from router.domain.words import Audience, Channel, Kind, Steer, Tone, Urgency
from router.rules.facts import Draft
from router.rules.sorts import Sort

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COMPLEXITY = ("simple", "complex")


class Field(NamedTuple):
    """`values` are the words it can hold; empty where the municipality's own files say."""

    sort: Sort
    read: Callable[[Draft], object]
    values: tuple[str, ...] = ()
    told: str = ""  #: for whoever writes rules


def _words(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(each.value for each in kind)


def team_of(draft: Draft) -> str:
    """The team that has it, or would have it by its product."""
    return draft.team or (draft.product.team if draft.product else "")


def _domain(draft: Draft) -> str | None:
    email = draft.contact.sender.email
    return email.rpartition("@")[2].casefold() if email else None


FIELDS: Mapping[str, Field] = {
    "channel": Field(Sort.WORD, attrgetter("contact.channel"), _words(Channel), "How it came in."),
    "source": Field(Sort.WORD, attrgetter("contact.source"), (), "The adapter: email, webform, mastodon, ..."),
    "entrance": Field(Sort.WORD, attrgetter("contact.entrance"), (), "The mail address of ours it came in on."),
    "domain": Field(Sort.WORD, _domain, (), "The domain of the sender's mail address."),
    "product": Field(Sort.WORD, lambda draft: draft.product.id if draft.product else None, (), "What it is about."),
    "complexity": Field(
        Sort.WORD, lambda draft: draft.product.complexity if draft.product else None, COMPLEXITY, "Of the product."
    ),
    "kind": Field(Sort.WORD, attrgetter("kind"), _words(Kind), "Question, report, complaint, ..."),
    "urgency": Field(Sort.LEVEL, attrgetter("urgency"), _words(Urgency), "How pressing it is."),
    "tone": Field(Sort.LEVEL, attrgetter("tone"), _words(Tone), "How it is said."),
    "audience": Field(Sort.WORD, attrgetter("audience"), _words(Audience), "In which capacity somebody writes."),
    "language": Field(Sort.WORD, attrgetter("language"), ("nl", "fr", "en", "de"), "Of the text."),
    "team": Field(Sort.WORD, team_of, (), "The team that has it, or would have it by its product."),
    "steer": Field(Sort.WORD, attrgetter("steer"), _words(Steer), "What the steering stage offers."),
    "place": Field(Sort.PLACE, attrgetter("contact.place"), (), "The place named: a street, district or desk."),
    "day": Field(Sort.WORD, attrgetter("contact.received_at"), DAYS, "Of the week, where the municipality is."),
    "received": Field(Sort.TIME, attrgetter("contact.received_at"), (), "The moment it came in."),
    "needs_assistance": Field(Sort.FLAG, attrgetter("needs_assistance"), (), "Told now, or known from before."),
    "refused_before": Field(
        Sort.FLAG, lambda draft: draft.facts.known.refused_before, (), "Has refused another channel lately."
    ),
    "callback": Field(Sort.FLAG, lambda draft: draft.contact.callback is not None, (), "Asks to be called."),
    "legal": Field(
        Sort.FLAG, lambda draft: draft.product is not None and draft.product.legal is not None, (), "Has a legal term."
    ),
    "automatic": Field(Sort.FLAG, attrgetter("contact.automatic"), (), "Written by a machine."),
    "partner": Field(Sort.PARTNER, team_of, (), "The team is a partner's."),
    "open": Field(Sort.OPEN, team_of, (), "The team is open at this moment."),
    "attachments": Field(
        Sort.NUMBER,
        lambda draft: sum(not file.inline for file in draft.contact.attachments),
        (),
        "How many files came along.",
    ),
    "waiting": Field(Sort.NUMBER, lambda draft: draft.load.waiting, (), "How many wait in the team's queue."),
    "oldest": Field(Sort.SPAN, lambda draft: draft.load.oldest_seconds, (), "How long the oldest of them waits."),
    "earlier": Field(Sort.COUNT, lambda draft: draft.facts.known, (), "Earlier contacts of the same sender."),
    "text": Field(Sort.TEXT, attrgetter("markers"), (), "The words of subject and body."),
}
