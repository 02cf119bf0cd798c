"""`balie staffing` and `balie hours seed` as people and scripts call them."""

import asyncio
import csv
import json
import shutil
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from router.cli import main
from router.commands.hours_seed import seed
from router.domain.calendar import Calendar
from router.domain.call import legs
from router.domain.change import Change
from router.domain.closing import Closing, closed_days
from router.domain.contact import CallEvent
from router.domain.words import CallEventKind as Kind
from router.rules.load import problems_of
from router.store.migrate import migrate
from router.store.sqlite import SqliteStore
from router.testing import KLAVERDAM, moment

TABLE = "start,calls,handleSeconds,patienceSeconds\n2026-11-23T09:00,100,180,120\n2026-11-23T18:00,100,180,120\n"


def balie(*arguments: object, given: str | None = None, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], input=given, env=environment)


def lines(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def call(number: int, at: datetime, wait: float, talk: float | None) -> tuple[CallEvent, ...]:
    """Answered after `wait` seconds and `talk` long; or abandoned then, when that is None."""
    told = [
        (Kind.QUEUED, 0.0),
        (Kind.ABANDONED if talk is None else Kind.ANSWERED, wait),
        (Kind.ENDED, wait + (talk or 0)),
    ]
    return tuple(
        CallEvent(call=f"c{number}", event=event, queue="kcc", at=at + timedelta(seconds=after))
        for event, after in told
    )


async def written(folder: Path, calls: list[tuple[CallEvent, ...]]) -> None:
    await migrate(folder / "store.db")
    store = SqliteStore(folder / "store.db")
    await store.open()
    await store.apply([Change(call_events=each, legs=((each[0].call, legs(each)),)) for each in calls])
    await store.close()


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Two Mondays at nine with 60 calls each of 240 seconds, after 10 seconds, and 6 that hung up after 30; some while closed."""
    folder = tmp_path_factory.mktemp("calls")
    calls = []
    for monday in (moment("ma 9 nov 2026 09:00"), moment("ma 16 nov 2026 09:00")):
        answered = [(monday + timedelta(seconds=place * 27), 10, 240) for place in range(60)]
        lost = [(monday + timedelta(minutes=place), 30, None) for place in range(6)]
        closed = [(monday + timedelta(hours=10, minutes=place), 10, 9999) for place in range(5)]
        calls += [call(len(calls) + place, *each) for place, each in enumerate([*answered, *lost, *closed])]
    asyncio.run(written(folder, calls))
    return {"BALIE_DATA_DIR": str(folder)}


SPAN = ("--dir", KLAVERDAM, "--from", "2026-11-09", "--to", "2026-11-20")


def test_a_week_from_history(register: dict[str, str]) -> None:
    found = json.loads(balie("staffing", *SPAN, "--json", **register).stdout)
    assert (found["queue"], found["target"], found["withinSeconds"]) == ("kcc", 0.8, 25)
    assert len(found["items"]) == 5 * 17
    nine = next(item for item in found["items"] if (item["day"], item["from"]) == ("mon", "09:00"))
    assert (nine["calls"], nine["handleSeconds"], nine["to"]) == (66, 240, "09:30")
    assert nine["patienceSeconds"] == pytest.approx((120 * 10 + 12 * 30) / 12)
    assert nine["erlangC"]["agents"] == 12
    assert nine["erlangC"]["reached"] >= 0.8
    assert nine["erlangA"]["agents"] <= 12
    assert next(item for item in found["items"] if item["day"] == "tue")["erlangC"]["agents"] == 1


def test_after_call_work_asks_for_more(register: dict[str, str]) -> None:
    found = json.loads(balie("staffing", *SPAN, "--json", "--after-call", 60, **register).stdout)
    nine = next(item for item in found["items"] if (item["day"], item["from"]) == ("mon", "09:00"))
    assert (nine["handleSeconds"], nine["erlangC"]["agents"]) == (300, 15)


def test_the_last_day_is_included(register: dict[str, str]) -> None:
    one_day = ("--dir", KLAVERDAM, "--from", "2026-11-16", "--to", "2026-11-16", "--csv")
    rows = list(csv.DictReader(StringIO(balie("staffing", *one_day, **register).stdout)))
    assert {row["day"] for row in rows} == {"mon"} and len(rows) == 17
    assert next(row for row in rows if row["from"] == "09:00")["calls"] == "66.0"


def test_a_table_of_expected_calls(tmp_path: Path) -> None:
    asked = ("staffing", "--dir", KLAVERDAM, "--calls", "-", "--within", 20)
    told = lines(balie(*asked, given=TABLE, BALIE_DATA_DIR=str(tmp_path)))
    assert told[0] == "kcc: 1 half hours of a table, 1 more while closed."
    assert "2026-11-23 09:00    100.0    180      120 |     14       20  89%   71% |" in told[5]
    rows = list(csv.DictReader(StringIO(balie(*asked, "--csv", given=TABLE, BALIE_DATA_DIR=str(tmp_path)).stdout)))
    assert [(row["agents"], row["rostered"]) for row in rows] == [("14", "20")]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--queue", "kc"), 'unknown queue "kc"; did you mean "kcc"?'),
        (("--from", "morgen"), '"morgen" is no day; write it as 2026-11-23'),
        (("--from", "2026-11-20", "--to", "2026-11-01"), "turn them round"),
        (("--from", "2026-01-05", "--to", "2026-01-09"), "choose another --from, --to or --queue"),
        (("--queue", "taxes"), "No call in this period"),
    ],
)
def test_what_cannot_be_planned_is_one_sentence(
    register: dict[str, str], arguments: tuple[str, ...], sentence: str
) -> None:
    result = balie("staffing", "--dir", KLAVERDAM, *arguments, **register)
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (1, 1)
    assert sentence in result.stderr


def test_a_table_that_does_not_fit_names_its_line(tmp_path: Path) -> None:
    result = balie("staffing", "--dir", KLAVERDAM, "--calls", "-", given="start,calls\n", BALIE_DATA_DIR=str(tmp_path))
    assert (result.exit_code, "line 1: no column" in result.stderr) == (1, True)


def test_without_a_register_is_one_sentence(tmp_path: Path) -> None:
    result = balie("staffing", "--dir", KLAVERDAM, BALIE_DATA_DIR=str(tmp_path))
    assert (result.exit_code, "no register" in result.stderr) == (1, True)


def closings(text: str) -> list[Closing]:
    return [Closing(**line) for line in yaml.safe_load(text)["closed"]]


def test_the_dutch_seed_is_what_klaverdam_closes_and_the_two_sundays() -> None:
    ours = closings((KLAVERDAM / "hours.yaml").read_text("utf-8"))
    theirs = closings("\n".join(lines(balie("hours", "seed", "--country", "NL"))))
    for year in range(2020, 2046):
        more = set(closed_days(theirs, [year])) - set(closed_days(ours, [year]))
        assert not set(closed_days(ours, [year])) - set(closed_days(theirs, [year]))
        assert len(more) == 2 and {day.weekday() for day in more} == {6}
    assert all({"nl", "en"} == set(line.reason) for line in theirs)


def test_the_belgian_seed_and_flanders() -> None:
    days = closed_days(closings(seed("BE", "VLG", range(2026, 2031))), [2026])
    told = {f"{day:%m-%d}": reason["nl"] for day, reason in days.items()}
    assert told["07-11"] == "Feestdag van de Vlaamse Gemeenschap"
    assert {"05-01", "05-14", "07-21", "08-15", "11-01", "11-11", "12-25"} < set(told)
    assert "12-26" not in told
    assert set(told) - {"07-11"} == {f"{day:%m-%d}" for day in closed_days(closings(seed("BE", None, [2026])), [2026])}


@pytest.mark.parametrize("country", ["NL", "BE"])
def test_a_seed_is_taken_by_hours_yaml(tmp_path: Path, country: str) -> None:
    town = Path(shutil.copytree(KLAVERDAM, tmp_path / "town"))
    hours = (town / "hours.yaml").read_text("utf-8")
    (town / "hours.yaml").write_text(
        hours[: hours.index("closed:")] + seed(country, None, range(2026, 2031)) + "\n", "utf-8"
    )
    assert [each for each in problems_of(town) if each.file == "hours.yaml"] == []


def test_a_seeded_calendar_tells_why_it_is_closed() -> None:
    week = {"mon": ["09:00-17:00"]}
    line = Calendar.build("line", "Europe/Brussels", week, closings(seed("BE", "VLG", [2026])))
    assert line.closed_reason(datetime(2030, 7, 11, tzinfo=UTC).date()) == {
        "nl": "Feestdag van de Vlaamse Gemeenschap",
        "en": "Day of the Flemish Community",
    }


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--country", "NL", "--region", "VLG"), "--country BE"),
        (("--country", "NL", "--years", "1999"), "write 2026-2030"),
    ],
)
def test_what_cannot_be_seeded_is_one_sentence(arguments: tuple[str, ...], sentence: str) -> None:
    result = balie("hours", "seed", *arguments)
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (1, 1)
    assert sentence in result.stderr


def test_the_bench_of_due_moments() -> None:
    found = json.loads(balie("bench", "due", "--count", 500, "--json").stdout)
    assert {each["name"] for each in found} >= {"due callback", "due-one callback", "due acknowledge", "due resolve"}
    assert all(each["figure"] > 0 and each["bare"] > 0 and each["unit"] == "due moments/s" for each in found)
