"""Twilio at our door: what it brings twice, what we cannot take now, and what it is answered."""

from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp import ClientSession, web

from router.channels.found import adapters
from router.channels.twilio.setting import misfits
from router.domain.errors import StreamDown
from router.testing_room import neighbour, room_for
from tests.channels.twilio.bodies import SETTING, asked, call, task

ADAPTER = adapters()["twilio"]


@asynccontextmanager
async def door():
    """(come, stage): `come(asked)` is (status, type, text)."""
    async with room_for(ADAPTER, SETTING) as (room, stage):

        async def meet(request):
            return await ADAPTER.serve(room, request, request.match_info["tail"])

        async with neighbour(web.route("*", "/channels/twilio/{tail:.*}", meet)) as address, ClientSession() as session:

            async def come(each):
                url = f"{address}/channels/twilio/{each.tail}"
                async with session.request(each.method, url, data=each.body, headers=each.headers) as answer:
                    return answer.status, answer.content_type, await answer.text()

            yield come, stage


async def test_a_task_is_answered_with_nothing_and_a_call_with_nothing_to_do():
    async with door() as (come, stage):
        assert (await come(asked("taskrouter", task("reservation.created", 3))))[0] == 204
        status, kind, text = await come(asked("voice?queue=KCC", call(QueueTime="4", CallSid="CA" + "7" * 32)))
        assert (status, kind) == (200, "text/xml")
        assert text.endswith("<Response/>")
        assert stage.sources["calls"].spoke_at == stage.clock.now()


async def test_the_token_before_counts_as_long_as_it_stands_there():
    async with door() as (come, _):
        assert (await come(asked("taskrouter", task("reservation.created", 3), token="old")))[0] == 204


async def test_what_it_brings_again_later_is_the_same():
    async with door() as (come, stage):
        body = call(QueueTime="4", QueuePosition="1", CallSid="CA" + "6" * 32)
        numbered = asked("voice?queue=KCC", body, **{"I-Twilio-Idempotency-Token": "one"})
        stage.refusal = StreamDown()
        assert (await come(numbered))[0] == 503
        stage.refusal = None
        await stage.sleep(30)
        for _ in range(2):
            assert (await come(numbered))[0] == 200
        first, second = stage.accepted
        assert first == second
        assert (stage.clock.now() - first.at).total_seconds() == 34


@pytest.mark.parametrize(
    ("tail", "method", "status"), [("voice", "GET", 405), ("else", "POST", 404), ("", "POST", 404)]
)
async def test_other_doors_are_closed(tail, method, status):
    async with door() as (come, stage):
        assert (await come(replace(asked(tail, call()), method=method)))[0] == status
        assert stage.accepted == []


def test_a_team_that_is_not_there_is_told():
    class Town:
        teams = {"kcc": 1}

    (misfit,) = misfits(
        ADAPTER.setting.model_validate({"token": "env:A", "queues": {"KCC": "kcc", "X": "permitz"}}), Town
    )
    assert misfit.where == ("queues", "X")
    assert "permitz" in misfit.said
