"""Who may be the same person as a case's citizen over another channel: the same number, address, or name and place."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from router.domain.alike import OTHER, SAME, Alike, pair_of
from router.domain.contact import Party, party_id
from router.store import tables as t

MOST = 5


async def alike(engine: AsyncEngine, party: Party, place: str | None) -> list[Alike]:
    """Two queries, over indexes; none for somebody of whom nothing is known."""
    if not (party.phone or party.email or (party.name and place)):
        return []
    async with engine.connect() as connection:
        found = [
            Alike(party=row.id, name=row.name, case=row.case, why=_why(row, party))
            for row in await _parties(connection, party, place)
        ]
        said = await _said(connection, party, found)
    judged = [each.with_(said=said.get(each.party)) for each in found]
    return [each for each in judged if each.said != OTHER]


async def _parties(connection: AsyncConnection, party: Party, place: str | None) -> Sequence[Any]:
    p, c = t.parties.c, t.cases.c
    last = select(func.max(c.reference)).where(c.party == p.id).correlate(t.parties).scalar_subquery()
    there = select(c.reference).where(c.party == p.id, c.place == place).exists()
    ways = []
    if party.phone:
        ways += [p.phone == party.phone, p.id == party_id(f"tel:{party.phone}")]
    if party.email:
        ways += [
            p.email.in_({party.email, party.email.casefold()}),
            p.id == party_id(f"mailto:{party.email.casefold()}"),
        ]
    if party.name and place:
        ways.append(and_(p.name == party.name, there))
    query = select(p.id, p.name, p.phone, p.email, last.label("case")).where(or_(*ways), p.id != party.id)
    rows = (await connection.execute(query.limit(4 * MOST))).all()
    return [row for row in rows if row.case is not None][:MOST]


def _why(row: Any, party: Party) -> str:
    if party.phone and row.phone == party.phone:
        return "phone"
    same_mail = party.email and row.email and row.email.casefold() == party.email.casefold()
    return "email" if same_mail else "place"


async def _said(connection: AsyncConnection, party: Party, found: Sequence[Alike]) -> dict[str, str]:
    """The last word of an agent about each pair."""
    pairs = {pair_of(party.id, each.party): each.party for each in found}
    if not pairs:
        return {}
    h = t.history.c
    query = select(h.subject, h.type).where(h.subject.in_(pairs), h.type.in_((SAME, OTHER))).order_by(h.seq)
    return {pairs[row.subject]: row.type for row in await connection.execute(query)}
