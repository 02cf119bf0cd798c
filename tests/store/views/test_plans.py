"""How PostgreSQL finds what the pages show: never by reading all cases, promises or history of years."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import event

from router.domain.change import History
from router.domain.contact import Contact, Party, Text
from router.domain.moments import to_micros
from router.domain.words import CaseStatus, Channel, PromiseKind, PromiseState
from router.store.postgres import PostgresStore
from router.store.postgres_claims import DUE, NEXT_AT, READY
from router.store.postgres_connection import session
from router.store.rows import CASE, CONTACT, HISTORY, PARTY, PROMISE, TEXT
from router.store.views.callbacks import callbacks
from router.store.views.case_page import case_page
from router.store.views.cases import case_list
from router.store.views.queues import queue_states
from router.store.views.rulebooks import teams_at_work
from router.store.views.status import asked_most, followed
from router.store.views.supervision import work_today
from router.store.views.wallboard import wallboard
from router.store.views.worklist import items, notices, offered_to
from router.testing import MONDAY, case_file, promise
from router.testing_postgres import emptied

SCHEMA, ROWS = "years", 20_000
TEAMS = [f"team-{number}" for number in range(20)]
DAY = timedelta(days=1)
AFTER = (to_micros(MONDAY), "KV-00100")
VIEWS = {
    "all cases": lambda store: case_list(store.engine, {}, 50, None),
    "the next page": lambda store: case_list(store.engine, {}, 50, AFTER),
    **{
        f"cases by {name}": lambda store, name=name, value=value: case_list(store.engine, {name: value}, 50, AFTER)
        for name, value in (("team", "team-3"), ("status", "queued"), ("channel", "phone"), ("product", "rare"))
    },
    "cases of a team by status": lambda store: case_list(
        store.engine, {"team": "team-3", "status": "closed"}, 50, None
    ),
    "queues": lambda store: queue_states(store.engine, TEAMS, MONDAY),
    "wallboard": lambda store: wallboard(store.engine, TEAMS, (MONDAY, MONDAY + DAY), MONDAY),
    "callbacks of all": lambda store: callbacks(store.engine, None, MONDAY + DAY, MONDAY),
    "callbacks of a team": lambda store: callbacks(store.engine, "team-3", MONDAY + DAY, MONDAY),
    "my work": lambda store: items(store.engine, "agent-3", [f"KV-{number:05}" for number in range(50)]),
    "before me": lambda store: offered_to(store.engine, "agent-3"),
    "my notices": lambda store: notices(store.engine, "agent-3"),
    "a case": lambda store: case_page(store.engine, "KV-00100"),
    "a citizen's case": lambda store: followed(store.engine, "KV-00100"),
    "asked most": lambda store: asked_most(store.engine, 6),
    "teams at work": lambda store: teams_at_work(store.engine),
    "supervision": lambda store: work_today(store.engine, MONDAY),
    "waiting": lambda store: store.waiting(),
    "offers": lambda store: store.offers(),
    "to come": lambda store: store.to_come((MONDAY, "x"), 100),
    "files": lambda store: store.files([f"KV-{number:05}" for number in range(200)]),
    "held by": lambda store: store.held_by("agent-3"),
    "known": lambda store: store.known([f"party-{number}" for number in range(200)], MONDAY - 90 * DAY),
    "callers": lambda store: store.callers([f"party-{number}" for number in range(200)], MONDAY - 90 * DAY),
    "told after": lambda store: store.told_after("KV-00100", 1, ["closed"]),
    "cursor": lambda store: store.cursor(),
}


def a_case(number):
    """One in twenty is open."""
    status = CaseStatus.CLOSED if number % 20 else (CaseStatus.QUEUED, CaseStatus.ACTIVE)[number // 20 % 2]
    return case_file(
        reference=f"KV-{number:05}",
        status=status,
        team=TEAMS[number * 7 % len(TEAMS)],
        assignee=f"agent-{number % 50}" if status != CaseStatus.QUEUED else None,
        contact=f"contact-{number}",
        party=f"party-{number % 9000}",
        product="rare" if number % 500 == 0 else "passport",
        received_at=MONDAY - timedelta(minutes=number * 20),
        next_breach=MONDAY + DAY if status != CaseStatus.CLOSED else None,
    ).case


def a_promise(number):
    since = MONDAY - timedelta(minutes=number * 20)
    kind = PromiseKind.CALLBACK if number % 10 == 0 else PromiseKind.ANSWER
    made = promise(case=f"KV-{number:05}", kind=kind, since=since, due=since + DAY, team=TEAMS[number * 7 % len(TEAMS)])
    return made if number % 20 == 0 else made.with_(state=PromiseState.KEPT, ended=since + DAY / 2, next_at=None)


def a_line(number):
    kind = "claimed" if number % 3 == 0 else "opened"
    return History(subject=f"KV-{number:05}", type=kind, at=MONDAY - timedelta(minutes=number * 20))


def a_contact(number):
    received = MONDAY - timedelta(minutes=number * 20)
    return Contact(
        id=f"contact-{number}", case=f"KV-{number:05}", party=f"party-{number % 9000}", received_at=received,
        channel=Channel.EMAIL, source="email", digest=b"d",
    )  # fmt: skip


def a_text(number):
    return Text(id=f"contact-{number}", body="Ik heb een vraag over mijn paspoort. " * 10)


def a_party(number):
    return Party(id=f"party-{number}", name=f"Noor {number}")


@pytest.fixture(scope="module")
def years(postgres_url):
    """A register with the cases of most of a year."""
    with ThreadPoolExecutor(1) as thread:  # with a loop of its own
        thread.submit(lambda: asyncio.run(written(postgres_url))).result()
    return postgres_url, SCHEMA


async def written(url):
    await emptied(url, SCHEMA)
    driver = await asyncpg.connect(url, server_settings={"search_path": SCHEMA})
    made_of = {CASE: a_case, PROMISE: a_promise, HISTORY: a_line, CONTACT: a_contact, TEXT: a_text, PARTY: a_party}
    for codec, made in made_of.items():
        rows = [codec.row(made(number)) for number in range(ROWS)]
        await driver.copy_records_to_table(codec.table.name, records=rows, columns=codec.columns)
    await driver.execute("VACUUM (ANALYZE)")
    await driver.close()


@pytest.fixture
async def store(years):
    store = PostgresStore(*years)
    yield store
    await store.close()


@pytest.mark.parametrize("name", VIEWS)
async def test_no_list_is_found_by_reading_all(store, years, name):
    asked = []

    def heard(_, __, statement, parameters, *___):
        asked.append((statement, parameters))

    for engine in (store.engine, store._work):
        event.listen(engine.sync_engine, "before_cursor_execute", heard)
    await VIEWS[name](store)
    assert asked
    driver = await asyncpg.connect(years[0], server_settings=session(SCHEMA))
    try:
        for statement, parameters in asked:
            await explained(driver, statement, *parameters)
    finally:
        await driver.close()


@pytest.mark.parametrize("query", [DUE, READY, NEXT_AT])
async def test_the_clock_finds_its_work(years, query):
    driver = await asyncpg.connect(years[0], server_settings=session(SCHEMA))
    try:
        await explained(driver, query, "holder", *([] if query == NEXT_AT else [to_micros(MONDAY), 1000]))
    finally:
        await driver.close()


async def explained(driver, statement, *parameters):
    plan = "\n".join(row[0] for row in await driver.fetch(f"EXPLAIN {statement}", *parameters))
    assert not re.search(r"Seq Scan on (cases|promises|history|contacts|texts|parties)", plan), f"{statement}\n{plan}"
