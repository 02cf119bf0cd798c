"""For tests, also those of others: a clock that stands still, and builders. See `testing_town` for a town of real parts."""

from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from router.clock import Clock
from router.domain.case import Case, CaseFile
from router.domain.contact import Inbound, Sender, contact_id
from router.domain.promise import Promise
from router.domain.words import Channel, PromiseKind
from router.reloading import LiveRules
from router.rules.load import load
from router.rules.rulebook import Rulebook
from router.shapes import shapes
from router.store.migrate import migrate
from router.store.sqlite import SqliteStore
from router.store.views.rulebooks import teams_at_work

ZONE = ZoneInfo("Europe/Amsterdam")
DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
KLAVERDAM = Path(__file__).parents[1] / "examples" / "klaverdam"  #: beside a source checkout
_numbers = count(1)
_migrated: list[bytes] = []


def moment(words: str) -> datetime:
    """ "do 24 dec 2026 15:00", Dutch words and the clocks of Amsterdam, in UTC; seconds may follow.

    Raises ValueError for a weekday that is not that date's."""
    weekday, day, month, year, clock = words.split()
    hour, minute, second = (int(part) for part in (clock + ":0").split(":")[:3])
    local = datetime(int(year), MONTHS.index(month) + 1, int(day), hour, minute, second, tzinfo=ZONE)
    if DAYS[local.weekday()] != weekday:
        raise ValueError(f'"{words}" falls on {DAYS[local.weekday()]}')
    return local.astimezone(UTC)


MONDAY = moment("ma 23 nov 2026 10:00")  #: where a clock and a contact stand when nothing else is said


class FakeClock:
    """Meets router.clock.Clock; it moves when told."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self._wall, self._steady = at, 1000.0

    def now(self) -> datetime:
        return self._wall

    def monotonic(self) -> float:
        return self._steady

    def advance(self, span: timedelta) -> None:
        """Time passes: both clocks go on."""
        self._wall += span
        self._steady += span.total_seconds()

    def set(self, at: datetime) -> None:
        """The wall clock jumps and no time passes, as when somebody sets it."""
        self._wall = at


def inbound(**changes: Any) -> Inbound:
    """A mail from Noor; without an `id` it has one of its own, derived from `source_id` where that is given."""
    channel = changes.get("channel", Channel.EMAIL)
    source = changes.get("source", str(channel))
    key = changes.get("source_id") or f"test-{next(_numbers)}"
    plain = {
        "id": contact_id(channel, source, key),
        "channel": channel,
        "source": source,
        "received_at": MONDAY,
        "text": "Ik heb een vraag.",
        "sender": Sender(name="Noor", email="noor@example.org"),
    }
    return Inbound(**{**plain, **changes})


def promise(**changes: Any) -> Promise:
    """An answer owed in two working days, its timer set; at risk when `warn` percent of the time is gone."""
    warn = changes.pop("warn", 75)
    kind, case = changes.get("kind", PromiseKind.ANSWER), changes.get("case", "KV-2611-0001")
    plain = {
        "id": f"{case}:{kind}:0",
        "case": case,
        "kind": kind,
        "team": "kcc",
        "term": "2 working days",
        "since": MONDAY,
        "due": moment("wo 25 nov 2026 17:00"),
        "why": "tweede werkdag",
    }
    made = Promise(**{**plain, **changes})
    return made.with_(warns=made.warns or (made.since + (made.due - made.since) * warn / 100,)).started()


def case_file(**changes: Any) -> CaseFile:
    """A case that waits at kcc. `promises` and `parties` are the file's, everything else is the case's."""
    file = {name: changes.pop(name) for name in ("promises", "parties") if name in changes}
    plain = {
        "reference": "KV-2611-0001",
        "channel": Channel.EMAIL,
        "source": "email",
        "contact": "contact-1",
        "party": "party-1",
        "team": "kcc",
        "teams_seen": ("kcc",),
        "received_at": MONDAY,
        "changed_at": MONDAY,
    }
    return CaseFile(case=Case(**{**plain, **changes}), **file)


async def register(folder: Path) -> Path:
    """A register's file in `folder` with all its tables: migrated once a process, then copied."""
    path = folder / "store.db"
    if not path.exists():
        if not _migrated:
            await migrate(path)
            _migrated.append(path.read_bytes())
        path.write_bytes(_migrated[0])
    return path


@cache
def klaverdam() -> Rulebook:
    """The demo municipality's rulebook, loaded once."""
    return load(KLAVERDAM, shapes())


def live_rules(store: SqliteStore, clock: Clock, book: Rulebook, folder: Path = KLAVERDAM) -> LiveRules:
    """What a site reloads: `book`, with other rules lying in `folder`."""
    return LiveRules(folder, book, apply=store.apply, teams_at_work=lambda: teams_at_work(store.engine), clock=clock)
