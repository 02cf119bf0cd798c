"""How long a neighbour asks us to stay away, what went wrong in one word, and what may stand in a setting."""

from datetime import timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from router.channels.asking import LONGEST_WAIT, Trouble, ask, code_of, wait_asked
from router.channels.feed import adapter
from router.channels.fields import LONGEST, is_safe, span, web_host
from router.testing import MONDAY
from router.testing_room import neighbour, room_for


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "37"}, 37),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "99999"}, LONGEST_WAIT),
        ({"Retry-After": "Mon, 23 Nov 2026 09:01:00 GMT"}, 60),
        ({"X-RateLimit-Reset": (MONDAY + timedelta(seconds=90)).isoformat()}, 90),
        ({"RateLimit-Reset": str(int(MONDAY.timestamp()) + 12)}, 12),
        ({"X-RateLimit-Reset": "2026-11-23T09:00:05.869078Z"}, 5.869078),
        ({"Retry-After": "soon"}, None),
        ({}, None),
    ],
)
def test_how_long_to_stay_away(headers, seconds):
    assert wait_asked(headers, MONDAY) == seconds


@given(st.text(max_size=40))
def test_whatever_it_asks_is_bounded(text):
    found = wait_asked({"Retry-After": text}, MONDAY)
    assert found is None or 1 <= found <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "expired"), (403, "refused"), (404, "gone"), (429, "slowed-down"), (502, "failing"), (521, "failing")],
)
def test_what_a_status_says(status, code):
    assert code_of(status) == code


async def test_nobody_there_and_hung_up_are_two_things():
    async def hang_up(request):
        request.transport.close()
        return web.Response()

    async def elsewhere(request):
        return web.Response(status=302, headers={"Location": "https://evil.example"})

    async with room_for(adapter, {}) as (room, _):
        with pytest.raises(Trouble) as nobody:
            await ask(room, "GET", "http://127.0.0.1:1/")
        async with neighbour(web.get("/", hang_up), web.get("/to", elsewhere)) as address:
            with pytest.raises(Trouble) as cut:
                await ask(room, "GET", address + "/")
            with pytest.raises(Trouble) as moved:
                await ask(room, "GET", address + "/to", token="secret")
    assert (nobody.value.code, cut.value.code, moved.value.code) == ("unreachable", "cut-off", "refused")
    assert nobody.value.as_failed(harmless=False).again
    assert cut.value.as_failed().again
    assert not cut.value.as_failed(harmless=False).again


@pytest.mark.parametrize(
    ("words", "seconds"), [("15 minutes", 900), ("1 day", 86400), ("90 seconds", 90), ("36 hours", 129600)]
)
def test_spans_in_words(words, seconds):
    assert span(words) == seconds


@given(st.one_of(st.text(max_size=20), st.integers(), st.none()))
def test_any_other_span_is_refused(words):
    try:
        assert 0 < span(words) <= LONGEST
    except ValueError as error:
        assert str(error).startswith("write")


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://social.example", True),
        ("http://127.0.0.1:3000", True),
        ("http://social.example", False),
        ("ftp://127.0.0.1", False),
        ("https://", False),
        ("https://[x", False),
    ],
)
def test_where_a_secret_may_go(address, safe):
    assert is_safe(address) is safe


@pytest.mark.parametrize(
    "address", ["https://a.example/path", "https://u:p@a.example", "https://a.example?x=1", "a.example"]
)
def test_a_server_is_only_a_server(address):
    with pytest.raises(ValueError, match="as in"):
        web_host(address)
