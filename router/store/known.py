"""What the register knows of the senders of a batch: two queries, whatever the size of the batch."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, func, select

from router.domain.known import AT_MOST, Earlier, Known
from router.domain.moments import from_micros, to_micros
from router.domain.words import Direction, SteerOutcome
from router.store import tables as t
from router.store.among import among


def known_of(connection: Connection, parties: Collection[str], since: datetime) -> Mapping[str, Known]:
    people = select(t.parties.c.id, t.parties.c.needs_assistance, t.parties.c.language)
    rows = connection.execute(people.where(among(t.parties.c.id, parties))).all()
    if not rows:
        return {}
    earlier = _earlier(connection, [row.id for row in rows], since)
    return {
        row.id: Known(
            needs_assistance=bool(row.needs_assistance), language=row.language, earlier=tuple(earlier[row.id])
        )
        for row in rows
    }


def _earlier(connection: Connection, parties: Collection[str], since: datetime) -> Mapping[str, list[Earlier]]:
    rank = func.row_number().over(partition_by=t.contacts.c.party, order_by=t.contacts.c.received_at.desc())
    ranked = (
        select(
            t.contacts.c.party, t.contacts.c.received_at, t.cases.c.reference, t.cases.c.product, t.cases.c.handler,
            t.cases.c.steer_outcome, rank.label("place"),
        )
        .join(t.cases, t.cases.c.reference == t.contacts.c.case)
        .where(
            among(t.contacts.c.party, parties),
            t.contacts.c.received_at >= to_micros(since),
            t.contacts.c.direction == Direction.IN.value,
        )
        .subquery()
    )  # fmt: skip
    query = select(ranked).where(ranked.c.place <= AT_MOST).order_by(ranked.c.party, ranked.c.place)
    found: dict[str, list[Earlier]] = defaultdict(list)
    for row in connection.execute(query):
        found[row.party].append(
            Earlier(
                at=from_micros(row.received_at),
                case=row.reference,
                product=row.product,
                handler=row.handler,
                refused=row.steer_outcome == SteerOutcome.REFUSED,
            )
        )
    return found
