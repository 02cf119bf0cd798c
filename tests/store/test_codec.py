"""Every record survives its row, exactly; and the migrations make the tables that the code expects."""

import sqlite3
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.account import Account, Session
from router.domain.call import Leg
from router.domain.case import Case, Wanted
from router.domain.change import History, KeptRulebook, Label, Notice, Outgoing, Quarantined
from router.domain.contact import Attachment, Contact, Party, Text
from router.domain.decision import Decision, StageTrace
from router.domain.gathering import Gathering
from router.domain.lever import Lever
from router.domain.monitoring import Mute, SavedList
from router.domain.promise import Promise
from router.domain.source import Source
from router.store import rows

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
PLAIN = st.none() | st.booleans() | WORDS | NUMBERS | st.lists(WORDS, max_size=2)
DATA = st.dictionaries(WORDS, PLAIN, max_size=3)
st.register_type_strategy(datetime, st.datetimes(datetime(1900, 1, 1), datetime(2300, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
st.register_type_strategy(str, WORDS)
st.register_type_strategy(int, NUMBERS)


def of(record, **fields):
    """Any record of this type, each field by its type."""
    hints = {each.name: each.type for each in msgspec.structs.fields(record)}
    return st.builds(
        record, **{name: fields[name] if name in fields else st.from_type(hint) for name, hint in hints.items()}
    )


ATTACHMENTS = st.lists(of(Attachment), max_size=2).map(tuple)
STAGES = st.lists(of(StageTrace, outcome=DATA, tried=st.lists(WORDS, max_size=2).map(tuple)), max_size=2).map(tuple)
LISTED = st.lists(WORDS, max_size=3).map(tuple)
MOMENTS = st.lists(st.from_type(datetime), max_size=2).map(tuple)
WANTED = of(Wanted, skills=LISTED, widens=MOMENTS)
RECORDS = {
    "CASE": of(Case, teams_seen=LISTED, escalated=LISTED, passed=LISTED, wanted=st.none() | WANTED),
    "CONTACT": of(Contact),
    "PARTY": of(Party),
    "TEXT": of(Text, attachments=ATTACHMENTS, wire=st.dictionaries(WORDS, WORDS, max_size=2)),
    "PROMISE": of(Promise, warns=MOMENTS),
    "DECISION": of(Decision, facts=DATA, stages=STAGES),
    "HISTORY": of(History, data=DATA),
    "OUTGOING": of(Outgoing, data=DATA),
    "NOTICE": of(Notice, data=DATA),
    "QUARANTINED": of(Quarantined),
    "LEG": of(Leg),
    "LABEL": of(Label),
    "RULEBOOK": of(KeptRulebook),
    "ACCOUNT": of(Account),
    "SESSION": of(Session),
    "GATHERING": of(Gathering),
    "MUTE": of(Mute),
    "SAVED_LIST": of(SavedList),
    "LEVER": of(Lever),
    "SOURCE": of(Source, silent_after=st.integers(0, 10**6)),
}


def test_every_record_of_the_register_is_here():
    assert {name for name, each in vars(rows).items() if name.isupper()} == set(RECORDS)
    assert Leg in {getattr(rows, name).record for name in RECORDS}


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_survives_its_row(name):
    codec = getattr(rows, name)
    connection = sqlite3.connect(":memory:")
    marks = ", ".join("?" * len(codec.columns))
    names = ", ".join(f'"{column}"' for column in codec.columns)
    connection.execute(f"CREATE TABLE held ({names})")

    @settings(max_examples=60, deadline=None, database=None)
    @given(RECORDS[name])
    def survives(record):
        connection.execute("DELETE FROM held")
        connection.execute(f"INSERT INTO held VALUES ({marks})", codec.row(record))
        values = connection.execute("SELECT * FROM held").fetchone()
        assert codec.of(dict(zip(codec.columns, values, strict=True))) == record

    try:
        survives()
    finally:
        connection.close()


@pytest.mark.parametrize("name", RECORDS)
def test_a_row_holds_every_field(name):
    codec = getattr(rows, name)
    assert set(codec.columns) == {each.name for each in msgspec.structs.fields(codec.record)}
