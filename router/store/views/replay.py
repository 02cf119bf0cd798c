"""Past contacts for a replay: page by page along the index of arrivals, a query a table and none per contact.

Synchronous: a replay has processes of its own, and no loop that others wait on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, Select, create_engine, event, select, tuple_

from router.domain.contact import Attachment, Inbound, Sender
from router.domain.moments import from_micros, to_micros
from router.domain.past import Past
from router.domain.words import Channel
from router.store import tables as t

PAGE = 500  #: contacts


class Page(NamedTuple):
    """The cases that arrived from `first` up to and with `last`; each a (received_at, reference)."""

    first: tuple[int, str]
    last: tuple[int, str]
    size: int


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """The register's file, only read, also while a server writes it."""
    engine = create_engine(f"sqlite:///{path}")
    event.listen(engine, "connect", _only_read)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def pages(connection: Connection, since: datetime) -> list[Page]:
    """Where each page begins and ends, of the cases that arrived since then."""
    c = t.cases.c
    query = select(c.received_at, c.reference).where(c.received_at >= to_micros(since))
    found, keys = [], connection.execute(query.order_by(c.received_at, c.reference))
    for part in keys.partitions(PAGE):
        found.append(Page(first=tuple(part[0]), last=tuple(part[-1]), size=len(part)))
    return found


def past(connection: Connection, page: Page) -> Iterator[Past]:
    """The contacts that opened these cases, in order of arrival."""
    key = tuple_(t.cases.c.received_at, t.cases.c.reference)
    query = OPENED.where(key >= tuple_(*page.first), key <= tuple_(*page.last))
    for row in connection.execute(query.order_by(t.cases.c.received_at, t.cases.c.reference)):
        yield _past(*row)


def _columns() -> Select[Any]:
    """In the order in which `_past` takes them."""
    return (
        select(
            t.cases.c.reference, t.cases.c.place,
            t.contacts.c.id, t.contacts.c.channel, t.contacts.c.source, t.contacts.c.received_at, t.contacts.c.automatic,
            t.texts.c.subject, t.texts.c.body, t.texts.c.attachments,
            t.parties.c.email, t.parties.c.phone, t.parties.c.handle,
            t.decisions.c.facts, t.decisions.c.stages,
        )
        .select_from(t.cases)
        .join(t.contacts, t.contacts.c.id == t.cases.c.contact)
        .join(t.decisions, t.decisions.c.contact == t.cases.c.contact)
        .outerjoin(t.texts, t.texts.c.id == t.cases.c.contact)
        .outerjoin(t.parties, t.parties.c.id == t.contacts.c.party)
    )  # fmt: skip


OPENED = _columns()
_attachments = msgspec.json.Decoder(tuple[Attachment, ...])


def _past(
    case: str,
    place: str | None,
    contact: str,
    channel: str,
    source: str,
    received_at: int,
    automatic: bool,
    subject: str | None,
    body: str | None,
    attachments: str | None,
    email: str | None,
    phone: str | None,
    handle: str | None,
    facts: str,
    stages: str,
) -> Past:
    return Past(
        case=case,
        contact=Inbound(
            id=contact,
            channel=Channel(channel),
            source=source,
            received_at=from_micros(received_at),
            subject=subject or "",
            text=body or "",
            attachments=_attachments.decode(attachments) if attachments else (),
            sender=Sender(email=email, phone=phone, handle=handle),
            place=place,
            automatic=bool(automatic),
        ),
        facts=facts,
        stages=stages,
    )


def _only_read(connection: object, _: object) -> None:
    for pragma in ("query_only=ON", "wal_autocheckpoint=0", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]  # the driver's own connection
