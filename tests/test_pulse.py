"""How late the loop comes round is seen, and said aloud when it is long."""

import asyncio
from datetime import timedelta

from structlog.testing import capture_logs

from router.clock import SystemClock
from router.measures import Measures
from router.pulse import BEAT, Pulse
from router.testing import FakeClock


def test_in_time_is_no_lag_and_late_is_counted_and_said() -> None:
    clock, measures = FakeClock(), Measures()
    pulse = Pulse(measures, clock)
    asked = clock.monotonic()
    clock.advance(timedelta(seconds=BEAT))
    with capture_logs() as logs:
        pulse.woken(asked)
        assert measures.loop_lag.counts[0] == 1 and not logs
        clock.advance(timedelta(seconds=15))
        pulse.woken(asked)
    assert measures.loop_lag.counts[11] == 1  # above 10 seconds and at most 60
    assert logs == [{"event": "loop.blocked", "seconds": 15.0, "log_level": "error"}]


async def test_it_beats_until_it_is_stopped() -> None:
    measures = Measures()
    task = asyncio.create_task(Pulse(measures, SystemClock()).run())
    while not sum(measures.loop_lag.counts):  # noqa: ASYNC110 - nothing tells of it
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
