"""One contact, as the API tells it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.store import tables as t
from router.store.rows import CONTACT, PARTY, TEXT


async def contact_view(reads: AsyncEngine, contact: str) -> dict[str, object] | None:
    async with reads.connect() as connection:
        row = (await connection.execute(select(t.contacts).where(t.contacts.c.id == contact))).first()
        if row is None:
            return None
        found = CONTACT.of(row)
        text = (await connection.execute(select(t.texts).where(t.texts.c.id == contact))).first()
        party = (await connection.execute(select(t.parties).where(t.parties.c.id == found.party))).first()
    words, who = TEXT.of(text) if text else None, PARTY.of(party) if party else None
    return {
        "id": found.id,
        "status": found.status,
        "caseReference": found.case,
        "channel": found.channel,
        "source": found.source,
        "sourceId": found.source_id,
        "direction": found.direction,
        "receivedAt": found.received_at,
        "by": found.by,
        "subject": words.subject if words else "",
        "text": words.body if words else "",
        "attachments": [{"name": each.name, "size": each.size} for each in words.attachments if not each.inline]
        if words
        else [],
        "sender": {"name": who.name, "email": who.email, "phone": who.phone, "handle": who.handle} if who else None,
    }
