"""The register's tables, for SQLite and PostgreSQL alike. Columns carry the names of the record they hold.

Moments are whole microseconds since 1970 (BIGINT). Names, addresses and words stand in `parties` and `texts` alone: those two can
be blanked without touching the register or its history.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, text

from router.store.partial import ACTED, MENTIONS_OPEN, RATED, TO_CALL, WAITS, index_where

metadata = MetaData()


def _moment(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=optional)


def _word(name: str, *, optional: bool = False, key: bool = False) -> Column[str]:
    """Compared byte by byte, on PostgreSQL too, whatever the language of its database."""
    kind = String().with_variant(String(collation="C"), "postgresql")
    return Column(name, kind, nullable=optional, primary_key=key)


def _json(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


cases = Table(
    "cases",
    metadata,
    _word("reference", key=True),
    Column("version", Integer, nullable=False),
    _word("status"),
    _word("channel"),
    _word("source"),
    _word("contact"),
    _word("party", optional=True),
    _word("product", optional=True),
    _word("kind"),
    _word("urgency"),
    _word("language"),
    _word("team"),
    Column("priority", Integer, nullable=False),
    _word("assignee", optional=True),
    _word("handler", optional=True),
    _moment("received_at"),
    _moment("changed_at"),
    _moment("closed_at", optional=True),
    _word("result", optional=True),
    Column("transfers", Integer, nullable=False),
    _json("teams_seen"),
    _moment("next_breach", optional=True),
    _word("steer"),
    _word("steer_outcome", optional=True),
    Column("steer_reason", Text),
    Column("needs_assistance", Boolean, nullable=False),
    Column("place", Text),
    _word("tone"),
    _word("audience"),
    Column("wanted", Text),
    _word("offered_to", optional=True),
    _moment("offer_ends", optional=True),
    _json("passed"),
    _json("escalated"),
    _word("raised", optional=True),
    _word("merged_into", optional=True),
    Index("cases_by_team", "team", "status"),
    Index("cases_by_assignee", "assignee", "status"),
    Index("cases_by_party", "party"),
    Index("cases_by_arrival", "received_at", "reference"),
    Index("cases_of_mentions", "received_at", "reference", sqlite_where=text("channel = 'mention'")).ddl_if(
        dialect="sqlite"
    ),
    index_where("mentions_open", "received_at", "reference", holds=MENTIONS_OPEN),
    index_where("cases_waiting", "reference", holds=WAITS),
    Index("cases_by_channel", "channel", "received_at", "reference").ddl_if(dialect="postgresql"),
    Index("cases_by_product", "product", "received_at", "reference").ddl_if(dialect="postgresql"),
    Index("cases_open", "team", "status", postgresql_where=text("status <> 'closed'")).ddl_if(dialect="postgresql"),
    index_where("cases_by_merger", "merged_into", holds=text("merged_into IS NOT NULL")),
    index_where("cases_by_offer", "offer_ends", holds=text("offer_ends IS NOT NULL")),
)
contacts = Table(
    "contacts",
    metadata,
    _word("id", key=True),
    _word("channel"),
    _word("source"),
    _moment("received_at"),
    _word("direction"),
    _word("source_id", optional=True),
    _word("case", optional=True),
    _word("party", optional=True),
    _word("status"),
    Column("digest", LargeBinary, nullable=False),
    _word("by", optional=True),
    Column("automatic", Boolean, nullable=False),
    Index("contacts_by_case", "case", "received_at"),
    Index("contacts_by_party", "party", "received_at"),
)
texts = Table(
    "texts",
    metadata,
    _word("id", key=True),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    _json("attachments"),
    _word("message_id", optional=True),
    _word("original_sha256", optional=True),
    _json("wire"),
)
parties = Table(
    "parties",
    metadata,
    _word("id", key=True),
    _word("address", optional=True),
    _word("name", optional=True),
    _word("email", optional=True),
    _word("phone", optional=True),
    _word("handle", optional=True),
    _word("language", optional=True),
    Column("needs_assistance", Boolean, nullable=False),
    *(Index(f"parties_by_{name}", name) for name in ("phone", "email", "name")),
)
promises = Table(
    "promises",
    metadata,
    _word("id", key=True),
    _word("case"),
    _word("kind"),
    _word("team"),
    _word("term"),
    _moment("since"),
    _moment("due"),
    Column("why", Text, nullable=False),
    _json("warns"),
    _moment("legal", optional=True),
    _moment("next_at", optional=True),
    Column("generation", Integer, nullable=False),
    _word("state"),
    _moment("ended", optional=True),
    _moment("fulfilled", optional=True),
    Column("reason", Text),
    _word("entry"),
    _word("calendar"),
    _word("legal_term", optional=True),
    _moment("paused", optional=True),
    _json("stood"),
    _moment("not_before", optional=True),
    _moment("not_after", optional=True),
    Column("attempts", Integer, nullable=False),
    _moment("next_attempt", optional=True),
    _word("asks", optional=True),
    Index("promises_by_case", "case"),
    Index("promises_by_moment", "next_at"),
    Index("promises_by_team", "kind", "state", "due"),
    index_where("promises_to_call", "kind", "due", "id", holds=TO_CALL),
)
decisions = Table(
    "decisions",
    metadata,
    _word("contact", key=True),
    _word("case"),
    _word("rulebook"),
    _moment("at"),
    _json("facts"),
    _json("stages"),
    Index("decisions_by_case", "case"),
)
history = Table(
    "history",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    _word("subject"),
    _word("type"),
    _moment("at"),
    _word("by"),
    _json("data"),
    Index("history_by_subject", "subject", "seq"),
    index_where("history_of_acts", "at", holds=ACTED),
    index_where("history_of_ratings", "at", holds=RATED),
)
outgoing = Table(
    "outgoing",
    metadata,
    _word("id", key=True),
    _word("case"),
    _word("purpose"),
    _word("channel"),
    _word("contact", optional=True),
    _word("recipient", optional=True),
    _word("address", optional=True),
    _word("state"),
    Column("attempts", Integer, nullable=False),
    _moment("next_at", optional=True),
    Column("note", Text),
    _json("data"),
    Index("outgoing_by_moment", "next_at"),
    Index("outgoing_by_case", "case"),
)
notices = Table(
    "notices",
    metadata,
    _word("id", key=True),
    _word("account"),
    _word("case"),
    _moment("at"),
    _word("code"),
    _json("data"),
    _moment("seen", optional=True),
    Index("notices_by_account", "account", "at"),
)
loads = Table(
    "loads", metadata, _word("account", key=True), _word("lane", key=True), Column("active", Integer, nullable=False)
)
quarantine = Table(
    "quarantine",
    metadata,
    _word("id", key=True),
    _word("stage"),
    Column("reason", Text, nullable=False),
    _moment("at"),
    Column("record", LargeBinary, nullable=False),
    _word("state"),
    Column("attempts", Integer, nullable=False),
)
threads = Table("threads", metadata, _word("message_id", key=True), _word("case"), Index("threads_by_case", "case"))
call_events = Table(
    "call_events",
    metadata,
    _word("key", key=True),
    _word("call"),
    _word("event"),
    _moment("at"),
    _word("queue", optional=True),
    _word("party", optional=True),
    _word("agent", optional=True),
    Index("call_events_by_call", "call"),
    Index("call_events_by_party", "party", "at"),
)
legs = Table(
    "legs",
    metadata,
    _word("call", key=True),
    Column("place", Integer, primary_key=True),
    _word("queue"),
    _moment("entered", optional=True),
    _moment("ended", optional=True),
    _word("ending", optional=True),
    _word("agent", optional=True),
    _moment("due", optional=True),
    _word("state", optional=True),
    Index("legs_by_queue", "queue", "entered"),
    Index("legs_by_entry", "entered"),
    index_where("legs_waiting", "call", holds=text("ending IS NULL")),
)
partitions = Table(
    "partitions",
    metadata,
    Column("partition", Integer, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
)
labels = Table(
    "labels",
    metadata,
    _word("contact", key=True),
    _word("case"),
    _word("product", optional=True),
    _word("kind"),
    _word("urgency"),
    _word("language"),
    _moment("at"),
    _word("by"),
)
rulebooks = Table(
    "rulebooks",
    metadata,
    _word("version", key=True),
    _moment("at"),
    _word("by"),
    Column("files", LargeBinary, nullable=False),
)
sources = Table(
    "sources",
    metadata,
    _word("name", key=True),
    Column("cursor", Text, nullable=False),
    _moment("heard_at", optional=True),
    _moment("spoke_at", optional=True),
    _word("trouble", optional=True),
    _moment("since", optional=True),
    Column("silent_after", Integer, nullable=False),
)
numbers = Table("numbers", metadata, _word("prefix", key=True), Column("next", BigInteger, nullable=False))
