"""What partial indexes hold. A query finds one by saying these very words: `router.store.said`, or the text itself."""

from sqlalchemy import Index, TextClause, text

ACTED = text("type IN ('claimed', 'closed', 'offer-missed', 'released', 'transferred')")
"""What people did with cases: of all history the part from which their work is counted."""
RATED = text("type = 'rated'")
"""What citizens said after closing."""
WAITS = text("status IN ('queued', 'offered')")
"""Cases that wait in a queue, said as the index says it: a few of very many."""
MENTIONS_OPEN = text("channel = 'mention' AND status NOT IN ('closed', 'quarantined')")
"""What web care still has to look at."""
TO_CALL = text("kind = 'callback' AND fulfilled IS NULL AND state IN ('open', 'broken')")
"""Calls that are still owed, late ones too."""


def index_where(name: str, *columns: str, holds: TextClause) -> Index:
    """Of some rows only, on both databases."""
    return Index(name, *columns, sqlite_where=holds, postgresql_where=holds)
