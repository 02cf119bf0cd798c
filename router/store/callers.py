"""What the register knows of the callers of a batch: a query a table, whatever the size of the batch."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from router.domain.caller import Caller
from router.domain.contact import CallEvent
from router.domain.moments import from_micros, to_micros
from router.domain.words import CallEventKind, PromiseKind, PromiseState
from router.store import tables as t
from router.store.among import among


def events_of(connection: Connection, calls: Sequence[str]) -> Sequence[CallEvent]:
    """All events of these calls. The caller's number stands with the party, and is gone when that was blanked."""
    query = (
        select(t.call_events, t.parties.c.phone)
        .outerjoin(t.parties, t.parties.c.id == t.call_events.c.party)
        .where(among(t.call_events.c.call, calls))
    )
    return [
        CallEvent(
            call=row.call,
            event=CallEventKind(row.event),
            at=from_micros(row.at),
            queue=row.queue,
            caller=row.phone,
            agent=row.agent,
        )
        for row in connection.execute(query)
    ]


def callers_of(connection: Connection, parties: Collection[str], since: datetime) -> Mapping[str, Caller]:
    whose = select(t.call_events.c.call, t.call_events.c.party).where(
        among(t.call_events.c.party, parties), t.call_events.c.at >= to_micros(since)
    )
    party_of = {row.call: row.party for row in connection.execute(whose.distinct())}
    if not party_of:
        return {party: Caller(cases=cases) for party, cases in (_cases(connection, parties, since)).items()}
    events: dict[str, dict[str, list[CallEvent]]] = defaultdict(lambda: defaultdict(list))
    for event in events_of(connection, list(party_of)):
        events[party_of[event.call]][event.call].append(event)
    cases = _cases(connection, parties, since)
    return {
        party: Caller(calls={call: tuple(told) for call, told in events[party].items()}, cases=cases.get(party, ()))
        for party in {*events, *cases}
    }


def _cases(connection: Connection, parties: Collection[str], since: datetime) -> Mapping[str, tuple[str, ...]]:
    owed = or_(
        t.promises.c.state == PromiseState.OPEN.value,
        and_(t.promises.c.state == PromiseState.BROKEN.value, t.promises.c.fulfilled.is_(None)),
    )
    query = (
        select(t.cases.c.party, t.cases.c.reference)
        .join(t.promises, t.promises.c.case == t.cases.c.reference)
        .where(
            among(t.cases.c.party, parties),
            t.promises.c.kind == PromiseKind.CALLBACK.value,
            or_(owed, t.promises.c.since >= to_micros(since)),
        )
        .distinct()
        .order_by(t.cases.c.reference)
    )
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for row in connection.execute(query):
        found[row.party] += (row.reference,)
    return found
