"""Requests that two readers could understand in two ways, over a bare socket: refused, and nothing hidden in them is done."""

import asyncio
import re

import pytest
import pytest_asyncio

from tests.faults.balie import TOKEN
from tests.faults.inside import balie

pytestmark = pytest.mark.asyncio(loop_scope="module")
BODY = b'{"channel":"webform","sourceId":"hidden","text":"smuggled"}'
HEAD = b"Host: x\r\nContent-Type: application/json\r\nAuthorization: Bearer " + TOKEN.encode() + b"\r\n"
HIDDEN = b"POST /api/v1/contacts HTTP/1.1\r\n" + HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
LAST = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
OPEN = b'{"channel":"webform","text":"open"}'


def post(*headers, body=HIDDEN):
    return b"POST /api/v1/contacts HTTP/1.1\r\n" + HEAD + b"".join(each + b"\r\n" for each in headers) + b"\r\n" + body


def chunked(*pieces, header=b"Transfer-Encoding: chunked"):
    return post(header, body=b"".join(pieces))


SIZE = b"Content-Length: %d" % len(HIDDEN)
END = b"0\r\n\r\n"
TWO_WAYS = {
    "length and chunks": post(SIZE, b"Transfer-Encoding: chunked", body=END + HIDDEN),
    "chunks and length": post(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=END + HIDDEN),
    "two lengths": post(b"Content-Length: 0", SIZE),
    "two lengths in one": post(b"Content-Length: 0, %d" % len(HIDDEN)),
    "the same length twice": post(b"Content-Length: 0", b"Content-Length: 0"),
    "a length with a sign": post(b"Content-Length: +0"),
    "a length below nothing": post(b"Content-Length: -1"),
    "a length in sixteens": post(b"Content-Length: 0x0"),
    "a length with a gap": post(b"Content-Length: 0 0"),
    "a length in other figures": post("Content-Length: ０".encode()),
    "a space before the colon": post(b"Content-Length : 0"),
    "a header that goes on": post(b"Content-Length: 0", b"X: a", b" b"),
    "chunks that go on": chunked(END, HIDDEN, header=b"Transfer-Encoding:\r\n chunked"),
    "a space before the first": b"POST /form HTTP/1.1\r\n Host: x\r\nContent-Length: 0\r\n\r\n" + HIDDEN,
    "chunks unknown": chunked(END, HIDDEN, header=b"Transfer-Encoding: xchunked"),
    "chunks not last": chunked(END, HIDDEN, header=b"Transfer-Encoding: chunked, identity"),
    "chunks twice": chunked(END, HIDDEN, header=b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"),
    "chunks after a tab of its own": chunked(END, HIDDEN, header=b"Transfer-Encoding: \x0bchunked"),
    "a line end in a chunk's note": chunked(b"2;a\nb\r\n{}\r\n", END, HIDDEN),
    "a half line end behind a chunk": chunked(b"2\r\n{}\n", END, HIDDEN),
    "no line end behind a chunk": chunked(b"2\r\n{}", END, HIDDEN),
    "a chunk with a sign": chunked(b"+2\r\n{}\r\n", END, HIDDEN),
    "a chunk in another writing": chunked(b"0x2\r\n{}\r\n", END, HIDDEN),
    "a chunk without size": chunked(b"\r\n{}\r\n", END, HIDDEN),
    "a chunk below nothing": chunked(b"-2\r\n{}\r\n", END, HIDDEN),
    "a chunk larger than numbers go": chunked(b"fffffffffffffffff2\r\n{}\r\n", END, HIDDEN),
    "a nul in a header": post(b"Content-Length: 0", b"X: a\x00b"),
    "a half line end in a header": post(b"Content-Length: 0\rX: y"),
    "a name with a space": post(b"Content-Length: 0", b"X Y: z"),
    "no name": post(b"Content-Length: 0", b": z"),
    "no colon": post(b"Content-Length: 0", b"Transfer-Encoding"),
    "half line ends": HIDDEN.replace(b"\r\n", b"\r"),
    "an old version with chunks": chunked(END, HIDDEN)
    .replace(b"HTTP/1.1", b"HTTP/1.0", 1)
    .replace(b"chunked", b"x", 1),
    "a version there is not": post(b"Content-Length: 0").replace(b"HTTP/1.1", b"HTTP/9.9", 1),
    "a method there is not": b"P\x7fST" + post(b"Content-Length: 0")[4:],
    "two hosts": post(b"Host: y", b"Content-Length: 0"),
    "no host": b"GET /healthz HTTP/1.1\r\n\r\n" + HIDDEN,
    "a very long header": post(b"X: " + b"a" * 100_000, b"Content-Length: 0"),
    "very many headers": post(*(b"X-%d: a" % number for number in range(20_000)), b"Content-Length: 0"),
    "a very long address": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n" + HIDDEN,
    "very many trailers": chunked(
        b"%x\r\n%s\r\n0\r\n" % (len(OPEN), OPEN),
        *(b"X-%d: a\r\n" % number for number in range(50_000)),
        b"\r\n",
        HIDDEN,
    ),
}
UPGRADE = b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
ONE_WAY = {
    "a body behind an upgrade": b"GET /healthz HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
    + UPGRADE + SIZE + b"\r\n\r\n" + HIDDEN,
    "a body of a question": b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + SIZE + b"\r\n\r\n" + HIDDEN,
    "a body that nobody reads": b"POST /nowhere HTTP/1.1\r\nHost: x\r\n" + SIZE + b"\r\n\r\n" + HIDDEN,
    "in a chunk": b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n" % (len(HIDDEN), HIDDEN) + END,
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory):
    async with balie(tmp_path_factory.mktemp("wire")) as (app, _):
        yield app


async def answers(app, raw):
    """The status of each answer, until the server hangs up."""
    reader, writer = await asyncio.open_connection("127.0.0.1", app.http_port)
    try:
        writer.write(raw)
        async with asyncio.timeout(20):
            said = await reader.read()
    except ConnectionResetError:  # it hung up while we were talking
        return []
    finally:
        writer.close()
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", said)]


async def taken(app):
    """Whether what was hidden lies on the stream."""
    return any(b"smuggled" in entry.value for entry in await app.stream.read(0, -1, 10_000))


@pytest.mark.parametrize("name", TWO_WAYS)
async def test_what_can_be_read_in_two_ways_is_refused_and_the_line_closed(server, name):
    said = await answers(server, TWO_WAYS[name] + LAST)
    assert all(400 <= status < 500 for status in said) and len(said) <= 1
    assert not await taken(server)


@pytest.mark.parametrize("name", ONE_WAY)
async def test_a_request_within_a_body_is_a_body(server, name):
    said = await answers(server, ONE_WAY[name] + LAST)
    assert len(said) <= 2
    assert not await taken(server)


async def test_behind_an_upgrade_that_we_do_not_speak_nothing_is_heard(server):
    ask = b"GET /healthz HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", server.http_port)
    writer.write(ask + UPGRADE + b"\r\n" + HIDDEN)
    assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
    writer.close()
    await answers(server, LAST)
    assert not await taken(server)


async def test_a_body_of_single_bytes_is_read_like_any(server):
    pieces = b"".join(b"1\r\n%c\r\n" % each for each in OPEN.replace(b"open", b"open " * 4000))
    assert await answers(server, chunked(pieces, END) + LAST) == [202, 200]


async def test_the_reader_of_requests_is_the_one_that_was_looked_at():
    """The one written in Python is slower and more forgiving."""
    from aiohttp import http_parser

    assert http_parser.HttpRequestParser is not http_parser.HttpRequestParserPy
