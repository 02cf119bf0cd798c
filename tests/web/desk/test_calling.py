"""A call that an agent answered: who it may be, and a case for it."""

from datetime import timedelta

import pytest

from router.domain.contact import CallEvent
from router.domain.presence import PresenceState
from router.domain.words import CallEventKind as Kind
from router.steps.accept import accept

NUMBER = "+31612345678"


async def comes_in(desk, *events):
    """Through the stream and the worker, as from a switch."""
    await accept(events, stream=desk.stream, secret=b"k")
    entries = list(await desk.stream.read(0, desk._offset, len(events)))
    desk._offset += len(events)
    await desk.worker.batch(entries)


@pytest.fixture
async def rings(desk):
    """Somebody rings, and this agent answers."""

    async def ring(agent="agent", caller=NUMBER, call="call-1", over=False):
        now = desk.site.clock.now()
        known = {"call": call, "queue": "kcc", "caller": caller}
        told = [
            CallEvent(event=Kind.QUEUED, at=now - timedelta(seconds=20), **known),
            CallEvent(event=Kind.ANSWERED, at=now - timedelta(seconds=10), agent=agent, **known),
        ]
        ended = [CallEvent(event=Kind.ENDED, at=now, **known)] if over else []
        await comes_in(desk, *told, *ended)

    return ring


async def test_an_answered_call_shows_who_it_may_be(desk, rings):
    reference = await desk.writes("De straatlantaarn brandt niet.", phone=NUMBER)
    await desk.logs_in()
    assert '<section class="offer call"' not in await desk.get("/desk")
    await rings()
    page = await desk.get("/desk")
    bar = page[page.index('<section class="offer call"') :]
    assert "An Janssens" in bar[:1500] and f'href="/desk/{reference}" data-key="c"' in bar[:1500]
    await desk.logs_in("lead")
    assert '<section class="offer call"' not in await desk.get("/desk")  # it is not their call


async def test_one_who_is_unknown_and_one_who_hides(desk, rings):
    await desk.logs_in()
    await rings()
    assert "Van dit nummer kennen we niemand." in await desk.get("/desk")
    await rings(caller=None, call="call-2")
    assert "Nummer onbekend" in await desk.get("/desk")


async def test_one_press_makes_one_case(desk, rings):
    accepted = []

    async def keep(events):
        accepted.extend(events)

    object.__setattr__(desk.site, "accept", keep)
    await desk.logs_in()
    await desk.post("/desk/call", 409)
    await rings()
    path = await desk.post("/desk/call")
    assert path == await desk.post("/desk/call") and len({each.id for each in accepted}) == 1
    assert "De zaak wordt gemaakt" in await desk.get(path)
    await comes_in(desk, accepted[0])
    async with desk.client.get(path, allow_redirects=False) as answer:
        assert answer.status == 303
        reference = answer.headers["Location"].removeprefix("/desk/")
    assert (await desk.case(reference)).case.channel == "phone"
    page = await desk.get("/desk")
    assert f'href="/desk/{reference}" data-key="c"' in page


async def test_presence_goes_along_with_the_call(desk, rings):
    await desk.logs_in()
    await desk.post("/desk/presence", state="available", next="/desk")
    attendance = desk.site.acts.attendance
    known = (await attendance.presences.all())["agent"]
    early = known.since - timedelta(minutes=5)
    await attendance.presences.put(known.with_(since=early, version=known.version + 1))
    await rings()
    assert "In gesprek" in await desk.get("/desk")
    assert await attendance.state_of("agent") == PresenceState.BUSY
    known = (await attendance.presences.all())["agent"]
    await attendance.presences.put(known.with_(since=early, version=known.version + 1))
    await rings(call="call-1", over=True)
    await desk.get("/desk")
    assert await attendance.state_of("agent") in (PresenceState.WRAP_UP, PresenceState.AVAILABLE)


async def test_who_chose_to_be_away_stays_away(desk, rings):
    await desk.logs_in()
    await rings()
    await desk.get("/desk")
    assert await desk.site.acts.attendance.state_of("agent") == PresenceState.AWAY
