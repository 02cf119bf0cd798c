"""A case with all that its page shows: who, what was said over every channel, promised, decided, done and sent."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from router.domain.case import Case
from router.domain.change import History, Outgoing
from router.domain.contact import Contact, Party, Text
from router.domain.decision import Decision
from router.domain.promise import Promise
from router.domain.record import Record
from router.store import tables as t
from router.store.codec import Codec
from router.store.rows import CASE, CONTACT, DECISION, HISTORY, OUTGOING, PARTY, PROMISE, TEXT
from router.store.views.merged import family

R = TypeVar("R", bound=Record)
MOST_LINES = 1000  #: of history


class CasePage(Record):
    case: Case
    contacts: tuple[Contact, ...]
    parties: Mapping[str, Party]
    texts: Mapping[str, Text]  #: of contacts and of notes
    promises: tuple[Promise, ...]
    decisions: tuple[Decision, ...]
    history: tuple[History, ...]
    outgoing: tuple[Outgoing, ...]
    merged: tuple[str, ...] = ()  #: cases that were put together with this one; their contacts stand among its own

    @property
    def party(self) -> Party | None:
        return self.parties.get(self.case.party or "")

    @property
    def decision(self) -> Decision | None:
        """Of the contact that opened it."""
        return next((each for each in self.decisions if each.contact == self.case.contact), None)

    @property
    def first(self) -> Text | None:
        return self.texts.get(self.case.contact)


async def case_page(engine: AsyncEngine, reference: str, also: str | None = None) -> CasePage | None:
    """One query a table, with the text of the id `also`; None when there is no such case."""
    async with engine.connect() as connection:
        cases = await _rows(connection, CASE, t.cases.c.reference == reference)
        if not cases:
            return None
        here = t.contacts.c.case.in_(family(reference))
        contacts = await _rows(connection, CONTACT, here, t.contacts.c.received_at)
        history = await _rows(connection, HISTORY, t.history.c.subject == reference, t.history.c.seq, MOST_LINES)
        people = {each.party for each in contacts} | {cases[0].party}
        words = {each.id for each in contacts} | {str(each.data["note"]) for each in history if each.data.get("note")}
        words |= {also} if also else set()
        words.add(cases[0].contact)  # of a second question in one contact there are words, and no contact of its own
        return CasePage(
            case=cases[0],
            merged=tuple(dict.fromkeys(each.case for each in contacts if each.case and each.case != reference)),
            contacts=tuple(contacts),
            history=tuple(history),
            parties={each.id: each for each in await _rows(connection, PARTY, _one_of(t.parties.c.id, people))},
            texts={each.id: each for each in await _rows(connection, TEXT, _one_of(t.texts.c.id, words))},
            promises=tuple(await _rows(connection, PROMISE, t.promises.c.case == reference, t.promises.c.due)),
            decisions=tuple(await _rows(connection, DECISION, t.decisions.c.case == reference, t.decisions.c.at)),
            outgoing=tuple(await _rows(connection, OUTGOING, t.outgoing.c.case == reference, t.outgoing.c.id)),
        )


async def version_of(engine: AsyncEngine, reference: str) -> int | None:
    async with engine.connect() as connection:
        row = (await connection.execute(select(t.cases.c.version).where(t.cases.c.reference == reference))).first()
        return int(row[0]) if row else None


def _one_of(column: ColumnElement[str], values: Collection[str | None]) -> ColumnElement[bool]:
    return column.in_([each for each in values if each])


async def _rows(
    connection: AsyncConnection,
    codec: Codec[R],
    where: ColumnElement[bool],
    order: ColumnElement[object] | None = None,
    limit: int | None = None,
) -> list[R]:
    query = select(codec.table).where(where).limit(limit)
    return codec.all_of((await connection.execute(query if order is None else query.order_by(order))).all())
