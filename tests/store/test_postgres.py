"""What PostgreSQL has besides: many processes at once, connections that are cut, several municipalities in one database."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import select

from router.domain.change import Change, History, Load
from router.domain.contact import Contact, Party, Text
from router.domain.errors import BadRow, FencedOff, Stale, StoreDown
from router.domain.words import Channel
from router.store import postgres_statements as sql
from router.store import tables as t
from router.store.postgres import PostgresStore
from router.store.postgres_migrate import migrate_postgres
from router.testing import MONDAY, case_file, promise
from router.testing_postgres import SCHEMA, emptied, empty_store

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def store(postgres_url):
    store = await empty_store(postgres_url)
    yield store
    await store.close()


@pytest.fixture
async def other(store, postgres_url):
    """As of another process."""
    store = PostgresStore(postgres_url, SCHEMA)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def driver(store, postgres_url):
    """A connection that does as it is told."""
    connection = await asyncpg.connect(postgres_url, server_settings={"search_path": SCHEMA})
    yield connection
    await connection.close()


def told(subject="KV-1", type="noted"):
    return Change(history=(History(subject=subject, type=type, at=MONDAY),))


def opened(number=1, *promises, **changes):
    case = case_file(reference=f"KV-{number}", contact=f"contact-{number}", **changes).case
    return told(case.reference, "opened").with_(
        cases=((None, case),), promises=tuple((None, each) for each in promises)
    )


async def lines_after(store, cursor):
    async with store.engine.connect() as connection:
        query = select(t.history.c.seq, t.history.c.subject).where(t.history.c.seq > cursor).order_by(t.history.c.seq)
        return [tuple(row) for row in await connection.execute(query)]


async def rows_of(store, table):
    async with store.engine.connect() as connection:
        return (await connection.execute(select(table))).all()


class TestCursor:
    """It passes only what is committed, with all before it."""

    async def test_who_began_first_is_waited_for(self, store, other, driver):
        begun = driver.transaction()
        await begun.start()
        await driver.execute(sql.IN_TURN)
        await driver.execute(sql.INSERTS["history"], ["first"], ["noted"], [0], ["a"], ["{}"])
        later = asyncio.create_task(other.apply([told("second")]))
        done, _ = await asyncio.wait([later], timeout=0.3)
        assert not done and await lines_after(store, 0) == [] and await store.cursor() == 0
        await begun.commit()
        assert await later == 2
        assert await lines_after(store, 0) == [(1, "first"), (2, "second")]

    async def test_a_follower_misses_nothing_of_many_who_write_at_once(self, store, other):
        seen, writing = [], True

        async def follow():
            cursor = 0
            while writing or await store.cursor() > cursor:
                for seq, subject in await lines_after(store, cursor):
                    cursor = seq
                    seen.append(subject)

        async def write(which, name):
            for number in range(25):
                changes = [told(f"{name}-{number}-{line}") for line in range(1 + number % 5)]
                await which.apply(changes)

        following = asyncio.create_task(follow())
        await asyncio.gather(
            *(write(which, f"{place}-{name}") for place, which in enumerate((store, other)) for name in "abc")
        )
        writing = False
        await following
        assert seen == [subject for _, subject in await lines_after(store, 0)]
        assert len(seen) == 6 * 25 * 3

    async def test_who_gives_up_leaves_a_gap_and_no_more(self, store, other):
        before = opened()
        await store.apply([before])
        stale = Change(cases=((before.case.changed(MONDAY), before.case),), history=told().history)
        with pytest.raises(Stale):
            await store.apply([stale])
        assert await other.apply([told("next")]) == await store.cursor()
        assert [subject for _, subject in await lines_after(store, 0)] == ["KV-1", "next"]


class TestManyRows:
    """The way of COPY."""

    async def test_a_batch_and_the_same_again(self, store):
        def batch(body):
            contacts = tuple(contact(f"c{number}") for number in range(100))
            texts = tuple(Text(id=each.id, body=body) for each in contacts)
            return Change(contacts=contacts, texts=texts, parties=tuple(Party(id=f"p{each.id}") for each in contacts))

        assert (
            await store.apply([batch("one"), *(opened(number, promise(case=f"KV-{number}")) for number in range(100))])
            == 100
        )
        await store.apply([batch("two")])
        assert {row.body for row in await rows_of(store, t.texts)} == {"two"}
        assert len(await rows_of(store, t.contacts)) == len(await rows_of(store, t.parties)) == 100

    async def test_history_keeps_its_order(self, store):
        await store.apply([told(f"KV-{number:03}") for number in range(300)])
        assert [subject for _, subject in await lines_after(store, 0)] == [f"KV-{number:03}" for number in range(300)]

    @pytest.mark.parametrize("count", [2, 60])
    async def test_one_bad_row_of_many_leaves_nothing(self, store, count):
        texts = tuple(Text(id=f"t{number}", body="goed") for number in range(count))
        for bad in ("\ud800", "nul\x00"):
            with pytest.raises(BadRow) as said:
                await store.apply([Change(texts=(*texts, Text(id="bad", body=f"Geheim {bad}")))])
            assert "Geheim" not in str(said.value)
        assert await rows_of(store, t.texts) == []

    async def test_the_same_case_opened_twice(self, store):
        await store.apply([opened(7)])
        for count in (0, 60):
            with pytest.raises(BadRow):
                await store.apply([opened(7), *(opened(100 + number) for number in range(count))])

    async def test_opened_and_changed_in_one_batch(self, store):
        first = opened()
        second = first.case.changed(MONDAY, priority=5)
        third = second.changed(MONDAY, priority=9)
        await store.apply([first, Change(cases=((first.case, second),)), Change(cases=((second, third),))])
        file = (await store.files(["KV-1"]))["KV-1"]
        assert (file.case.version, file.case.priority) == (third.version, 9)
        with pytest.raises(Stale):
            await store.apply(
                [Change(cases=((third, third.changed(MONDAY)),)), Change(cases=((third, third.changed(MONDAY)),))]
            )

    async def test_one_sender_many_times_in_one_batch(self, store):
        many = [Change(parties=(Party(id="p", name="Noor"),)) for _ in range(50)]
        await store.apply([*many, Change(parties=(Party(id="p", email="noor@example.org"),))])
        assert await store.party("p") == Party(id="p", name="Noor", email="noor@example.org")

    async def test_an_index_takes_no_key_of_ten_thousand_characters(self, store):
        with pytest.raises(BadRow):
            await store.apply([Change(threads=(("<" + "".join(map(str, range(4000))) + ">", "KV-1"),))])

    async def test_hands_in_one_batch(self, store):
        loads = [Load(account="a", lane="mail", before=held, after=held + 1) for held in range(3)]
        await store.apply([Change(loads=(each,)) for each in loads])
        assert await store.loads_of("a") == {"mail": 3}
        with pytest.raises(Stale):
            await store.apply([Change(loads=(each,)) for each in loads])


def contact(name):
    return Contact(id=name, channel=Channel.EMAIL, source="email", received_at=MONDAY, digest=b"d")


class TestAtOnce:
    async def test_of_two_processes_one_changes_a_case(self, store, other):
        change = opened()
        await store.apply([change])
        changed = [change.case.changed(MONDAY, assignee=who) for who in "abcdef"]
        said = await asyncio.gather(
            *(
                which.apply([Change(cases=((change.case, each),))])
                for which, each in zip([store, other] * 3, changed, strict=True)
            ),
            return_exceptions=True,
        )
        assert sorted(type(each).__name__ for each in said) == ["Stale"] * 5 + ["int"]

    async def test_a_deadlock_is_stale(self, store, driver):
        """A transaction that took rows in another order: one of both gives way, and can try again."""
        changes = [opened(1), opened(2)]
        await store.apply(changes)
        both = [Change(cases=((each.case, each.case.changed(MONDAY)),)) for each in changes]
        begun = driver.transaction()
        await begun.start()
        await driver.execute("UPDATE cases SET priority = 1 WHERE reference = 'KV-2'")
        write = asyncio.create_task(store.apply(both))
        await asyncio.sleep(0.2)
        with suppress(asyncpg.DeadlockDetectedError):
            await driver.execute("UPDATE cases SET priority = 1 WHERE reference = 'KV-1'")
        await begun.rollback()
        try:
            await write
        except Stale as stale:
            assert stale.subjects == {"KV-1", "KV-2"}
            await store.apply(both)

    async def test_a_lock_that_is_not_given_up_makes_stale(self, store, driver, postgres_url):
        change = opened()
        await store.apply([change])
        hasty = PostgresStore(postgres_url, SCHEMA, patience=1.0)
        begun = driver.transaction()
        await begun.start()
        await driver.execute("UPDATE cases SET priority = 1")
        with pytest.raises(Stale):
            await hasty.apply([Change(cases=((change.case, change.case.changed(MONDAY)),))])
        await begun.rollback()
        await hasty.close()

    async def test_the_offset_waits_for_who_had_the_partition_before(self, store, other):
        old = await store.take(0)
        await store.apply([opened()], old._replace(offset=3))
        new = await other.take(0)
        assert (new.epoch, new.offset) == (old.epoch + 1, 3)
        with pytest.raises(FencedOff):
            await store.apply([opened(2)], old._replace(offset=4))
        assert len(await rows_of(store, t.cases)) == 1


class TestClaims:
    """Two clocks are never at work on the same."""

    @pytest.fixture
    async def owed(self, store):
        made = [promise(case=f"KV-{each}", since=MONDAY, due=MONDAY + each * MINUTE) for each in range(40)]
        made = [each.with_(next_at=each.due) for each in made]
        await store.apply([Change(promises=tuple((None, each) for each in made))])
        return made

    async def test_each_gets_others(self, store, other, owed):
        now = MONDAY + 60 * MINUTE
        first, second = await asyncio.gather(store.due(now, 15), other.due(now, 15))
        assert len(first) == len(second) == 15
        assert not {each.id for each in first} & {each.id for each in second}
        assert await store.due(now, 15) == first  # mine are still mine
        assert len(await other.due(now, 99)) == 25

    async def test_who_fired_lets_go(self, store, other, owed):
        now = MONDAY + 60 * MINUTE
        mine = await store.due(now, 40)
        assert await other.due(now, 40) == [] and await other.next_at() is None
        await store.apply([Change(promises=tuple((each, each.keep(now)) for each in mine[:30]))])
        assert len(await store.due(now, 40)) == 10

    async def test_what_a_dead_clock_had_is_taken_over(self, store, other, owed, driver):
        now = MONDAY + 60 * MINUTE
        assert len(await store.due(now, 40)) == 40
        await driver.execute("UPDATE claims SET until = clock_timestamp() - interval '1 second'")
        assert len(await other.due(now, 40)) == 40
        assert await other.next_at() == MONDAY

    async def test_what_somebody_is_changing_is_left_alone(self, store, owed, driver):
        begun = driver.transaction()
        await begun.start()
        await driver.execute("UPDATE promises SET generation = 9 WHERE id = $1", owed[0].id)
        assert [each.id for each in await store.due(MONDAY + MINUTE, 9)] == [owed[1].id]
        await begun.rollback()


class TestNamespaces:
    async def test_nothing_of_one_municipality_reaches_another(self, store, postgres_url):
        schema = await emptied(postgres_url, "another-town")
        neighbour = PostgresStore(postgres_url, schema)
        await neighbour.open()
        try:
            position = await store.take(0)
            change = opened(1, promise(case="KV-1", due=MONDAY)).with_(
                contacts=(contact("c1"),), texts=(Text(id="c1", message_id="<m>"),), parties=(Party(id="p"),),
                threads=(("<m>", "KV-1"),), loads=(Load(account="agent", lane="mail", before=0, after=1),),
            )  # fmt: skip
            await store.apply([change], position._replace(offset=5))
            await store.draw("KV", 10)
            async with neighbour.engine.connect() as connection:
                held = [
                    table.name
                    for table in t.metadata.sorted_tables
                    if (await connection.execute(select(table))).first()
                ]
            assert held == []
            assert await neighbour.cursor() == 0 and await neighbour.due(MONDAY + MINUTE, 9) == []
            assert (await neighbour.take(0)).offset == -1 and await neighbour.draw("KV", 1) == 1
            assert await neighbour.apply([opened()]) == 1  # the same reference is another case
        finally:
            await neighbour.close()

    async def test_an_account_of_one_reads_nothing_of_the_other(self, store, postgres_url, driver):
        """As a hoster does it: a role a municipality, which owns its schema and nothing else."""
        await driver.execute('DROP SCHEMA IF EXISTS "own-role" CASCADE; DROP ROLE IF EXISTS "own-role"')
        await driver.execute(
            """CREATE ROLE "own-role" LOGIN PASSWORD 'own'; CREATE SCHEMA "own-role" AUTHORIZATION "own-role" """
        )
        url = "postgresql://own-role:own@" + postgres_url.partition("@")[2]
        await migrate_postgres(url, "own-role")
        own, nosy = PostgresStore(url, "own-role"), PostgresStore(url, SCHEMA)
        try:
            assert await own.apply([opened()]) == 1
            with pytest.raises(StoreDown):
                await nosy.open()
        finally:
            await own.close()
            await nosy.close()

    async def test_who_may_not_make_a_schema_is_told_the_mend(self, store, postgres_url, driver):
        await driver.execute("""DROP ROLE IF EXISTS "nobody"; CREATE ROLE "nobody" LOGIN PASSWORD 'own'""")
        with pytest.raises(StoreDown, match='CREATE SCHEMA "town" AUTHORIZATION "nobody"'):
            await migrate_postgres("postgresql://nobody:own@" + postgres_url.partition("@")[2], "town")

    async def test_tables_that_are_not_there(self, postgres_url):
        store = PostgresStore(postgres_url, "never-made")
        with pytest.raises(StoreDown, match="balie migrate"):
            await store.open()
        await store.close()


async def test_a_cancelled_caller_does_not_undo_a_write(store):
    write = asyncio.create_task(store.apply([told()]))
    await asyncio.sleep(0)
    write.cancel()
    with suppress(asyncio.CancelledError):
        await write
    await store.close()
    assert write.cancelled() or write.done()
