"""Mails that nobody would write, but somebody may send."""

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.channels.email import body, smtp
from router.channels.email.parse import Parsed, parse
from router.channels.email.quotes import without_quotes
from router.channels.html import html_to_text

MB = 1024 * 1024
MIXED = b"Content-Type: multipart/mixed; boundary=b\n\n"
DEEP = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(100))
HTML = b"Content-Type: text/html\n\n"
BASE64 = b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"


def read(raw: bytes) -> Parsed:
    return parse(raw, entrance="info@klaverdam.example", received_at=None)


HEADS = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b",
        b"Content-Type: text/html; charset=utf-16",
        b"From: a <b@c>, d",
        b"Subject: =?utf-8?b?////?=",
        b"Content-Type: text/plain; charset*=x'y'%zz; name*0*=a; name*1=b",
        b"Content-Disposition: attachment; filename*=unknown-8bit''%E9",
        b"Content-Transfer-Encoding: base64",
        b"--b",
        b"Content-Type: message/rfc822",
        b"",
        b"References: <a <b> >",
        b"Content-Type: text/plain; charset=punycode",
        b'Content-Type: text/plain; charset="\0"',
        b"From: =?x?q?a?=",
        b"--b--",
        b"Content-Type: ;;;===",
        b"<p>a",
    ]
)


@given(st.binary(max_size=400))
def test_any_bytes_make_a_contact(raw):
    assert read(raw).inbound.original == raw


@given(st.lists(HEADS | st.binary(max_size=30), max_size=25))
def test_any_pieces_of_a_mail_make_a_contact(lines):
    inbound = read(b"\r\n".join(lines)).inbound
    (inbound.text + inbound.subject + (inbound.sender.name or "")).encode("utf-8")
    assert "\0" not in inbound.text + inbound.subject


@given(st.text(max_size=300))
def test_quotes_and_html_take_any_text(text):
    without_quotes(text)
    assert "\0" not in html_to_text(text.replace("\0", ""))


@pytest.mark.parametrize(
    "raw",
    [
        b"\n" * 25 * MB,
        b"a:\n" * 8 * MB,
        MIXED + b"--b\n\nhi\n" * 3 * MB,
        MIXED + b"--b x\n" * 4 * MB,
        DEEP + b"\n" * 10 * MB,
        HTML + b"<div>" * 5 * MB,
        HTML + b"<" * 10 * MB,
        HTML + b"&" * 10 * MB,
        BASE64 + (b"A" * 76 + b"\r\n") * (320 * 1024),
        b"\nOn " + b"x " * 5 * MB,
        b"From: " + b'"(' * 30_000 + b"\nSubject: " + b"=?a?q?" * 10_000 + b"\n\nhi",
    ],
    ids=["newlines", "headers", "parts", "near-boundaries", "deep", "divs", "tags", "entities", "file", "on", "header"],
)
def test_size_costs_time_in_proportion(raw):
    before = time.perf_counter()
    read(raw)
    assert time.perf_counter() - before < 10  # a few seconds at most; quadratic would be hours


def test_ten_thousand_parts_are_read_up_to_two_hundred():
    text = read(MIXED + b"--b\nContent-Type: text/plain\n\nhi\n" * 10_000 + b"--b--").inbound.text
    assert text.split() == ["hi"] * 200


def test_two_hundred_files_are_read_up_to_twenty_five():
    raw = MIXED + b"--b\nContent-Type: image/png; name=x.png\n\nx\n" * 200 + b"--b--"
    assert len(read(raw).files) == 25


def test_a_hundred_deep_is_still_read():
    assert read(DEEP[: DEEP.rindex(b"Content-Type")] + b"\ndiep").inbound.text == "diep"


def test_five_thousand_forwarded_mails_in_each_other():
    assert len(read(b"Content-Type: message/rfc822\n\n" * 5000 + b"From: a@b\n\nhello").files) == 1


def test_limits_hold():
    head = b"Subject: " + b"s" * 5000 + b"\nFrom: " + b"n" * 900 + b" <a@b>\n\n"
    inbound = read(head + b"t" * 300_000).inbound
    assert (len(inbound.subject), len(inbound.text), len(inbound.sender.name)) == (300, 100_000, 200)


def test_a_long_file_name_keeps_its_extension():
    raw = b'Content-Type: image/png; name="' + b"x" * 300 + b'.png"\n\nx'
    name = read(raw).inbound.attachments[0].name
    assert len(name) == 120
    assert name.endswith("x.png")


@given(st.binary(max_size=300).map(lambda data: data + b"x" * 3), st.integers(1, 50))
def test_dots_and_base64_come_through_in_slices(data, size):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(smtp, "CHUNK", size)
        patch.setattr(body, "SLICE", size)
        stuffed = (b"\r\n" + data + b"\r\n").replace(b"\r\n.", b"\r\n..")
        assert smtp.unstuffed(bytearray(stuffed), len(stuffed) - 2) == data + b"\r\n"
        assert body.unpacked(base64.encodebytes(data), "base64") == data
