"""Whose a case is: what permissions ask, and no more."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.record import Record
from router.store import tables as t

_teams = msgspec.json.Decoder(tuple[str, ...]).decode


class Whose(Record):
    team: str
    teams_seen: tuple[str, ...]  #: that have it, or had it before
    hands: frozenset[str]  #: accounts in whose hands it is, before whom it lies, who handled it last


async def whose(reads: AsyncEngine, reference: str) -> Whose | None:
    c = t.cases.c
    query = select(c.team, c.teams_seen, c.assignee, c.offered_to, c.handler).where(c.reference == reference)
    async with reads.connect() as connection:
        row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    hands = frozenset(each for each in (row.assignee, row.offered_to, row.handler) if each)
    return Whose(team=row.team, teams_seen=_teams(row.teams_seen), hands=hands)


async def is_mentioned(reads: AsyncEngine, reference: str, account: str) -> bool:
    """A colleague asked for this person by name, in a note."""
    n = t.notices.c
    query = select(n.id).where(n.account == account, n.case == reference, n.code == "mentioned").limit(1)
    async with reads.connect() as connection:
        return (await connection.execute(query)).first() is not None
