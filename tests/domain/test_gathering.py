"""Who joins one answer: the same whatever order the posts come in, and never who needs a person."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.burst import WITHIN, Mention
from router.domain.gathering import Gathering, Post, burst_of, is_over, joining

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def gathering(head: str = "A0") -> Gathering:
    return Gathering(id="g", head=head, text="t", by="webcare", at=NOON, first=NOON, last=NOON)


@st.composite
def posts(draw: st.DrawFn) -> list[Post]:
    return [
        Post(
            reference=f"A{number}",
            mention=Mention(
                contact=f"c{number}",
                at=NOON + timedelta(minutes=draw(st.integers(0, 120))),
                product=draw(st.sampled_from(["waste", "lamp"])),
                place=draw(st.sampled_from(["kerkstraat", "hofstraat", ""])),
            ),
            source="mastodon",
            is_open=draw(st.booleans()),
            assignee=draw(st.sampled_from([None, None, "webcare", "lead"])),
            urgency=draw(st.sampled_from(["normal", "normal", "danger"])),
            merged_into=draw(st.sampled_from([None, None, "A0"])),
        )
        for number in range(draw(st.integers(1, 25)))
    ]


@settings(deadline=None)
@given(posts(), st.randoms(use_true_random=False))
def test_the_order_of_posts_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert joining(gathering(), found) == joining(gathering(), shuffled)


@settings(deadline=None)
@given(posts())
def test_who_joins_waits_in_nobody_elses_hands_and_is_not_in_danger(found):
    burst = burst_of("A0", found)
    for each in joining(gathering(), found):
        assert each.is_open and each.urgency != "danger" and each.assignee in (None, "webcare")
        assert each.reference != "A0" and burst is not None and each.mention in burst.mentions


@settings(deadline=None)
@given(posts())
def test_once_answered_nobody_joins_again(found):
    joined = {each.reference for each in joining(gathering(), found)}
    after = [Post(**{**as_fields(each), "is_open": each.is_open and each.reference not in joined}) for each in found]
    assert joining(gathering(), after) == []


def test_it_is_over_when_nothing_came_for_as_long_as_makes_a_burst():
    assert not is_over(gathering(), NOON + WITHIN)
    assert is_over(gathering(), NOON + WITHIN + timedelta(seconds=1))


def as_fields(post: Post) -> dict[str, object]:
    return {name: getattr(post, name) for name in post.__struct_fields__}
