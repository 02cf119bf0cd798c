"""One attachment of a case, by the hash of its content."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.contact import Attachment
from router.store import tables as t
from router.store.rows import TEXT


async def attachment_of(reads: AsyncEngine, reference: str, sha256: str) -> Attachment | None:
    query = (
        select(t.texts)
        .join(t.contacts, t.contacts.c.id == t.texts.c.id)
        .where(t.contacts.c.case == reference, t.texts.c.attachments != "[]")
    )
    async with reads.connect() as connection:
        texts = TEXT.all_of((await connection.execute(query)).all())
    return next((file for text in texts for file in text.attachments if file.sha256 == sha256), None)
