"""Moments: exact both ways."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.moments import EPOCH, from_micros, optional_micros, optional_moment, to_micros
from router.testing import moment

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(9000, 1, 1), timezones=st.timezones())  # noqa: DTZ001


@settings(max_examples=50, deadline=None, database=None)
@given(MOMENTS)
def test_micros_and_back(at):
    assert from_micros(to_micros(at)) == at.astimezone(UTC)


def test_where_it_counts_from():
    assert to_micros(EPOCH) == 0
    assert from_micros(-1) == EPOCH - timedelta(microseconds=1)
    assert (optional_micros(None), optional_moment(None)) == (None, None)
    assert optional_moment(optional_micros(EPOCH)) == EPOCH


def test_a_naive_moment_is_refused():
    with pytest.raises(TypeError):
        to_micros(datetime(2026, 11, 23))  # noqa: DTZ001


def test_a_moment_in_dutch_words():
    assert moment("do 24 dec 2026 15:00").isoformat() == "2026-12-24T14:00:00+00:00"
    assert moment("wo 1 jul 2026 00:00:07").isoformat() == "2026-06-30T22:00:07+00:00"
    with pytest.raises(ValueError, match="falls on do"):
        moment("wo 24 dec 2026 15:00")
