"""Mails that nobody would write, but somebody may send."""

import base64
import struct
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.channels.email import smtp, transfer
from router.channels.email.calendar import read_invitation
from router.channels.email.cms import signed_content
from router.channels.email.mime import Reader
from router.channels.email.parse import Parsed, parse
from router.channels.email.parse import read as read_bare
from router.channels.email.quotes import without_quotes
from router.channels.email.rtf import decompressed, rtf_to_text
from router.channels.email.tnef import read_winmail
from router.channels.html import html_to_text
from tests.channels.email.conftest import MAILS

MB = 1024 * 1024
MIXED = b"Content-Type: multipart/mixed; boundary=b\n\n"
DEEP = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(100))
HTML = b"Content-Type: text/html\n\n"
BASE64 = b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
FLOWED = b"Content-Type: text/plain; format=flowed\n\n"
CALENDAR = b"Content-Type: text/calendar\n\n"
SIGNED = b"Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
WINMAIL = b"Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"
BOMB = struct.pack("<IIII", 2**31, 2**31 - 1, 0x75465A4C, 0) + (b"\xff" + b"\x00\x0f" * 8) * 400_000
PROPERTY = struct.pack("<IHHII", 1, 0x102, 0x1009, 1, len(BOMB)) + BOMB
RTF = struct.pack("<BII", 1, 0x00069003, len(PROPERTY)) + PROPERTY + b"\0\0"  #: LZFu that grows eightfold


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
        b"To: " + b"anna@post.example,\n " * 50_000 + b"\nSubject: a\n\nhi",
        b"Subject: Re: x\n\n" + b">" * MB,
        b"Subject: Re: x\n\n" + b">\n" * MB,
        b"Subject: Re: x\n\n" + b"Op 3 maart 10:11 @\n" * 100_000,
        HTML + b"<div>" * 100_000 + b"<a href='http://x'>" * 50_000 + b"<blockquote>" * 100_000,
        HTML + b"<div style='display:none'>" * 60_000,
        HTML + b"<a href=" * 200_000,
        b"\nbegin 644 a\n" * MB,
        b"\n" + b"begin 644 a\nend\n" * MB,
        FLOWED + b"a \n" * 5 * MB,
        CALENDAR + b'BEGIN:VEVENT\nSUMMARY"' + b'":' * MB,
        SIGNED + base64.encodebytes(b"\x30\x80" * MB),
        WINMAIL + base64.encodebytes(b"\x78\x9f\x3e\x22\0\0" + b"\1\3\x90\6\0\0\0\0\0\0\0" * 500_000),
        WINMAIL + base64.encodebytes(b"\x78\x9f\x3e\x22\0\0" + RTF),
    ],
    ids=[
        *(
            "newlines",
            "headers",
            "parts",
            "near-boundaries",
            "deep",
            "divs",
            "tags",
            "entities",
            "file",
            "on",
            "header",
        ),
        *("recipients", "quoted", "quotes", "attributions", "links", "hidden", "open-links", "begins", "begin-ends"),
        *("flowed", "calendar", "asn1", "attributes", "rtf"),
    ],
)
def test_size_costs_time_in_proportion(raw):
    before = time.perf_counter()
    read(raw)
    assert time.perf_counter() - before < 10  # a few seconds at most; quadratic would be hours


def test_memory_stays_in_proportion():
    """Base64 in base64 in base64, and files by the hundred: nothing is unpacked twice over."""
    inner = b"Content-Type: text/plain\n\nhi"
    for _ in range(40):
        inner = b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(inner)
    raw = MIXED + b"".join(b"--b\n" + inner + b"\n" for _ in range(2)) + b"--b--"
    tracemalloc.start()
    read(raw)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 20 * len(raw) + 20 * MB


def test_a_file_too_large_is_named_and_left_out():
    raw = BASE64 + (b"A" * 76 + b"\r\n") * (420 * 1024)
    (file,) = read(raw).inbound.attachments
    assert (file.name, file.left_out, file.sha256) == ("a.pdf", "size", "")
    assert read(raw).files == ()


def test_files_too_many_are_named_and_left_out():
    raw = MIXED + b"--b\nContent-Type: image/png; name=x.png\n\nx\n" * 30 + b"--b--"
    found = read(raw).inbound.attachments
    assert [file.left_out for file in found] == [""] * 25 + ["number"] * 5


MAILS_HERE = [path.read_bytes() for path in sorted(MAILS.glob("*.eml"))]


@given(st.sampled_from(MAILS_HERE), st.randoms(use_true_random=False))
@settings(max_examples=300, deadline=None)
def test_mutated_mails_make_a_contact(raw, random):
    """Flipped bits, cuts, doubled and exchanged pieces: read without ever needing the last resort in `parse`."""
    data = bytearray(raw)
    for _ in range(random.randint(1, 12)):
        at, length = random.randrange(len(data) + 1), random.randrange(200)
        match random.randrange(4):
            case 0:
                data[at : at + 1] = bytes([random.randrange(256)])
            case 1:
                del data[at : at + length]
            case 2:
                data[at:at] = data[at : at + length] * random.randint(1, 3)
            case 3:
                other = random.choice(MAILS_HERE)
                start = random.randrange(len(other))
                data[at:at] = other[start : start + length]
    inbound = read_bare(Reader(bytes(data)).part(0, len(data)), "e", None, None).inbound
    (inbound.text + inbound.subject + "".join(file.name for file in inbound.attachments)).encode()
    assert "\0" not in inbound.text + inbound.subject
    assert len(inbound.text) <= 100_000


@given(st.binary(max_size=300))
def test_any_bytes_in_an_envelope(data):
    read_winmail(b"\x78\x9f\x3e\x22\0\0" + data)
    assert len(decompressed(b"\0" * 4 + b"\xff" * 4 + b"LZFu" + data, 5000)) <= 5100
    rtf_to_text(data)
    signed_content(data)
    read_invitation(data.decode("latin-1"))


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
        patch.setattr(transfer, "SLICE", size)
        stuffed = (b"\r\n" + data + b"\r\n").replace(b"\r\n.", b"\r\n..")
        assert smtp.unstuffed(bytearray(stuffed), len(stuffed) - 2) == data + b"\r\n"
        assert transfer.unpacked(base64.encodebytes(data), "base64") == data
