"""What is known of a sender."""

from datetime import timedelta

from router.domain.known import AT_MOST, NOBODY, Earlier, Known
from router.testing import MONDAY

DAY = timedelta(days=1)


def earlier(days, **told):
    return Earlier(at=MONDAY - days * DAY, case=f"KV-{days}", **told)


KNOWN = Known(
    earlier=(earlier(1, product="moving"), earlier(5, product="passport", handler="ann"), earlier(9, handler="bob"))
)


def test_nobody_wrote_nothing():
    assert (NOBODY.refused_before, NOBODY.since(MONDAY), NOBODY.last_handler(MONDAY)) == (False, 0, None)


def test_contacts_are_counted_from_a_moment_on():
    assert [KNOWN.since(MONDAY - days * DAY) for days in (0, 1, 4, 5, 30)] == [0, 1, 1, 2, 3]
    assert [KNOWN.since(MONDAY - 30 * DAY, product) for product in ("passport", "death")] == [1, 0]


def test_the_last_who_handled_one():
    assert KNOWN.last_handler(MONDAY - 7 * DAY) == "ann"
    assert KNOWN.last_handler(MONDAY - 3 * DAY) is None


def test_a_refusal_is_remembered():
    assert not KNOWN.refused_before
    assert KNOWN.with_earlier(earlier(0, refused=True)).refused_before


def test_the_newest_stay_when_there_are_too_many():
    known = NOBODY
    for days in range(AT_MOST + 9, 0, -1):
        known = known.with_earlier(earlier(days))
    assert (len(known.earlier), known.earlier[0].case, known.earlier[-1].case) == (AT_MOST, "KV-1", f"KV-{AT_MOST}")
