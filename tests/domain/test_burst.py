"""What is said at once about one thing is one burst, whatever order it comes in."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from router.domain.burst import LEAST, Mention, bursts

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

mentions = st.lists(
    st.builds(
        Mention,
        contact=st.integers(0, 60).map(str),
        at=st.integers(0, 200).map(lambda minutes: NOON + timedelta(minutes=minutes)),
        product=st.sampled_from(["", "gft", "paspoort"]),
        place=st.sampled_from(["", "Kerkstraat"]),
        thread=st.sampled_from(["", "", "a", "b"]),
        reach=st.integers(0, 900),
        public=st.booleans(),
    ),
    max_size=60,
)


def gft(number: int, minutes: int, **more: object) -> Mention:
    at = NOON + timedelta(minutes=minutes)
    return Mention(f"m{number}", at, "gft", "Kerkstraat", reach=100, **more)  # type: ignore[arg-type]


def test_nineteen_in_forty_minutes_are_one_burst() -> None:
    (burst,) = bursts(gft(number, number * 2) for number in range(19))
    assert (len(burst.mentions), burst.reach, burst.first) == (19, 1900, NOON)


def test_fewer_or_slower_are_none() -> None:
    assert not bursts(gft(number, number) for number in range(LEAST - 1))
    assert not bursts(gft(number, number * 20) for number in range(19))


def test_the_window_holds_both_its_ends() -> None:
    assert bursts(gft(number, number * 10) for number in range(LEAST))
    assert not bursts([*(gft(number, number * 10) for number in range(LEAST - 1)), gft(9, 41)])


def test_replies_elsewhere_join_by_their_thread() -> None:
    spot = [gft(number, number, thread="a") for number in range(5)]
    replies = [Mention(f"r{number}", NOON, thread="a") for number in range(5)]
    (burst,) = bursts(spot + replies)
    assert len(burst.mentions) == 10


def test_private_messages_never_take_part() -> None:
    assert not bursts(gft(number, number, public=False) for number in range(19))


@given(mentions, st.randoms(use_true_random=False))
def test_order_does_not_matter(some: list[Mention], chance: object) -> None:
    shuffled = list(some)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert bursts(shuffled) == bursts(some)


@given(mentions)
def test_nothing_is_in_two_bursts_and_each_is_large_enough(some: list[Mention]) -> None:
    found = bursts(some)
    named = [mention.contact for burst in found for mention in burst.mentions]
    assert len(named) == len(set(named))
    assert all(len(burst.mentions) >= LEAST for burst in found)


@given(mentions)
def test_grouping_is_stable(some: list[Mention]) -> None:
    found = bursts(some)
    assert bursts(mention for burst in found for mention in burst.mentions) == found


@given(mentions, st.integers(0, 200))
def test_a_later_mention_never_parts_a_burst(some: list[Mention], minutes: int) -> None:
    before = bursts(some)
    after = bursts([*some, gft(1000, minutes)])
    for burst in before:
        assert any(set(burst.mentions) <= set(larger.mentions) for larger in after)
