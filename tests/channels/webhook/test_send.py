"""Events out, to a real server on this machine."""

import hmac
import json
import socket
from datetime import timedelta

import pytest
from aiohttp import web

from router.channels.outgoing import Posting
from router.channels.webhook import send
from router.channels.webhook.send import post, signature
from router.domain.errors import SendFailed
from router.testing import MONDAY

SECRET = "geheim"


@pytest.fixture
async def other():
    """The other side: its address, what it got, and what it will answer."""
    got, answers = [], [204]

    async def take(request: web.Request) -> web.Response:
        got.append((request.headers, await request.read()))
        return web.Response(status=answers[-1], headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_post("/balie", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/balie", got, answers
    await runner.cleanup()


def posting(url):
    return Posting(id="KV-2611-0001.late", url=url, body=json.dumps({"case": "KV-2611-0001"}).encode())


async def test_it_is_signed_and_carries_its_key(other):
    url, got, _ = other
    await post(posting(url), SECRET, MONDAY)
    ((headers, body),) = got
    stamp, mark = headers["X-Balie-Signature"].split(",")
    moment = stamp.removeprefix("t=")
    expected = hmac.new(SECRET.encode(), moment.encode() + b"." + body, "sha256").hexdigest()
    assert (mark, int(moment)) == (f"v1={expected}", int(MONDAY.timestamp()))
    assert (headers["Idempotency-Key"], headers["Content-Type"]) == ("KV-2611-0001.late", "application/json")
    assert json.loads(body) == {"case": "KV-2611-0001"}


@pytest.mark.parametrize(
    ("status", "again"), [(302, False), (400, False), (401, False), (404, False), (408, True), (429, True), (503, True)]
)
async def test_what_it_answers_says_whether_to_try_again(other, status, again):
    url, _, answers = other
    answers.append(status)
    with pytest.raises(SendFailed) as failure:
        await post(posting(url), SECRET, MONDAY)
    assert (failure.value.code, failure.value.again) == (f"http-{status}", again)


async def test_nobody_there_is_tried_again():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{held.getsockname()[1]}/"
    with pytest.raises(SendFailed) as failure:
        await post(posting(address), SECRET, MONDAY)
    assert (failure.value.code, failure.value.again) == ("webhook-unreachable", True)


async def test_one_that_does_not_answer_is_given_up_after_a_while(monkeypatch):
    monkeypatch.setattr(send, "TIMEOUT", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(SendFailed) as failure:
        await post(posting(f"http://127.0.0.1:{silent.getsockname()[1]}/"), SECRET, MONDAY)
    assert (failure.value.code, failure.value.again) == ("webhook-timeout", True)


async def test_an_address_that_is_none_is_final():
    with pytest.raises(SendFailed) as failure:
        await post(posting("http://:0/"), SECRET, MONDAY)
    assert (failure.value.code, failure.value.again) == ("webhook-address", False)


def test_the_signature_follows_the_moment_and_the_body():
    one = signature(SECRET, b"{}", MONDAY)
    assert len({one, signature(SECRET, b"{ }", MONDAY), signature(SECRET, b"{}", MONDAY + timedelta(seconds=1))}) == 3
