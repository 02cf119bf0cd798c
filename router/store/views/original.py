"""Where the original of one contact of a case is kept."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.store import tables as t


async def original_of(reads: AsyncEngine, reference: str, contact: str) -> str | None:
    """The sha256 of its bytes. None when the case has no such contact, or its original was not kept."""
    query = (
        select(t.texts.c.original_sha256)
        .join(t.contacts, t.contacts.c.id == t.texts.c.id)
        .where(t.contacts.c.case == reference, t.contacts.c.id == contact)
    )
    async with reads.connect() as connection:
        found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found
