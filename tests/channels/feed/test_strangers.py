"""Where a site that moved may send us: never into a network of ours, whatever it calls it."""

import socket

import pytest
from aiohttp import web

from router.channels.asking import Trouble
from router.channels.feed import adapter
from router.channels.feed.listen import fetched, may_follow
from router.channels.outside import OpenNames, in_the_open, outside
from router.testing_room import neighbour, room_for

OPEN, OURS = "93.184.215.14", "127.0.0.1"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
        "10.0.0.8",
        "100.64.0.1",
        "169.254.169.254",
        "192.168.7.4",
        "224.0.0.1",
        "localhost",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fd00::8]",
        "[fe80::1]",
    ],
)
def test_an_address_of_ours_in_any_writing_is_not_followed(host):
    assert not may_follow("http://a.example/x", f"http://{host}/y")


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "gopher://a.example/", "//", "http://", "http:///x", "javascript:alert(1)", "data:,x"]
)
def test_what_is_no_web_address_is_not_followed(to):
    assert not may_follow("http://a.example/x", to)


def test_the_open_is_followed():
    assert may_follow("http://a.example/x", f"http://{OPEN}/y")
    assert may_follow("http://a.example/x", "http://b.example/y")
    assert in_the_open("2606:2800:21f:cb07::1") and not in_the_open("b.example")


@pytest.fixture
def names(monkeypatch):
    """What the network says of each name: in turn, the last one for ever."""
    told, asked = {}, socket.getaddrinfo

    def answer(host, port, *more, **named):
        if host not in told:
            return asked(host, port, *more, **named)
        address = told[host].pop(0) if len(told[host]) > 1 else told[host][0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in address.split()]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return told


async def test_a_name_that_becomes_one_of_ours_leads_nowhere(names):
    names["turns.example"] = [OPEN, OURS]
    names["both.example"] = [f"{OPEN} {OURS}"]
    names["0x7f.1"] = [OURS]
    resolver = OpenNames()
    assert [each["host"] for each in await resolver.resolve("turns.example", 80)] == [OPEN]
    for host in ("turns.example", "both.example", "0x7f.1"):
        with pytest.raises(OSError, match="network of ours"):
            await resolver.resolve(host, 80)
    await resolver.close()


async def test_a_redirect_to_a_name_of_ours_is_never_asked(names):
    names["intern.example"] = [OURS]
    asked = []

    async def answer(request):
        asked.append(request.path)
        port = request.url.port
        return web.Response(status=302, headers={"Location": f"http://intern.example:{port}/secret"})

    async with neighbour(web.get("/{tail:.*}", answer)) as address, room_for(adapter, {}) as (room, _):
        with pytest.raises(Trouble) as trouble:
            await fetched(room, f"{address}/feed", {})
    assert (trouble.value.code, asked) == ("unreachable", ["/feed"])


async def test_a_redirect_into_the_open_is_asked(names, monkeypatch):
    """Beyond the look at the address nothing differs: here the loopback counts as the open."""
    names["elders.example"] = [OURS]
    monkeypatch.setattr("router.channels.outside.in_the_open", lambda address: True)

    async def answer(request):
        if request.path == "/news":
            return web.Response(text="<rss/>")
        return web.Response(status=301, headers={"Location": f"http://elders.example:{request.url.port}/news"})

    async with neighbour(web.get("/{tail:.*}", answer)) as address, room_for(adapter, {}) as (room, _):
        assert (await fetched(room, f"{address}/feed", {})).body == b"<rss/>"


async def test_it_keeps_no_cookies():
    async with outside() as session:
        assert list(session.cookie_jar) == []
