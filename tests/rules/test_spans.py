"""Lengths of time as people write them."""

from datetime import timedelta

import pytest

from router.rules.spans import span


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30 minutes", timedelta(minutes=30)),
        ("1 minute", timedelta(minutes=1)),
        ("25 seconds", timedelta(seconds=25)),
        ("  2   Hours ", timedelta(hours=2)),
        ("14 days", timedelta(days=14)),
        ("2 weeks", timedelta(weeks=2)),
        ("0 days", timedelta()),
        ("366 days", timedelta(days=366)),
    ],
)
def test_it_is_read(text, length):
    assert span(text) == length


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30",
        "minutes",
        "half an hour",
        "-1 days",
        "1.5 hours",
        "2 fortnights",
        "² hours",
        "٣ days",
        None,
        30,
        "1 hour 5",
    ],
)
def test_the_forms_are_told(text):
    with pytest.raises(ValueError, match='is no length of time; write "30 minutes", "2 hours" or "14 days"'):
        span(text)


@pytest.mark.parametrize("text", ["367 days", "99999999 weeks"])
def test_longer_than_a_year_is_refused(text):
    with pytest.raises(ValueError, match="longer than a year"):
        span(text)
