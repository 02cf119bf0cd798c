"""Cases that went on as one: a case with those merged into it, and the case that one went on as."""

from sqlalchemy import Select, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from router.store import tables as t


def family(reference: str) -> Select[tuple[str]]:
    """This case and all that were merged into it, also those into these: a query for others to stand in."""
    found = select(literal(reference, t.cases.c.reference.type).label("reference")).cte("family", recursive=True)
    below = select(t.cases.c.reference).join(found, t.cases.c.merged_into == found.c.reference)
    return select(found.union(below).c.reference)


async def goes_on_as(connection: AsyncConnection, reference: str) -> str:
    """The case this one is part of now: itself when it was not merged."""
    found = select(t.cases.c.reference, t.cases.c.merged_into).where(t.cases.c.reference == reference)
    chain = found.cte("chain", recursive=True)
    above = select(t.cases.c.reference, t.cases.c.merged_into).join(chain, t.cases.c.reference == chain.c.merged_into)
    whole = chain.union(above)
    row = (await connection.execute(select(whole.c.reference).where(whole.c.merged_into.is_(None)))).first()
    return str(row.reference) if row else reference
