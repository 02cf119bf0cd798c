"""Running a day: the plan laid out on real time, sent as it comes due, counted as it is taken."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import aiohttp

from router.simulate.calls import Step
from router.simulate.day import Arrival, plan
from router.simulate.send import Sender, Sleep
from router.simulate.target import NotTaken, Target

AT_ONCE = 64  #: contacts under way; when the service is slower than the pace, the day stretches
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of the day. A call counts once, when the switch first tells of it."""

    sent: Mapping[str, int]  #: contacts taken, per channel
    refused: Mapping[str, int]  #: contacts and call events not taken, per reason

    @property
    def total(self) -> int:
        return sum(self.sent.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """Something to send, so many real seconds after the start: a whole contact, or one step of a call."""

    after: float
    arrival: Arrival
    step: Step | None = None
    lead: float = 0.0  #: how long before it is sent this step happened

    @property
    def opens(self) -> bool:
        """Is this the first of its contact?"""
        return self.step is None or self.step.after == 0.0


def beats(arrivals: Sequence[Arrival], speed: float) -> list[Beat]:
    """The day at this speed. Gaps shrink; the wait of a call does not, or every service level would be
    perfect: its steps are sent at the pace of the day but dated so that the seconds waited stay true and none
    lies ahead."""
    laid = [beat for arrival in arrivals for beat in _of(arrival, speed)]
    return sorted(laid, key=lambda beat: beat.after)


def _of(arrival: Arrival, speed: float) -> list[Beat]:
    start = arrival.offset_seconds / speed
    call = arrival.call
    if call is None:
        return [Beat(after=start, arrival=arrival)]
    kept = max(0.0, 1 - 1 / speed)
    return [
        Beat(
            after=start + step.after / speed,
            arrival=arrival,
            step=step,
            lead=max(0.0, call.settled - step.after) * kept,
        )
        for step in call.steps
    ]


async def simulate(
    target: Target,
    *,
    speed: float,
    seed: int,
    count: int,
    now: Callable[[], datetime],
    sleep: Sleep,
    progress: Progress,
) -> Summary:
    """Send a day of `count` contacts, `speed` times as fast as life. `now` gives aware UTC; `progress(done,
    count)`."""
    if not speed > 0:
        raise ValueError(f"speed must be more than 0, not {speed:g}")
    started = now()
    arrivals = await asyncio.to_thread(plan, Random(seed), count, started)
    tally = _Tally(count, progress)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        sender = Sender(target, session, sleep)
        await _play(beats(arrivals, speed), sender, tally, now, sleep)
    return Summary(sent=dict(tally.sent), refused=dict(tally.refused))


class _Tally:
    def __init__(self, count: int, progress: Progress) -> None:
        self.sent: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._done, self._count, self._progress = 0, count, progress

    def note(self, beat: Beat, reason: str | None) -> None:
        if reason:
            self.refused[f"{beat.arrival.channel}: {reason}"] += 1
        elif beat.opens:
            self.sent[beat.arrival.channel] += 1
        if beat.opens:
            self._done += 1
            self._progress(self._done, self._count)


async def _play(laid: Sequence[Beat], sender: Sender, tally: _Tally, now: Callable[[], datetime], sleep: Sleep) -> None:
    started, places = now(), asyncio.Semaphore(AT_ONCE)
    async with asyncio.TaskGroup() as group:
        for beat in laid:
            early = beat.after - (now() - started).total_seconds()
            if early > 0:
                await sleep(early)
            await places.acquire()
            group.create_task(_one(beat, sender, tally, now)).add_done_callback(lambda _: places.release())


async def _one(beat: Beat, sender: Sender, tally: _Tally, now: Callable[[], datetime]) -> None:
    moment, reason = now(), None
    try:
        if beat.step is None:
            await sender.send(beat.arrival, moment)
        else:
            await sender.ring(beat.arrival, beat.step, moment - timedelta(seconds=beat.lead), moment)
    except NotTaken as error:
        reason = str(error)
    tally.note(beat, reason)
