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
from router.rules.load import load, problems_of
from router.rules.match import Rule
from router.rules.rulebook import Rulebook
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

    def found(*arguments, **named):
        key = repr((arguments, named))
        if key not in laid:
            laid[key] = build(*arguments, **named)
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
    date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), b"\xff", {"nl"}, "\u00b2 hours", "\u0661\u0662:00", "https://[", "e" * 61,
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


ASKED = {
    "kind": ("question", "report", "complaint"),
    "urgency": ("normal", "high", "danger"),
    "language": ("nl", "en"),
    "callback": (True, False),
    "source": ("portal", "test", "app"),
    "product": ("lamp", "permit", "bin"),
    "channel": ("email", "phone", "desk"),
}
conditions = st.fixed_dictionaries(
    {}, optional={field: st.lists(st.sampled_from(values), min_size=1, max_size=2) for field, values in ASKED.items()}
)
rulesets = st.lists(conditions, min_size=2, max_size=12)


def cannot_both(one, other):
    return any(field in other and not set(one[field]) & set(other[field]) for field in one)


def _then(stage, number):
    if stage == "recognition":
        return {
            "tone": ("calm", "upset", "angry")[number % 3],
            "audience": ("citizen", "business", "press")[number % 3],
        }
    return {"steer": ("none", "call")[number % 2]} if stage == "steering" else {"priority": number}


@pytest.mark.parametrize("stage", ["recognition", "steering", "routing"])
def test_rules_that_cannot_both_match_may_swap(book, stage):
    @given(whens=rulesets, contact=contacts(), known=facts(), place=st.integers(0, 11))
    @settings(SLOW, max_examples=40)
    def holds(whens, contact, known, place):
        whens = [dict(when) for when in {repr(when): when for when in whens}.values()]
        place %= len(whens)
        if place + 1 >= len(whens) or not cannot_both(whens[place], whens[place + 1]):
            return
        swapped = [*whens[:place], whens[place + 1], whens[place], *whens[place + 2 :]]
        ids = {repr(when): f"r{number}" for number, when in enumerate(whens)}
        outcomes = [
            decide(contact, known, Rulebook(book.municipality, {stage: _rules(stage, order, ids)}, ""), MONDAY)
            for order in (whens, swapped)
        ]
        assert _bare(outcomes[0]) == _bare(outcomes[1])

    holds()


def _rules(stage, whens, ids):
    named = [(ids[repr(when)], when) for when in whens]
    return [Rule(id=name, stage=stage, when=when, then=_then(stage, int(name[1:]))) for name, when in named]


def _bare(outcome):
    """What was decided and by which rules; the order in which they were tried may differ."""
    return outcome.with_(traces=tuple(trace.with_(tried=()) for trace in outcome.traces))


def many(when):
    return "".join(f"- id: r{number}\n  when: {when(number)}\n  then: {{priority: 1}}\n" for number in range(10_000))


LARGE = {
    "alike": ("rules/routing.yaml", lambda: many(lambda number: f"{{product: lamp, kind: report, source: s{number}}}")),
    "numbers": ("rules/routing.yaml", lambda: many(lambda number: f"{{waiting: {{between: [{number}, {number}]}}}}")),
    "words": (
        "rules/routing.yaml",
        lambda: many(lambda number: f"{{text: {{words: [woord{number}a, ander{number}b]}}}}"),
    ),
    "patterns": ("rules/routing.yaml", lambda: many(lambda number: f"{{text: {{pattern: 'woord{number}(a|b)+'}}}}")),
    "a megabyte of words": (
        "rules/recognition.yaml",
        lambda: (
            "- id: big\n  then: {urgency: high}\n  when: {text: {words: ["
            + ", ".join(f"trefwoord{number}" for number in range(62_000))
            + "]}}\n"
        ),
    ),
    "a megabyte of values": (
        "rules/routing.yaml",
        lambda: (
            f"- id: big\n  then: {{priority: 1}}\n  when: {{source: [{', '.join(f's{each}' for each in range(125_000))}]}}\n"
        ),
    ),
}


@pytest.mark.parametrize("name", LARGE)
def test_large_files_load_in_seconds_and_decide(folder, name):
    file, text = LARGE[name]
    content = text().encode()
    assert len(content) > 500_000
    read(folder, file, content)


def test_a_file_that_is_too_large_is_refused(folder):
    (folder / "rules/steering.yaml").write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    (problem,) = problems_of(folder)
    shutil.copy(TOWN / "rules/steering.yaml", folder / "rules/steering.yaml")
    assert str(problem) == "rules/steering.yaml:1: the file is larger than 4 MB"


def test_patterns_that_are_too_much_together_are_refused(folder):
    text = "".join(
        f"- id: r{number}\n  when: {{text: {{pattern: '(?i)\\pL{{1,50}}.{{0,40}}x{number}'}}}}\n  then: {{tone: angry}}\n"
        for number in range(1500)
    )
    (folder / "rules/recognition.yaml").write_text(text, "utf-8")
    (problem,) = problems_of(folder)
    shutil.copy(TOWN / "rules/recognition.yaml", folder / "rules/recognition.yaml")
    assert problem.message.startswith("the patterns of all rules together are more than RE2 has room for")
