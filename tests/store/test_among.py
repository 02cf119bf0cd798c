"""One of many: by the index, on both databases."""

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from router.store.among import among
from router.store.tables import cases

QUERY = select(cases.c.reference).where(among(cases.c.reference, ["KV-1", "KV-2"]))


def where(dialect):
    return " ".join(str(QUERY.compile(dialect=dialect)).split("WHERE")[1].split())


def test_nothing_stands_between_a_column_and_its_values():
    assert where(sqlite.dialect()) == "cases.reference IN (SELECT value FROM json_each(?))"
    assert where(postgresql.asyncpg.dialect()) == "cases.reference = ANY ($1::VARCHAR[])"


async def test_in_any_order_and_none(store):
    async with store.engine.connect() as connection:
        for values in ([], ["é", "'", '"', "\\"], [f"KV-{number}" for number in range(40_000)]):
            rows = await connection.execute(select(cases.c.reference).where(among(cases.c.reference, values)))
            assert rows.all() == []
