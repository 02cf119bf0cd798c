"""How a source is, kept in the register."""

from datetime import timedelta

import pytest

from router.logbook import EVERY, KeptLogbook
from router.store.views.sources import source_named, sources
from router.testing_town import town_in


@pytest.fixture
async def town(tmp_path):
    async with town_in(tmp_path) as town:
        yield town


def logbook(town):
    async def read(name):
        return await source_named(town.store.engine, name)

    return KeptLogbook("mastodon", read, town.store.apply, town.clock.now)


async def test_a_cursor_outlives_a_restart(town):
    await logbook(town).heard("klaverdam", "42", spoke=True, silent_after=3600)
    again = await logbook(town).source("klaverdam")
    assert (again.cursor, again.heard_at, again.spoke_at) == ("42", town.clock.now(), town.clock.now())
    assert again.ails(town.clock.now() + timedelta(hours=1)) is None
    assert again.ails(town.clock.now() + timedelta(hours=1, seconds=1)) == "silent"


async def test_trouble_is_one_trouble_since_its_first_time(town):
    book, began = logbook(town), town.clock.now()
    await book.trouble("klaverdam", "unreachable")
    town.clock.advance(timedelta(seconds=60))
    await book.trouble("klaverdam", "expired")
    (source,) = await sources(town.store.engine)
    assert (source.trouble, source.since) == ("expired", began)
    await book.heard("klaverdam")
    (source,) = await sources(town.store.engine)
    assert (source.trouble, source.since) == (None, None)


async def test_nothing_new_is_written_now_and_then(town):
    book = logbook(town)
    await book.heard("klaverdam")
    first = town.clock.now()
    town.clock.advance(EVERY - timedelta(seconds=1))
    await book.heard("klaverdam")
    (source,) = await sources(town.store.engine)
    assert source.heard_at == first
    town.clock.advance(timedelta(seconds=1))
    await book.heard("klaverdam")
    (source,) = await sources(town.store.engine)
    assert source.heard_at == town.clock.now()
