import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.domain.satisfaction import LEAST, satisfaction

SCORES = st.lists(st.integers(1, 5))


@given(SCORES)
def test_every_answer_is_counted_once(scores):
    found = satisfaction(scores)
    assert found.total == len(scores) and found.counts == tuple(scores.count(each) for each in range(1, 6))


@given(SCORES)
def test_the_mean_is_of_enough_answers(scores):
    mean = satisfaction(scores).mean
    assert (mean is None) == (len(scores) < LEAST)
    assert mean is None or mean == pytest.approx(sum(scores) / len(scores))
