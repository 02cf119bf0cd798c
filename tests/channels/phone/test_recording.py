"""A real Asterisk's stream, replayed byte for byte: whole, cut in mid-event, with the line dropped in mid-call."""

from datetime import timedelta

import pytest

from router.domain.call import key_of, legs
from tests.channels.phone.ami import RECORDING, FakeAmi

pytestmark = pytest.mark.skipif(not RECORDING.exists(), reason="the recording lies beside the checkout")
ANSWERED, ABANDONED, WAITING = "main:1795288785.0", "main:1795288800.4", "main:1795288809.6"


@pytest.fixture(scope="module")
def recording() -> bytes:
    return RECORDING.read_bytes()


def waits(events) -> dict[str, tuple[str | None, float | None]]:
    """Call -> how its only leg ended, and its wait in seconds."""
    calls: dict[str, dict] = {}
    for event in events:
        calls.setdefault(event.call, {})[key_of(event)] = event
    found = {}
    for call, told in calls.items():
        (leg,) = legs(told.values())
        found[call] = (leg.ending and str(leg.ending), leg.wait and leg.wait / timedelta(seconds=1))
    return found


EXPECTED = {ANSWERED: ("answered", 2.002624), ABANDONED: ("abandoned", 4.502739), WAITING: (None, None)}


async def replayed(heard, *scripts, connections=1):
    async with FakeAmi(*scripts, answers=False) as server, heard(server.port) as listening:
        await listening.until(lambda: server.connections >= connections and len(waits(listening.events)) == 3)
        await listening.until(lambda: waits(listening.events) == EXPECTED)
        return listening


async def test_whole(heard, recording):
    listening = await replayed(heard, [recording])
    assert {each.caller for each in listening.events} == {"+31612345678"}
    assert {each.queue for each in listening.events} == {"burgerzaken"}


async def test_cut_at_every_97th_byte(heard, recording):
    await replayed(heard, [recording[place : place + 97] for place in range(0, len(recording), 97)])


@pytest.mark.parametrize("share", [0.02, 0.19, 0.21, 0.47, 0.485, 0.49, 0.6, 0.93])
async def test_the_line_drops_and_the_switch_goes_on_where_it_was(heard, recording, share):
    """The rest of an event that was cut is lost; the answered call's own events may be among it, a wait is never false."""
    cut = int(len(recording) * share)
    cut = recording.index(b"\r\n\r\n", cut) + 4
    banner = recording[: recording.index(b"Event: ")]
    await replayed(heard, [recording[:cut], None], [banner, recording[cut:]], connections=2)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.4, 0.486, 0.5, 0.7, 0.999])
async def test_the_line_drops_in_mid_event_and_the_switch_says_all_again(heard, recording, share):
    cut = int(len(recording) * share)
    await replayed(heard, [recording[:cut], None], [recording], connections=2)
