"""Cases with their promises and parties: three queries, whatever the number of cases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from router.domain.case import CaseFile
from router.domain.promise import Promise
from router.store import tables as t
from router.store.among import among
from router.store.rows import CASE, PROMISE


async def files_of(connection: AsyncConnection, references: Sequence[str]) -> Mapping[str, CaseFile]:
    """Unknown ones are left out."""
    cases = await connection.execute(select(t.cases).where(among(t.cases.c.reference, references)))
    promises = await _promises(connection, references)
    parties = await _parties(connection, references)
    return {
        case.reference: CaseFile(
            case=case, promises=tuple(promises[case.reference]), parties=frozenset(parties[case.reference])
        )
        for case in CASE.all_of(cases.all())
    }


async def _promises(connection: AsyncConnection, references: Sequence[str]) -> Mapping[str, list[Promise]]:
    p = t.promises.c
    query = select(t.promises).where(among(p.case, references)).order_by(p.since, p.id)
    found = defaultdict[str, list[Promise]](list)
    for promise in PROMISE.all_of((await connection.execute(query)).all()):
        found[promise.case].append(promise)
    return found


async def _parties(connection: AsyncConnection, references: Sequence[str]) -> Mapping[str, set[str]]:
    c = t.contacts.c
    query = select(c.case, c.party).where(among(c.case, references)).distinct()
    found = defaultdict[str, set[str]](set)
    for reference, party in await connection.execute(query):
        found[reference].update([party] if party else [])
    return found
