"""Whatever people write, as a contact or as a rule: a decision, or problems with a sentence; never a crash."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from router.domain.calendar import Calendar
from router.domain.contact import CallbackWish, Sender
from router.domain.known import Earlier, Known
from router.domain.words import Channel, Kind
from router.rules.decide import STAGES, decide
from router.rules.facts import Facts, QueueLoad
from router.rules.files import Unsound
from router.rules.load import load
from router.testing import MONDAY, inbound

TOWN = Path(__file__).parent / "town"
FILES = sorted(path.relative_to(TOWN).as_posix() for path in TOWN.rglob("*.yaml"))
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
WORDS = (
    "gaslek",
    "geen",
    "schande",
    "lantaarnpaal",
    "tuin",
    "water",
    "brand",
    "street light",
    "112",
    "\n> ",
    "e\u0301",
    "\u202e",
)

texts = st.one_of(
    st.text(max_size=400), st.lists(st.sampled_from(WORDS) | st.text(max_size=9), max_size=40).map(" ".join)
)
moments = st.integers(0, 5 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)

CONTACT = inbound(
    text="gaslek schande lantaarnpaal tuin water", place="Molenwijk", product="lamp", callback=CallbackWish()
)
FACTS = Facts(
    loads={"streets": QueueLoad(waiting=9, oldest_seconds=90_000)},
    known=Known(earlier=(Earlier(at=MONDAY, case="KL-1", product="lamp", handler="ann"),)),
)


@pytest.fixture(scope="module")
def book():
    return load(TOWN)


@st.composite
def contacts(draw):
    return inbound(
        channel=draw(st.sampled_from(list(Channel))),
        text=draw(texts),
        subject=draw(texts),
        sender=Sender(email=draw(st.sampled_from([None, "a@b.example", "a", "@"])), phone=draw(st.none() | texts)),
        product=draw(st.sampled_from([None, "lamp", "permit", "bin", "gone"])),
        kind=draw(st.sampled_from([None, *Kind])),
        language=draw(st.sampled_from([None, "nl", "de", "zz"])),
        place=draw(st.none() | texts),
        entrance=draw(st.none() | texts),
        needs_assistance=draw(st.booleans()),
        automatic=draw(st.booleans()),
        callback=draw(st.sampled_from([None, CallbackWish()])),
        received_at=draw(moments),
    )


@st.composite
def facts(draw):
    product = st.sampled_from([None, "lamp", "gone"])
    times = draw(
        st.lists(st.tuples(moments, product, st.sampled_from([None, "ann", "left"]), st.booleans()), max_size=5)
    )
    earlier = tuple(
        Earlier(at=at, case=f"KL-{place}", product=about, handler=by, refused=refused)
        for place, (at, about, by, refused) in enumerate(times)
    )
    waiting = QueueLoad(waiting=draw(st.integers(0, 9)), oldest_seconds=draw(st.integers(0, 10**6)))
    return Facts(loads={"streets": waiting}, known=Known(needs_assistance=draw(st.booleans()), earlier=earlier))


@given(contact=contacts(), known=facts())
@settings(SLOW, max_examples=150)
def test_any_contact_is_decided(book, contact, known):
    outcome = decide(contact, known, book, contact.received_at)
    assert outcome.team in book.municipality.teams
    assert [trace.stage for trace in outcome.traces] == [stage.__name__ for stage in STAGES]


def read(folder: Path, file: str, content: bytes) -> None:
    """Load the folder with this content in that file, which is put back; what loads decides too."""
    path = folder / file
    before = path.read_bytes()
    try:
        path.write_bytes(content)
        book = load(folder)
    except Unsound as refused:
        assert all(problem.message and problem.line >= 1 for problem in refused.problems)
    else:
        decide(CONTACT, FACTS, book, MONDAY)
        decide(CONTACT.with_(channel="phone", text="", product=None), FACTS, book, MONDAY)
    finally:
        path.write_bytes(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the town. Its calendars are laid once: that is what takes time, and few changes are of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Calendar, "build", staticmethod(laid_once(Calendar.build)))
        yield Path(shutil.copytree(TOWN, tmp_path_factory.mktemp("safe") / "town"))


def laid_once(build):
    laid = {}

    def found(*arguments):
        key = repr(arguments)
        if key not in laid:
            laid[key] = build(*arguments)
        return laid[key]

    return found


BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(alphabet="-:{}[]!&*?|>#'\"%@` \n\tab1.,~<=\x00\ufeff\u2028", max_size=80).map(str.encode),
)


@pytest.mark.parametrize("file", [*FILES, "replies/received.nl.txt"])
def test_any_bytes_give_problems_or_a_rulebook(folder, file):
    @given(content=BYTES)
    @settings(SLOW, max_examples=25)
    def holds(content):
        read(folder, file, content)

    holds()


ODD = (
    None, True, 0, -1, 10**40, 1.5, float("nan"), float("inf"), "", " ", "x", "30 minutes", "99999999 weeks", "24:61", "legal", "lead",
    "(?P<", "a" * 5000, [], {}, [None], [[]], [{}], [1, "x", None], {"any": None}, {"any": []}, {"none": "x"}, {"at_least": "high"},
    {"at_least": 5, "at_most": 1}, {"between": [5]}, {"between": ["1 hour", 2]}, {"between": ["", ""]}, {"during": "office"}, {"during": None},
    {"words": []}, {"words": [""]}, {"words": ["..."]}, {"words": [1, None]}, {"all": ["x", ""]}, {"pattern": ""}, {"pattern": "("},
    {"pattern": "\\p{Greek}{1000}{1000}"}, {"pattern": "a\x00b"}, {"without": ["x"]}, {"within": "1 day"}, {"x": {"y": {"z": []}}}, {1: 2}, {None: None},
    date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None), datetime(2026, 1, 1, tzinfo=UTC), b"\xff", {"nl"}, "\u00b2 hours", "\u0661\u0662:00", "https://[", "e" * 61,
)  # fmt: skip
odd = st.sampled_from(ODD)


def places_in(data: object, where: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [where, *(place for key, value in inner for place in places_in(value, (*where, key)))]


def changed(data: object, where: tuple[object, ...], how: str, value: object) -> object:
    """A copy in which what stands at `where` is replaced, taken away, renamed or joined by another."""
    if not where:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    if len(where) > 1 or how == "replace":
        copy[where[0]] = changed(copy[where[0]], where[1:], how, value)
    elif how == "add" and isinstance(copy, list):
        copy.append(value)
    elif how == "add":
        copy["team"] = value
    else:
        kept = copy.pop(where[0])
        if how == "rename" and isinstance(copy, dict):
            copy[str(value)[:20]] = kept
    return copy


@pytest.mark.parametrize("file", FILES)
def test_any_value_anywhere_gives_problems_or_a_rulebook(folder, file):
    data = yaml.safe_load((TOWN / file).read_text("utf-8"))

    @given(
        where=st.sampled_from(places_in(data)),
        how=st.sampled_from(["replace"] * 4 + ["drop", "rename", "add"]),
        value=odd,
    )
    @SLOW
    def holds(where, how, value):
        written = yaml.safe_dump(changed(data, where, how, value), allow_unicode=True).encode()
        try:
            read(folder, file, written)
        except Exception as error:
            raise AssertionError(f"{file}: {where} {how} {value!r:.60}: {type(error).__name__}: {error}") from error

    holds()
