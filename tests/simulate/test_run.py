"""A whole day against a stand-in for the outside of Balie: real HTTP, real SMTP, no waiting."""

import asyncio
import hashlib
import hmac
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiosmtpd.smtp import SMTP

from router.simulate.day import plan
from router.simulate.run import beats, simulate
from router.simulate.target import Target

START = datetime(2026, 11, 23, 7, tzinfo=UTC)


class Watch:
    """A clock that sleeping moves."""

    def __init__(self):
        self.time = START

    def now(self):
        return self.time

    async def sleep(self, seconds):
        self.time += timedelta(seconds=seconds)
        await asyncio.sleep(0)


class Outside:
    """Takes what arrives, as the contract says it."""

    def __init__(self, forms=303):
        self.forms, self.busy, self.taken, self.calls = forms, 2, Counter(), defaultdict(dict)

    async def form(self, request):
        fields = await request.post()
        assert request.content_type == "multipart/form-data" and fields["website"] == ""
        self.taken["form"] += self.forms < 400
        return web.Response(status=self.forms)

    async def contact(self, request):
        assert request.headers["Authorization"] == "Bearer token"
        if self.busy:
            self.busy -= 1
            return web.Response(status=429, headers={"Retry-After": "2"})
        self.taken[(await request.json())["channel"]] += 1
        return web.Response(status=202)

    async def event(self, request):
        stamp, mark = request.headers["X-Balie-Signature"].split(",")
        signed = stamp[2:].encode() + b"." + await request.read()
        assert mark[3:] == hmac.new(b"secret", signed, hashlib.sha256).hexdigest()
        event = await request.json()
        if "callId" in event:
            self.calls[event["callId"]][event["event"]] = datetime.fromisoformat(event["at"])
        else:
            self.taken["mention"] += 1
        return web.Response(status=202)

    async def handle_DATA(self, server, session, envelope):
        self.taken["email"] += 1
        return "250 OK"


@pytest.fixture
async def town():
    made = Outside()
    app = web.Application()
    app.router.add_post("/form/{product}", made.form)
    app.router.add_post("/api/v1/contacts", made.contact)
    app.router.add_post("/api/v1/telephony/events", made.event)
    app.router.add_post("/api/v1/channels/mastodon/events", made.event)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(made), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with TestServer(app) as http:
        yield (
            made,
            Target(url=str(http.make_url("/")), smtp_host="127.0.0.1", smtp_port=port, token="token", secret="secret"),
        )
    server.close()
    await server.wait_closed()


async def play(target, count=120):
    watch, seen = Watch(), []
    summary = await simulate(
        target,
        speed=600,
        seed=3,
        count=count,
        now=watch.now,
        sleep=watch.sleep,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1] == (count, count)
    return summary


async def test_a_day_arrives_over_every_protocol(town):
    outside, target = town
    summary = await play(target)
    assert not summary.refused and summary.total == 120
    assert outside.taken["email"] == summary.sent["email"] and outside.taken["form"] == summary.sent["webform"]
    assert outside.taken["mention"] == summary.sent["mention"] and outside.taken["desk"] == summary.sent["desk"]
    assert len(outside.calls) + outside.taken["phone"] == summary.sent["phone"]


async def test_without_a_form_the_api_takes_it(town):
    outside, target = town
    outside.forms = 404
    summary = await play(target)
    assert not summary.refused and outside.taken["webform"] == summary.sent["webform"] > 0


async def test_refusals_are_counted_with_their_reason(town):
    outside, target = town
    outside.forms = 500
    summary = await play(target)
    assert set(summary.refused) == {"webform: http 500"} and "webform" not in summary.sent


def test_waits_stay_true_at_any_speed_and_never_lie_ahead():
    calls = {arrival.turn.key: arrival.call for arrival in plan(Random(1), 200, START) if arrival.call}
    for speed in (0.5, 1, 60, 6000):
        happened = defaultdict(dict)
        for beat in beats(plan(Random(1), 200, START), speed):
            assert beat.lead >= 0
            if beat.step:
                happened[beat.arrival.turn.key][beat.step.event] = beat.after - beat.lead
        for key, call in calls.items():
            wait = happened[key][call.steps[-2].event] - happened[key]["queued"]
            assert wait == pytest.approx(call.settled / min(speed, 1))


async def test_no_speed_is_refused():
    watch = Watch()
    with pytest.raises(ValueError, match="more than 0"):
        await simulate(
            Target(url="", smtp_host="", smtp_port=0, token="", secret=""),
            speed=0,
            seed=1,
            count=1,
            now=watch.now,
            sleep=watch.sleep,
            progress=lambda done, total: None,
        )
