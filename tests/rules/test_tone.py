"""How a text is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.rules.tone import tone_of


@pytest.mark.parametrize(
    ("text", "tone"),
    [
        ("Goedemorgen, mijn paspoort is verlopen.", "calm"),
        ("Bedankt!", "calm"),
        ("KUNNEN JULLIE EINDELIJK EENS IETS DOEN AAN DIE STRAAT", "upset"),
        ("Doe er iets aan!!", "upset"),
        ("Hoe lang nog?!", "upset"),
        ("WOZ OZB", "calm"),
        ("", "calm"),
    ],
)
def test_tone(text, tone):
    assert tone_of(text) == tone


@given(st.text())
def test_no_text_crashes(text):
    assert tone_of(text) in ("calm", "upset")
