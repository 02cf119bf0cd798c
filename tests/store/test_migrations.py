"""A register of an earlier version, brought to this one, on both databases: no row is lost, nothing promised forgotten."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import LargeBinary, MetaData, create_engine, func, select, text
from sqlalchemy.types import Boolean, Integer

from router.domain.moments import to_micros
from router.store.migrate import FOLDER, migrate, newest, upgrade_file
from router.store.rows import CASE, HISTORY, PROMISE
from router.store.sqlite import SqliteStore
from router.store.tables import metadata
from router.testing import MONDAY, case_file, moment, promise

DUE = moment("wo 25 nov 2026 17:00")
WARN = moment("di 24 nov 2026 13:30")
VERSIONS = sorted(step.name.partition("_")[0] for step in (FOLDER / "versions").glob("[0-9]*.py"))
CLAIMS = "claims"  # of PostgreSQL alone, and nothing depends on it
LOOKED_UP = (
    "words_of_texts",
    "words_of_parties",
)  # kept by the database itself: in SQLite tables, in PostgreSQL indexes
ELSEWHERE = {  # indexes that the other database has alone
    "sqlite": ("cases_by_channel", "cases_by_product", "cases_open"),
    "postgresql": ("cases_of_mentions",),
}


class SqliteRegister:
    def __init__(self, folder):
        self.path = folder / "store.db"

    async def bring(self, to):
        upgrade_file(self.path, to)

    async def newest(self):
        await migrate(self.path)

    async def run(self, job):
        engine = create_engine(f"sqlite:///{self.path}")
        try:
            with engine.begin() as connection:
                return job(connection)
        finally:
            engine.dispose()

    def store(self):
        return SqliteStore(self.path)


class PostgresRegister:
    SCHEMA = "of-an-earlier-version"

    def __init__(self, url):
        self.url = url

    async def bring(self, to):
        from router.store.postgres_migrate import migrate_postgres

        await migrate_postgres(self.url, self.SCHEMA, to)

    async def newest(self):
        await self.bring("head")

    async def run(self, job):
        from router.store.postgres_connection import engine

        made = engine(self.url, self.SCHEMA, size=1, pages=False)
        try:
            async with made.connect() as connection:
                return await connection.run_sync(job)
        finally:
            await made.dispose()

    async def forget(self):
        import asyncpg

        connection = await asyncpg.connect(self.url)
        await connection.execute(f'DROP SCHEMA IF EXISTS "{self.SCHEMA}" CASCADE')
        await connection.close()

    def store(self):
        from router.store.postgres import PostgresStore

        return PostgresStore(self.url, self.SCHEMA)


@pytest.fixture(params=["sqlite", "postgres"])
async def older(request, tmp_path):
    if request.param == "sqlite":
        yield SqliteRegister(tmp_path)
        return
    register = PostgresRegister(request.getfixturevalue("postgres_url"))
    await register.forget()
    yield register


def some(column, number):
    """A value that this column takes."""
    if column.name in ("status", "state"):
        return {"status": "queued", "state": "open"}[column.name]
    if column.name == "seq" or column.name == "next_at":
        return number + 1
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer):
        return number
    if isinstance(column.type, LargeBinary):
        return b"{}"
    return (
        "[]" if column.name in ("teams_seen", "attachments", "facts", "stages", "data") else f"{column.name}-{number}"
    )


def filled(connection):
    """Three rows in each table, as it is at this version; how many rows that is, by table."""
    held = MetaData()
    held.reflect(connection)
    tables = [each for each in held.sorted_tables if each.name not in ("alembic_version", CLAIMS, "secrets")]
    tables = [each for each in tables if not each.name.startswith(LOOKED_UP)]
    for table in tables:
        connection.execute(
            table.insert(), [{each.name: some(each, number) for each in table.columns} for number in range(3)]
        )
    return {table.name: 3 for table in tables}


def counted(connection):
    return {
        name: connection.execute(select(func.count()).select_from(table)).scalar_one()
        for name, table in metadata.tables.items()
    }


def differences(connection):
    def ours(_, name, *__):
        if name is not None and name.startswith(LOOKED_UP):
            return False
        return name not in (CLAIMS, "secrets") and name not in ELSEWHERE[connection.dialect.name]

    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
    return compare_metadata(context, metadata)


@pytest.mark.parametrize("version", VERSIONS[:-1])
async def test_every_row_comes_along(older, version):
    await older.bring(version)
    rows = await older.run(filled)
    await older.newest()
    now = await older.run(counted)
    assert {name: now[name] for name in rows if name != "loads"} == {name: 3 for name in rows if name != "loads"}


@pytest.mark.parametrize("version", [None, *VERSIONS[:-1]])
async def test_the_tables_end_as_the_code_has_them(older, version):
    if version:
        await older.bring(version)
    await older.newest()
    assert await older.run(differences) == []
    assert (
        await older.run(lambda each: each.execute(text("SELECT version_num FROM alembic_version")).scalar()) == newest()
    )


async def test_again_is_nothing(older):
    await older.newest()
    await older.run(filled)
    await older.newest()
    assert set((await older.run(counted)).values()) == {3}


async def test_a_register_of_the_first_version_goes_on(older):
    """Cases and promises of then are read, changed and due."""
    await older.bring("0001")
    old = {"version", "warn"}
    case, owed = case_file().case, promise(due=DUE)
    rows = {
        "cases": dict(zip(CASE.columns, CASE.row(case), strict=True)),
        "promises": {
            **dict(zip(PROMISE.columns, PROMISE.row(owed), strict=True)),
            "warn": 50,
            "next_at": to_micros(DUE),
        },
        "history": {"subject": case.reference, "type": "opened", "at": to_micros(MONDAY), "by": "balie", "data": "{}"},
    }

    def write(connection):
        held = MetaData()
        held.reflect(connection)
        for name, row in rows.items():
            columns = {each.name for each in held.tables[name].columns} | old
            connection.execute(held.tables[name].insert(), {key: each for key, each in row.items() if key in columns})

    await older.run(write)
    await older.newest()
    store = older.store()
    await store.open()
    try:
        file = (await store.files([case.reference]))[case.reference]
        assert file.case.with_(teams_seen=()) == case.with_(teams_seen=())
        assert [each.id for each in await store.due(DUE, 9)] == [owed.id]
        assert await store.cursor() == 1 and len(HISTORY.columns) == 5
    finally:
        await store.close()


async def test_a_warn_point_that_is_still_to_come_keeps_its_moment(older):
    await older.bring("0001")
    plain = {
        "case": "KV-1", "kind": "answer", "team": "kcc", "term": "2 working days", "since": to_micros(MONDAY),
        "due": to_micros(DUE), "why": "", "warn": 50, "generation": 0, "state": "open",
    }  # fmt: skip
    moments = {"ahead": to_micros(WARN), "past": to_micros(DUE), "over": None}

    def write(connection):
        held = MetaData()
        held.reflect(connection)
        rows = [{**plain, "id": name, "next_at": next_at} for name, next_at in moments.items()]
        connection.execute(held.tables["promises"].insert(), rows)

    await older.run(write)
    await older.newest()
    store = older.store()
    await store.open()
    try:
        due = {each.id: each for each in await store.due(DUE, 9)}
    finally:
        await store.close()
    assert (due["ahead"].warns, due["ahead"].warning, due["ahead"].warned().next_at) == ((WARN,), 1, DUE)
    assert (due["past"].warns, due["past"].warning) == ((), 0)
    assert set(due) == {"ahead", "past"}
