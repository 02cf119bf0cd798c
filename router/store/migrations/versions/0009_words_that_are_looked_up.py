"""Words that are looked up: an index of texts and of people, kept by the database itself"""

from unicodedata import combining, normalize

from alembic import op

revision = "0009"
down_revision = "0008"

KEPT = (("texts", ("subject", "body")), ("parties", ("name", "email", "handle")))
MOST = 20000  # characters of a text: PostgreSQL refuses a row whose words take more than a megabyte
BETWEEN = "-./@_+=&#~"  # its parser would read an address or a path as one word


def upgrade() -> None:
    for table, columns in KEPT:
        if op.get_bind().dialect.name == "postgresql":
            _in_postgres(table, columns)
        else:
            _in_sqlite(table, columns)


def _in_sqlite(table: str, columns: tuple[str, ...]) -> None:
    """FTS5 beside the table, without a copy of its words."""
    words, names = f"words_of_{table}", ", ".join(columns)
    old, new = (", ".join(f"{row}.{each}" for each in columns) for row in ("old", "new"))
    forget = f"INSERT INTO {words} ({words}, rowid, {names}) VALUES ('delete', old.rowid, {old});"
    keep = f"INSERT INTO {words} (rowid, {names}) VALUES (new.rowid, {new});"
    op.execute(
        f"CREATE VIRTUAL TABLE {words} USING fts5({names}, content='{table}', columnsize=0, "
        'tokenize="unicode61 remove_diacritics 2")'
    )
    op.execute(f"CREATE TRIGGER {words}_new AFTER INSERT ON {table} BEGIN {keep} END")
    op.execute(f"CREATE TRIGGER {words}_old AFTER DELETE ON {table} BEGIN {forget} END")
    differs = " OR ".join(f"old.{each} IS NOT new.{each}" for each in columns)
    op.execute(
        f"CREATE TRIGGER {words}_changed AFTER UPDATE OF {names} ON {table} WHEN {differs} BEGIN {forget} {keep} END"
    )
    op.execute(f"INSERT INTO {words} ({words}) VALUES ('rebuild')")


def _in_postgres(table: str, columns: tuple[str, ...]) -> None:
    """A function that reads words alike everywhere, and an index of what it finds."""
    plain = {chr(each): base for each in range(0xC0, 0x180) if (base := _base(chr(each)))}
    said = " || ' ' || ".join(f"coalesce({each}, '')" for each in columns)
    marked, bare = "".join(plain) + BETWEEN, "".join(plain.values()) + " " * len(BETWEEN)
    op.execute(
        "CREATE OR REPLACE FUNCTION searched(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
        f"SELECT pg_catalog.to_tsvector('pg_catalog.simple', pg_catalog.translate(pg_catalog.left(said, {MOST}), "
        f"'{marked}', '{bare}')) $$"
    )
    op.execute(f"CREATE INDEX words_of_{table} ON {table} USING gin (searched({said}))")


def _base(letter: str) -> str:
    """The letter under an accent; empty where there is none."""
    whole = normalize("NFKD", letter)
    return whole[0] if len(whole) == 2 and combining(whole[1]) else ""
