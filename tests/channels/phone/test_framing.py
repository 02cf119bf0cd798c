"""Bytes to messages, however they are cut."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.channels.phone.ami.framing import LARGEST_MESSAGE, LONGEST_LINE, Framing

STREAM = b"Asterisk Call Manager/13.0.0\r\nResponse: Success\r\nMessage: hi: there\r\n\r\nEvent: A\r\nQueue: kcc\r\n\r\n\r\nEvent: B\n\n"
WHOLE = [{"Response": "Success", "Message": "hi: there"}, {"Event": "A", "Queue": "kcc"}, {"Event": "B"}]


def fed(*parts: bytes):
    framing = Framing()
    return [message for part in parts for message in framing.feed(part)]


@settings(max_examples=100, deadline=None, database=None)
@given(st.lists(st.integers(0, len(STREAM)), max_size=12).map(sorted))
def test_wherever_it_is_cut(cuts):
    assert fed(*(STREAM[a:b] for a, b in zip([0, *cuts], [*cuts, len(STREAM)], strict=True))) == WHOLE


def test_byte_by_byte():
    assert fed(*(STREAM[place : place + 1] for place in range(len(STREAM)))) == WHOLE


def test_an_event_that_is_not_whole_is_not_given():
    assert fed(b"Event: A\r\nQueue: kcc\r\n") == []


@pytest.mark.parametrize("size", [LONGEST_LINE + 1, 5 * LARGEST_MESSAGE])
def test_a_line_without_end_takes_its_own_message_along_and_no_memory(size):
    framing = Framing()
    found = []
    for start in range(0, size, 4096):
        found += framing.feed(b"x" * min(4096, size - start))
        assert len(framing._rest) <= LONGEST_LINE + 4096
    assert [*found, *framing.feed(b"\r\nEvent: A\r\n\r\nEvent: B\r\n\r\n")] == [{"Event": "B"}]
    assert framing.passed_over == 1


def test_a_message_of_very_many_lines_is_passed_over():
    framing = Framing()
    lines = b"".join(b"Key%d: value\r\n" % number for number in range(10_000))
    assert list(framing.feed(lines + b"\r\nEvent: B\r\n\r\n")) == [{"Event": "B"}]


def test_bytes_that_are_no_text_do_not_stop_it():
    assert fed(b"Event: A\r\nName: \xff\xfe\r\n\r\n")[0]["Event"] == "A"


@settings(max_examples=100, deadline=None, database=None)
@given(st.binary(max_size=500))
def test_anything_may_come(data):
    fed(data, b"\r\n\r\n")
