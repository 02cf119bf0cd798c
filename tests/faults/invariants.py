"""I1-I8 of DESIGN.md, over a data folder whose server has drained, against the ledger of what it acknowledged.

I3 needs the live index and stands in `index_differences`. Everything else is read from the SQLite files themselves.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

import msgspec

from router.domain.call import legs
from router.domain.contact import CallEvent, Inbound
from router.domain.moments import from_micros, optional_micros, to_micros
from router.queues.base import Queues, place_of
from router.steps.accept import read
from router.store.base import Store
from tests.faults.load import Ledger

STATUSES = {"queued", "offered", "active", "waiting", "closed", "quarantined"}
KEPT = 2000  #: letters that the demo's mailbox keeps


@dataclass
class Register:
    """The rows of a folder, read once."""

    cases: dict[str, sqlite3.Row]
    contacts: dict[str, sqlite3.Row]
    texts: dict[str, sqlite3.Row]
    promises: list[sqlite3.Row]
    history: list[tuple[sqlite3.Row, dict]]
    outgoing: list[sqlite3.Row]
    loads: dict[str, int]
    quarantined: set[str]
    call_events: list[sqlite3.Row]
    legs: list[sqlite3.Row]
    position: int
    log: list[tuple[int, Inbound | CallEvent]]
    letters: Counter

    @classmethod
    def of(cls, folder: Path) -> "Register":
        with _opened(folder / "store.db") as store, _opened(folder / "stream.db") as stream:

            def rows(table: str) -> list[sqlite3.Row]:
                return store.execute(f'SELECT * FROM "{table}"').fetchall()

            return cls(
                cases={row["reference"]: row for row in rows("cases")},
                contacts={row["id"]: row for row in rows("contacts")},
                texts={row["id"]: row for row in rows("texts")},
                promises=rows("promises"),
                history=[
                    (row, msgspec.json.decode(row["data"]))
                    for row in store.execute("SELECT * FROM history ORDER BY seq")
                ],
                outgoing=rows("outgoing"),
                loads={row["account"]: row["active"] for row in rows("loads") if row["lane"] == "all"},
                quarantined={row["id"] for row in rows("quarantine")},
                call_events=rows("call_events"),
                legs=store.execute('SELECT * FROM legs ORDER BY "call", place').fetchall(),
                position=store.execute('SELECT "offset" FROM partitions WHERE partition = 0').fetchone()[0],
                log=[
                    (row["off"], read(row["value"]))
                    for row in stream.execute("SELECT off, value FROM log ORDER BY off")
                ],
                letters=Counter(
                    message_from_bytes(path.read_bytes())["Message-ID"] for path in (folder / "mailbox").glob("*.eml")
                ),
            )


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        yield connection
    finally:
        connection.close()


def check_folder(folder: Path, ledger: Ledger, capacities: dict[str, int]) -> Register:
    """I1, I2 and I4-I8. Nothing may run on the folder."""
    register = Register.of(folder)
    nothing_is_left_out(register)
    check(register, ledger, capacities)
    return register


def check(register: Register, ledger: Ledger, capacities: dict[str, int]) -> None:
    """All but that the stream has no gap, which several partitions are asked apart."""
    acknowledged_is_there(register, ledger)
    every_case_has_one_status(register)
    nobody_holds_too_much(register, capacities)
    promises_end_once(register)
    timers_fire_once(register)
    each_record_is_applied_once(register)
    letters_go_once(register)


def acknowledged_is_there(register: Register, ledger: Ledger) -> None:
    """I1, and acts that were acknowledged are in history."""
    logged = {event.id for _, event in register.log if isinstance(event, Inbound)}
    missing = set(ledger.contacts) - logged
    assert not missing, f"I1: acknowledged and not on the stream: {sorted(missing)[:5]}"
    assert logged <= set(register.contacts), f"I1: without a row: {sorted(logged - set(register.contacts))[:5]}"
    sources = Counter(row["source_id"] for row in register.contacts.values() if row["source"] == "api")
    assert all(sources[source] == 1 for source in ledger.contacts.values()), "I1: a contact with more than one row"
    mails = Counter(text["message_id"] for id_, text in register.texts.items() if id_ in logged)
    wrong = {mail: mails[mail] for mail in ledger.mails if mails[mail] != 1}
    assert not wrong, f"I1: mails without exactly one row: {wrong}"
    known = {(row["call"], row["event"], row["at"]) for row in register.call_events}
    lost = {each for each in ledger.calls if (each[0], each[1], to_micros(_moment(each[2]))) not in known}
    assert not lost, f"I1: call events lost: {sorted(lost)[:5]}"
    done = Counter((line["subject"], line["type"], line["by"]) for line, _ in register.history)
    for act in ledger.acts | ledger.unknown:
        least, most = ledger.acts[act], ledger.acts[act] + ledger.unknown[act]
        assert least <= done[act] <= most, f"I1: {act} was acknowledged {least} times, is {done[act]} times in history"
    words = Counter(text["body"] for text in register.texts.values())
    for said, acknowledged in ledger.said.items():
        assert words[said] == 1 if acknowledged else words[said] <= 1, f"I1: {said!r} is there {words[said]} times"


def _moment(text: str):
    return msgspec.convert(text, type=type(from_micros(0)))


def every_case_has_one_status(register: Register) -> None:
    """I2: a known status, a case for each decided contact, and a contact that opened each case."""
    for case in register.cases.values():
        assert case["status"] in STATUSES, f"I2: {case['reference']} is {case['status']!r}"
        assert (case["status"] == "closed") == (case["closed_at"] is not None) == (case["result"] is not None), (
            f"I2: {dict(case)}"
        )
        assert case["contact"] in register.contacts, f"I2: {case['reference']} was opened by nobody"
    for contact in register.contacts.values():
        if contact["status"] == "quarantined":
            assert contact["id"] in register.quarantined, f"I2: {contact['id']} is in quarantine without its record"
        else:
            assert contact["case"] in register.cases, f"I2: {contact['id']} has no case"


def nobody_holds_too_much(register: Register, capacities: dict[str, int]) -> None:
    """I4: somebody has a case exactly when it is active, and an agent's load is what the cases say."""
    held: Counter[str] = Counter()
    for case in register.cases.values():
        assert (case["assignee"] is not None) == (case["status"] in ("active", "waiting")), (
            f"I4: {case['reference']} {case['status']} {case['assignee']}"
        )
        if case["assignee"]:
            held[case["assignee"]] += 1
    for account in {*held, *register.loads}:
        assert held[account] == register.loads.get(account, 0), (
            f"I4: {account} holds {held[account]}, the row says {register.loads.get(account)}"
        )
        assert held[account] <= capacities[account], f"I4: {account} holds {held[account]}"


def promises_end_once(register: Register) -> None:
    """I5: the state, its moments and its history agree."""
    for promise in register.promises:
        state, ended = promise["state"], promise["ended"]
        sound = {
            "open": ended is None and promise["next_at"] is not None and promise["fulfilled"] is None,
            "kept": ended is not None
            and ended <= promise["due"]
            and promise["next_at"] is None
            and promise["fulfilled"] is None,
            "broken": ended == promise["due"] and promise["next_at"] is None,
            "cancelled": ended is not None and bool(promise["reason"]) and promise["next_at"] is None,
        }[state]
        assert sound, f"I5: {dict(promise)}"
        assert promise["case"] in register.cases, f"I5: {promise['id']} is of no case"
    ends: Counter[tuple[str, str]] = Counter()
    for line, data in register.history:
        for kind in (*data.get("kept", ()), *data.get("cancelled", ())):
            ends[line["subject"], kind] += 1
    made = Counter((promise["case"], promise["kind"]) for promise in register.promises)
    for each, times in ends.items():
        assert times <= made[each], f"I5: {each} ended {times} times, was promised {made[each]} times"
    settled = Counter(
        (each["case"], each["kind"])
        for each in register.promises
        if each["state"] in ("kept", "cancelled") or each["fulfilled"]
    )
    assert settled == ends, f"I5: rows and history differ: {dict((settled - ends) + (ends - settled))}"


def timers_fire_once(register: Register) -> None:
    """I6: one warning and one break a promise, and a break for each that history calls broken."""
    fired = Counter(
        (line["type"], data["promise"]) for line, data in register.history if line["type"] in ("at-risk", "broken")
    )
    twice = {each: times for each, times in fired.items() if times > 1}
    assert not twice, f"I6: {twice}"
    states = {promise["id"]: promise["state"] for promise in register.promises}
    assert all(states[promise] == "broken" for kind, promise in fired if kind == "broken"), (
        "I6: broke in history and not in its row"
    )


def nothing_is_left_out(register: Register) -> None:
    """I7: the stored offset is the last one, without a gap."""
    offsets = [offset for offset, _ in register.log]
    assert offsets == list(range(len(offsets))), "I7: the stream has a gap"
    assert register.position == offsets[-1], f"I7: applied to {register.position}, the stream ends at {offsets[-1]}"


def each_record_is_applied_once(register: Register) -> None:
    """I7: every record had its effect once."""
    effects = Counter(data["contact"] for line, data in register.history if line["type"] in ("opened", "joined"))
    effects.update(line["subject"] for line, _ in register.history if line["type"] == "quarantined")
    inbound = {row["id"] for row in register.contacts.values() if row["direction"] == "in"}
    assert set(effects) == inbound, f"I7: effects and contacts differ: {sorted(set(effects) ^ inbound)[:5]}"
    wrong = {contact: times for contact, times in effects.items() if times != 1}
    assert not wrong, f"I7: applied more than once: {wrong}"
    told = Counter(
        (line["subject"], line["type"], line["at"]) for line, _ in register.history if line["type"].startswith("call-")
    )
    known = Counter((row["call"], f"call-{row['event']}", row["at"]) for row in register.call_events)
    assert told == known, f"I7: call events and history differ: {(told - known) + (known - told)}"
    _legs_are_the_fold(register.call_events, register.legs)


def _legs_are_the_fold(events: Sequence[sqlite3.Row], rows: Sequence[sqlite3.Row]) -> None:
    calls: dict[str, list[CallEvent]] = {}
    for row in events:
        calls.setdefault(row["call"], []).append(
            msgspec.convert(
                {
                    "type": "call",
                    "call": row["call"],
                    "event": row["event"],
                    "at": from_micros(row["at"]),
                    "queue": row["queue"],
                    "agent": row["agent"],
                },
                CallEvent,
            )
        )
    folded = {
        (call, place, leg.queue, optional_micros(leg.entered), optional_micros(leg.ended), leg.ending)
        for call, told in calls.items()
        for place, leg in enumerate(legs(told))
    }
    stored = {(row["call"], row["place"], row["queue"], row["entered"], row["ended"], row["ending"]) for row in rows}
    assert folded == stored, f"I7: legs are not the fold of their events: {sorted(map(str, folded ^ stored))[:4]}"


def letters_go_once(register: Register) -> None:
    """I8: what was sent is in the mailbox, once unless a crash made it uncertain and it was sent again."""
    assert register.letters.total() < KEPT, "the mailbox is full: this load is too large to count letters"
    sent = Counter(data["message"] for line, data in register.history if line["type"] == "sent")
    expected: set[str] = set()
    for row in register.outgoing:
        message_id = f"<{row['id']}@klaverdam.example>"
        expected.add(message_id)
        copies = register.letters[message_id]
        if row["state"] == "sent":
            assert copies >= 1, f"I8: {row['id']} is sent and not in the mailbox"
            assert sent[row["id"]] == 1, f"I8: {row['id']} is {sent[row['id']]} times sent in history"
        assert copies <= row["attempts"], (
            f"I8: {row['id']} lies {copies} times in the mailbox after {row['attempts']} attempts"
        )
    strangers = set(register.letters) - expected
    assert not strangers, f"I8: letters that nobody sent: {sorted(strangers)[:5]}"


async def index_differences(store: Store, queues: Queues) -> int:
    """I3: how many places of the live index differ from the store. The index is made equal meanwhile."""
    return await queues.replace([place_of(case) for case in await store.waiting()])
