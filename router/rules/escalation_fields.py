"""What an escalation rule may ask: of the case, of the promise whose moment came, or of the contact that was decided."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from router.domain.case import Case
from router.domain.known import NOBODY, Known
from router.domain.promise import Promise
from router.domain.record import Record
from router.domain.words import Audience, Channel, Kind, PromiseKind, Tone, Urgency
from router.rules.facts import NO_LOAD, QueueLoad
from router.rules.fields import DAYS
from router.rules.sorts import Sort

AT_RISK, BROKEN, CONTACT = "at-risk", "broken", "contact"
EVENTS = (AT_RISK, BROKEN, CONTACT)
OF_A_PROMISE = (AT_RISK, BROKEN)  #: what a rule that names no event is about


class Cause(Record):
    """What happened to a case. Of a contact the case is as that contact says it: its urgency, its tone."""

    case: Case
    event: str
    at: datetime  #: when it was noticed
    received_at: datetime  #: of the contact; of a promise when the case came in
    promise: Promise | None = None
    load: QueueLoad = NO_LOAD  #: of the case's team
    known: Known = NOBODY  #: what the sender wrote before this contact
    automatic: bool = False
    not_called: bool = False  #: they say on their page that nobody called

    @property
    def warning(self) -> int:
        """Which warn point of the promise this is: 1 and on; 0 for anything else."""
        return self.promise.warning if self.promise is not None and self.event == AT_RISK else 0


class Asked(NamedTuple):
    """`values` are the words it can hold; empty where the municipality's own files say."""

    sort: Sort
    read: Callable[[Cause], object]
    values: tuple[str, ...] = ()
    only: tuple[str, ...] = EVENTS  #: the events it means something of


def _team(cause: Cause) -> str:
    return cause.case.team


ASKED: Mapping[str, Asked] = {
    "event": Asked(Sort.WORD, lambda cause: cause.event, EVENTS),
    "promise": Asked(
        Sort.WORD, lambda cause: cause.promise and cause.promise.kind, tuple(PromiseKind), only=OF_A_PROMISE
    ),
    "warning": Asked(Sort.NUMBER, lambda cause: cause.warning, only=(AT_RISK,)),
    "channel": Asked(Sort.WORD, lambda cause: cause.case.channel, tuple(Channel)),
    "product": Asked(Sort.WORD, lambda cause: cause.case.product),
    "kind": Asked(Sort.WORD, lambda cause: cause.case.kind, tuple(Kind)),
    "urgency": Asked(Sort.LEVEL, lambda cause: cause.case.urgency, tuple(Urgency)),
    "tone": Asked(Sort.LEVEL, lambda cause: cause.case.tone, tuple(Tone)),
    "audience": Asked(Sort.WORD, lambda cause: cause.case.audience, tuple(Audience)),
    "language": Asked(Sort.WORD, lambda cause: cause.case.language, ("nl", "fr", "en", "de")),
    "team": Asked(Sort.WORD, _team),
    "place": Asked(Sort.PLACE, lambda cause: cause.case.place),
    "day": Asked(Sort.WORD, lambda cause: cause.received_at, DAYS),
    "received": Asked(Sort.TIME, lambda cause: cause.received_at),
    "needs_assistance": Asked(Sort.FLAG, lambda cause: cause.case.needs_assistance),
    "automatic": Asked(Sort.FLAG, lambda cause: cause.automatic, only=(CONTACT,)),
    "not_called": Asked(Sort.FLAG, lambda cause: cause.not_called, only=(CONTACT,)),
    "partner": Asked(Sort.PARTNER, _team),
    "open": Asked(Sort.OPEN, _team),
    "waiting": Asked(Sort.NUMBER, lambda cause: cause.load.waiting),
    "oldest": Asked(Sort.SPAN, lambda cause: cause.load.oldest_seconds),
    "transfers": Asked(Sort.NUMBER, lambda cause: cause.case.transfers),
    "earlier": Asked(Sort.COUNT, lambda cause: cause.known, only=(CONTACT,)),
}
