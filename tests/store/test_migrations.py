"""A register of an earlier version, brought to this one: nothing that was promised is forgotten."""

import sqlite3

from alembic import command

from router.domain.moments import to_micros
from router.store.migrate import configuration, migrate
from router.store.sqlite import SqliteStore
from router.testing import MONDAY, moment

DUE = moment("wo 25 nov 2026 17:00")
WARN = moment("di 24 nov 2026 13:30")


def promised(path, name, next_at):
    names = "id, 'case', kind, team, term, since, due, why, warn, next_at, generation, state".replace("'", '"')
    values = (
        name,
        "KV-1",
        "answer",
        "kcc",
        "2 working days",
        to_micros(MONDAY),
        to_micros(DUE),
        "",
        50,
        next_at,
        0,
        "open",
    )
    with sqlite3.connect(path) as connection:
        connection.execute(f"INSERT INTO promises ({names}) VALUES ({', '.join('?' * 12)})", values)
    connection.close()


async def test_a_warn_point_that_is_still_to_come_keeps_its_moment(tmp_path):
    path = tmp_path / "store.db"
    command.upgrade(configuration(path), "0001")
    promised(path, "ahead", to_micros(WARN))
    promised(path, "past", to_micros(DUE))
    promised(path, "over", None)
    await migrate(path)
    store = SqliteStore(path)
    await store.open()
    try:
        due = {each.id: each for each in await store.due(DUE, 9)}
    finally:
        await store.close()
    assert (due["ahead"].warns, due["ahead"].warning, due["ahead"].warned().next_at) == ((WARN,), 1, DUE)
    assert (due["past"].warns, due["past"].warning) == ((), 0)
    assert set(due) == {"ahead", "past"}
