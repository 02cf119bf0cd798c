"""What router.store.base promises, for every implementation."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from router.domain.change import Change, History, Load, Outgoing, Quarantined
from router.domain.contact import CallEvent, Contact, Party, Text
from router.domain.errors import BadRow, FencedOff, Stale, StoreDown
from router.domain.known import AT_MOST
from router.domain.words import CallEventKind, CaseStatus, Channel, Direction
from router.store import tables
from router.testing import MONDAY, case_file, promise

MINUTE = timedelta(minutes=1)


def opened(reference="KV-2611-0001", *promises, **changes):
    """The change that opens a case."""
    case = case_file(reference=reference, **changes).case
    return Change(
        cases=((None, case),),
        promises=tuple((None, each) for each in promises),
        history=(History(subject=reference, type="opened", at=MONDAY),),
    )


def contact(name="contact-1", **changes):
    return Contact(
        **{"id": name, "channel": Channel.EMAIL, "source": "email", "received_at": MONDAY, "digest": b"d", **changes}
    )


def outgoing(name="out-1", **changes):
    plain = {"id": name, "case": "KV-2611-0001", "purpose": "reply", "channel": "email", "next_at": MONDAY}
    return Outgoing(**{**plain, **changes})


async def case_in(store, reference="KV-2611-0001"):
    return (await store.files([reference]))[reference].case


async def counts(store):
    """How many rows each table has; those without any are left out."""
    async with store.engine.connect() as connection:
        found = {
            name: (await connection.execute(select(func.count()).select_from(table))).scalar()
            for name, table in tables.metadata.tables.items()
        }
    return {name: number for name, number in found.items() if number}


class TestApply:
    async def test_writes_all_of_a_change(self, store):
        cursor = await store.apply([opened("KV-2611-0001", promise())])
        file = (await store.files(["KV-2611-0001", "unknown"]))["KV-2611-0001"]
        assert (file.case, file.promises) == (case_file().case, (promise(),))
        assert cursor == await store.cursor() == 1

    async def test_nothing_is_written_for_nothing(self, store):
        assert await store.apply([]) == 0
        assert await store.apply([Change()]) == 0

    async def test_a_case_changes_on_the_version_that_was_read(self, store):
        await store.apply([opened()])
        before = await case_in(store)
        await store.apply([Change(cases=((before, before.changed(MONDAY, priority=9)),))])
        after = await case_in(store)
        assert (after.version, after.priority) == (2, 9)

    async def test_of_two_who_read_the_same_case_one_wins(self, store):
        await store.apply([opened()])
        before = await case_in(store)
        changes = [Change(cases=((before, before.changed(MONDAY, assignee=who)),)) for who in ("a", "b", "c")]
        said = await asyncio.gather(*(store.apply([each]) for each in changes), return_exceptions=True)
        won = [who for who, each in zip("abc", said, strict=True) if isinstance(each, int)]
        assert [type(each) for each in said].count(Stale) == 2
        assert won == [(await case_in(store)).assignee]

    async def test_stale_names_every_subject_and_writes_nothing(self, store):
        await store.apply([opened("KV-1"), opened("KV-2"), opened("KV-3")])
        files = await store.files(["KV-1", "KV-2", "KV-3"])
        await store.apply(
            [Change(cases=((files[each].case, files[each].case.changed(MONDAY)),)) for each in ("KV-1", "KV-2")]
        )
        again = [
            Change(cases=((file.case, file.case.changed(MONDAY)),), texts=(Text(id=reference),))
            for reference, file in files.items()
        ]
        with pytest.raises(Stale) as stale:
            await store.apply(again)
        assert stale.value.subjects == {"KV-1", "KV-2"}
        assert (await case_in(store, "KV-3")).version == 1
        assert await counts(store) == {"cases": 3, "history": 3}

    async def test_a_promise_changes_on_the_generation_that_was_read(self, store):
        await store.apply([opened("KV-2611-0001", promise())])
        warned = promise().warned()
        await store.apply([Change(promises=((promise(), warned),))])
        with pytest.raises(Stale) as stale:
            await store.apply([Change(promises=((promise(), promise().keep(MONDAY)),))])
        assert stale.value.subjects == {"KV-2611-0001"}
        assert (await store.files(["KV-2611-0001"]))["KV-2611-0001"].promises == (warned,)

    async def test_a_message_changes_on_the_state_and_attempt_that_were_read(self, store):
        await store.apply([Change(outgoing=((None, outgoing()),))])
        started = outgoing(state="started", attempts=1, next_at=None)
        await store.apply([Change(outgoing=((outgoing(), started),))])
        for was in (outgoing(), outgoing(state="started")):
            with pytest.raises(Stale):
                await store.apply([Change(outgoing=((was, started.with_(state="sent")),))])
        assert await store.unfinished() == [started]

    async def test_a_message_under_way_is_ready_again_when_its_time_is_over(self, store):
        started = outgoing(state="started", attempts=1, next_at=MONDAY)
        await store.apply([Change(outgoing=((None, started),))])
        assert await store.ready(MONDAY - timedelta(seconds=1), 10) == []
        assert await store.ready(MONDAY, 10) == [started]
        shared = type(store).__name__ == "PostgresStore"
        assert await store.unfinished() == ([] if shared else [started])

    async def test_hands_change_by_the_number_that_was_read(self, store):
        assert await store.loads_of("agent") == {}
        take = Change(loads=(Load(account="agent", lane="mail", before=0, after=1),))
        said = await asyncio.gather(*(store.apply([take]) for _ in range(3)), return_exceptions=True)
        assert sorted(type(each).__name__ for each in said) == ["Stale", "Stale", "int"]
        assert await store.loads_of("agent") == {"mail": 1}

    async def test_a_case_is_read_with_what_its_taker_holds(self, store):
        take = Change(loads=(Load(account="agent", lane="mail", before=0, after=1),))
        await store.apply([opened("KV-1", promise(case="KV-1")), take])
        file, holds = await store.with_loads("KV-1", "agent")
        assert (file, holds) == ((await store.files(["KV-1"]))["KV-1"], {"mail": 1})
        assert await store.with_loads("KV-2", "nobody") == (None, {})

    async def test_a_case_that_changes_twice_in_one_write_ends_as_the_last(self, store):
        opens, others = opened("KV-1"), [opened(f"KV-{each}") for each in range(2, 90)]
        await store.apply([opens, *others])
        first = opens.case.changed(MONDAY, priority=3)
        second = first.changed(MONDAY, team="parken")
        rest = [Change(cases=((each.case, each.case.changed(MONDAY, priority=1)),)) for each in others]
        await store.apply([Change(cases=((opens.case, first),)), *rest, Change(cases=((first, second),))])
        files = await store.files([each.case.reference for each in (opens, *others)])
        assert files["KV-1"].case == second
        assert {each.case.priority for name, each in files.items() if name != "KV-1"} == {1}
        with pytest.raises(Stale) as caught:
            await store.apply(
                [Change(cases=((first, second),)), *(Change(cases=(each.cases[0][::-1],)) for each in rest)]
            )
        assert caught.value.subjects == {"KV-1"}
        assert (await store.files(["KV-2"]))["KV-2"].case.priority == 1, "all of it or nothing"

    async def test_of_many_writes_at_once_only_the_bad_one_fails(self, store):
        take = Change(loads=(Load(account="agent", lane="mail", before=7, after=8),))
        asked = [[opened(f"KV-{each}")] for each in range(20)]
        said = await asyncio.gather(*(store.apply(each) for each in [*asked, [take], asked[3]]), return_exceptions=True)
        assert sorted(type(each).__name__ for each in said) == ["BadRow", "Stale", *["int"] * 20]
        assert sorted(each for each in said if isinstance(each, int)) == list(range(1, 21))
        assert len(await store.waiting()) == 20

    @pytest.mark.parametrize(
        "bad",
        [
            opened(),  # stands already
            Change(promises=((None, promise(generation=2**70)),)),  # no database holds that number
            Change(texts=(Text(id="t", body="\ud800"),)),  # half a character
            Change(contacts=(contact(None),)),
            Change(quarantined=(Quarantined(id="q", stage="s", reason="r", at=MONDAY, record=None),)),
        ],
        ids=["twice", "number", "character", "nobody", "record"],
    )
    async def test_a_bad_row_leaves_nothing(self, store, bad):
        await store.apply([opened()])
        position = await store.take(0)
        good = opened("KV-2611-0002", promise(case="KV-2611-0002"))
        with pytest.raises(BadRow):
            await store.apply([good, bad], position._replace(offset=7))
        assert (await store.take(0)).offset == -1
        assert await counts(store) == {"cases": 1, "history": 1, "partitions": 1}

    async def test_a_repeat_leaves_the_first(self, store):
        await store.apply(
            [Change(contacts=(contact(by="a"),), outgoing=((None, outgoing(note="a")),), threads=(("<m>", "KV-1"),))]
        )
        await store.apply(
            [
                Change(
                    contacts=(contact(by="b"),),
                    outgoing=((None, outgoing(note="b")),),
                    threads=(("<m>", "KV-2"),),
                    texts=(Text(id="contact-1"),),
                )
            ]
        )
        (row, _), (sent,) = await store.message("contact-1"), await store.ready(MONDAY, 9)
        assert (row.by, sent.note, await store.threads(["<m>"])) == ("a", "a", {"<m>": "KV-1"})

    async def test_a_party_learns_and_forgets_nothing(self, store):
        await store.apply([Change(parties=(Party(id="p", name="Noor", phone="+31612345678", needs_assistance=True),))])
        await store.apply([Change(parties=(Party(id="p", email="noor@example.org"),))])
        assert await store.party("p") == Party(
            id="p", name="Noor", phone="+31612345678", email="noor@example.org", needs_assistance=True
        )
        assert await store.party("q") is None


class TestPosition:
    async def test_the_offset_moves_with_the_rows(self, store):
        position = await store.take(0)
        assert (position.partition, position.offset) == (0, -1)
        await store.apply([opened()], position._replace(offset=41))
        assert (await store.take(0)).offset == 41
        assert await counts(store) == {"cases": 1, "history": 1, "partitions": 1}

    async def test_a_stale_batch_does_not_move_it(self, store):
        await store.apply([opened()])
        before, position = await case_in(store), await store.take(0)
        change = Change(cases=((before, before.changed(MONDAY)),))
        await store.apply([change])
        with pytest.raises(Stale):
            await store.apply([change], position._replace(offset=9))
        assert (await store.take(0)).offset == -1

    async def test_an_older_owner_is_fenced_off(self, store):
        old, new = await store.take(0), await store.take(0)
        assert new.epoch > old.epoch
        with pytest.raises(FencedOff):
            await store.apply([opened()], old._replace(offset=3))
        assert await counts(store) == {"partitions": 1}
        await store.apply([opened()], new._replace(offset=3))

    async def test_partitions_are_apart(self, store):
        first, second = await store.take(0), await store.take(1)
        await store.apply([], first._replace(offset=5))
        await store.apply([], second._replace(offset=6))
        assert [(await store.take(each)).offset for each in (0, 1)] == [5, 6]

    async def test_one_who_never_took_it_is_fenced_off(self, store):
        position = await store.take(0)
        with pytest.raises(FencedOff):
            await store.apply([opened()], position._replace(partition=8, offset=0))


class TestIntake:
    async def test_digests_threads_and_calls(self, store):
        event = CallEvent(call="c1", event=CallEventKind.QUEUED, at=MONDAY, queue="kcc", caller="+31612345678")
        await store.apply(
            [
                Change(
                    contacts=(contact("a", digest=b"1"), contact("b", digest=b"2")),
                    threads=(("<m>", "KV-1"),),
                    call_events=(event, event),
                )
            ]
        )
        assert await store.digests({"a", "b", "z"}) == {"a": b"1", "b": b"2"}
        assert await store.threads({"<m>", "<z>"}) == {"<m>": "KV-1"}
        calls = await store.calls({"c1", "z"})
        assert calls["z"] == [] and [(each.event, each.at, each.queue) for each in calls["c1"]] == [
            ("queued", MONDAY, "kcc")
        ]
        assert (await store.digests([]), await store.threads([]), await store.calls([])) == ({}, {}, {})

    async def test_a_contact_in_quarantine_is_replaced(self, store):
        held = Quarantined(id="a", stage="route", reason="it broke", at=MONDAY, record=b"\x00")
        await store.apply([Change(contacts=(contact("a", status="quarantined"),), quarantined=(held,))])
        assert await store.held("a") == held and await store.held("b") is None
        replayed = held.with_(state="replayed")
        await store.apply(
            [Change(contacts=(contact("a", case="KV-1", party="p"),), quarantined=(replayed,), texts=(Text(id="a"),))]
        )
        row, _ = await store.message("a")
        assert (row.status, row.case, row.party) == ("decided", "KV-1", "p")
        assert await store.held("a") == replayed.with_(attempts=2)
        await store.apply([Change(contacts=(contact("a", case="KV-9"),))])
        assert (await store.message("a"))[0].case == "KV-1"


class TestRegister:
    async def test_numbers_drawn_at_once_never_overlap(self, store):
        first = await asyncio.gather(*(store.draw("KV-2611", size) for size in range(1, 21)))
        numbers = [start + step for start, size in zip(first, range(1, 21), strict=True) for step in range(size)]
        assert sorted(numbers) == list(range(1, 211))
        assert await store.draw("KV-2612", 5) == 1

    async def test_waiting_is_what_waits_in_a_queue(self, store):
        await store.apply([opened(f"KV-{status}", status=status) for status in CaseStatus])
        assert {case.reference for case in await store.waiting()} == {"KV-queued", "KV-offered"}

    async def test_a_file_has_its_promises_and_who_wrote_in_it(self, store):
        later = promise(kind="callback", since=MONDAY + MINUTE)
        await store.apply([opened("KV-2611-0001", later, promise()), opened("KV-2", promise(case="KV-2"))])
        await store.apply(
            [
                Change(
                    contacts=(
                        contact("a", case="KV-2611-0001", party="p"),
                        contact("b", case="KV-2", party="q"),
                        contact("c", case="KV-2611-0001"),
                    )
                )
            ]
        )
        file = (await store.files(["KV-2611-0001", "KV-2"]))["KV-2611-0001"]
        assert (file.promises, file.parties) == ((promise(), later), frozenset({"p"}))
        assert await store.files([]) == {}


class TestTimersAndPost:
    async def test_due_is_first_due_first(self, store):
        promises = [
            promise(case=f"KV-{each}", since=MONDAY - each * MINUTE, due=MONDAY - each * MINUTE, warn=50)
            for each in range(4)
        ]
        kept = promise(case="KV-8", due=MONDAY).keep(MONDAY)
        later = promise(case="KV-9", since=MONDAY + MINUTE, due=MONDAY + MINUTE)
        await store.apply([Change(promises=tuple((None, each) for each in (*promises, kept, later)))])
        assert [each.case for each in await store.due(MONDAY, 99)] == ["KV-3", "KV-2", "KV-1", "KV-0"]
        assert [each.case for each in await store.due(MONDAY, 2)] == ["KV-3", "KV-2"]
        assert await store.next_at() == MONDAY - 3 * MINUTE

    async def test_nothing_is_due_in_an_empty_register(self, store):
        assert (await store.due(MONDAY, 9), await store.next_at(), await store.ready(MONDAY, 9)) == ([], None, [])

    async def test_ready_is_oldest_first(self, store):
        waiting = [outgoing(f"out-{each}", next_at=MONDAY - each * MINUTE) for each in range(3)]
        others = [outgoing("later", next_at=MONDAY + MINUTE), outgoing("gone", state="sent", next_at=None)]
        await store.apply([Change(outgoing=tuple((None, each) for each in (*waiting, *others)))])
        assert [each.id for each in await store.ready(MONDAY, 99)] == ["out-2", "out-1", "out-0"]
        assert [each.id for each in await store.ready(MONDAY, 1)] == ["out-2"]

    async def test_message_ids_of_the_citizen_newest_first(self, store):
        rows = [contact(f"c{each}", case="KV-1", received_at=MONDAY + each * MINUTE) for each in range(3)]
        ours = contact("ours", case="KV-1", direction=Direction.OUT, received_at=MONDAY + 9 * MINUTE)
        texts = [Text(id=each.id, message_id=f"<{each.id}>") for each in (*rows[:2], ours)]
        await store.apply([Change(contacts=(*rows, ours), texts=(*texts, Text(id="c2")))])
        assert await store.last_message_ids("KV-1") == ["<c1>", "<c0>"]

    async def test_messages_of_ids_and_of_cases(self, store):
        told = [outgoing("a", case="KV-1"), outgoing("b", case="KV-2"), outgoing("c", case="KV-3")]
        await store.apply([Change(outgoing=tuple((None, each) for each in told))])
        assert {each.id for each in await store.outgoing(["a"], ["KV-3"])} == {"a", "c"}
        assert await store.outgoing([], []) == []

    async def test_what_somebody_said_last_over_a_channel(self, store):
        told = [
            contact("old", case="KV-1", party="p"),
            contact("new", case="KV-1", party="p", received_at=MONDAY + MINUTE),
            contact("other", case="KV-1", party="q", received_at=MONDAY + 2 * MINUTE),
            contact("ours", case="KV-1", party="p", received_at=MONDAY + 2 * MINUTE, direction=Direction.OUT),
        ]
        words = tuple(Text(id=each.id, wire={"root": each.id}) for each in told)
        await store.apply([opened("KV-1").and_(Change(contacts=tuple(told), texts=words))])
        found = await store.last_said("KV-1", "email", "p")
        assert (found[0].id, found[1].wire) == ("new", {"root": "new"})
        assert await store.last_said("KV-1", "mastodon", "p") is None

    async def test_machines_messages_are_counted(self, store):
        by_machine = {"direction": Direction.OUT, "automatic": True, "case": "KV-1"}
        told = (
            contact("a", party="p", **by_machine),
            contact("b", party="p", **by_machine, received_at=MONDAY + MINUTE),
            contact("c", party="q", **by_machine, received_at=MONDAY + MINUTE),
            contact("d", party="q", case="KV-1", received_at=MONDAY + MINUTE),
        )
        await store.apply([Change(contacts=told)])
        assert await store.automatic_to(["p", "q", "r"], MONDAY + MINUTE) == {"p": 1, "q": 1}
        assert await store.said_in(["KV-1", "KV-2"], MONDAY) == {"KV-1": (3, 4)}


class TestClose:
    async def test_what_was_asked_is_done_and_answered(self, opens):
        store = await opens.open()
        writes = [asyncio.create_task(store.apply([opened(f"KV-{each}")])) for each in range(50)]
        for _ in range(3):
            await asyncio.sleep(0)
        await store.close()
        assert sorted(await asyncio.gather(*writes)) == list(range(1, 51))
        with pytest.raises(StoreDown):
            await store.apply([opened()])
        store = await opens.open()
        assert await store.cursor() == 50
        await store.close()


DAY = timedelta(days=1)


def written(party, days, number=0, **changes):
    """A contact of `days` ago that opened a case."""
    name = f"{party}-{days}-{number}"
    change = opened(f"KV-{name}", contact=name, party=party, **changes)
    return change.with_(
        parties=(Party(id=party),),
        contacts=(contact(name, case=f"KV-{name}", party=party, received_at=MONDAY - days * DAY),),
    )


class TestKnown:
    async def test_who_was_never_heard_of_is_left_out(self, store):
        await store.apply([written("noor", 1)])
        assert set(await store.known(["noor", "jan"], MONDAY - 90 * DAY)) == {"noor"}
        assert await store.known([], MONDAY) == {}

    async def test_contacts_since_then_newest_first(self, store):
        await store.apply([written("noor", days, product=f"p{days}", handler="agent") for days in (5, 1, 91)])
        known = (await store.known(["noor"], MONDAY - 90 * DAY))["noor"]
        told = [(each.at, each.product, each.handler, each.refused) for each in known.earlier]
        assert told == [(MONDAY - days * DAY, f"p{days}", "agent", False) for days in (1, 5)]

    async def test_what_the_party_told_and_refused(self, store):
        change = written("noor", 1, steer="click", steer_outcome="refused")
        await store.apply([change.with_(parties=(Party(id="noor", needs_assistance=True, language="fr"),))])
        known = (await store.known(["noor"], MONDAY - 90 * DAY))["noor"]
        assert (known.needs_assistance, known.language, known.refused_before) == (True, "fr", True)

    async def test_what_we_wrote_does_not_count(self, store):
        await store.apply([written("noor", 1)])
        ours = contact("out", case="KV-noor-1-0", party="noor", direction=Direction.OUT)
        await store.apply([Change(contacts=(ours,))])
        assert len((await store.known(["noor"], MONDAY - 90 * DAY))["noor"].earlier) == 1

    async def test_who_writes_a_lot_leaves_room_for_the_others(self, store):
        await store.apply([written("busy", 1, number) for number in range(2 * AT_MOST + 1)])
        await store.apply([written("noor", 80)])
        known = await store.known(["busy", "noor"], MONDAY - 90 * DAY)
        assert (len(known["busy"].earlier), len(known["noor"].earlier)) == (AT_MOST, 1)
