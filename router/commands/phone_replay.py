"""Play what a telephone switch said to the Balie that runs: a small AMI server on this machine, at any speed."""

import asyncio
from contextlib import AsyncExitStack

import click

from router.clock import SystemClock
from router.domain.errors import BalieError
from router.simulate.recording import moved, told
from router.simulate.switch import PlayedSwitch

SETTLES = 5.0  #: seconds that the line stays open after the last word: a caller who left is told after two


class NotPlayed(BalieError):
    """The recording cannot be played."""


async def replay(raw: bytes, speed: float, port: int, patience: float) -> None:
    """Raises NotPlayed, with the mend."""
    events, clock = told(raw), SystemClock()
    if not events:
        raise NotPlayed(
            "The file holds no events of AMI. Record what a switch says after a log-in, and give that file."
        )
    switch = PlayedSwitch(clock.now)
    async with AsyncExitStack() as stack:
        try:
            at = await stack.enter_async_context(switch.serving(port))
        except OSError as error:
            raise NotPlayed(f"Port {port} cannot be had ({error.strerror}). Give another with --port.") from None
        click.echo(f"A switch listens on 127.0.0.1:{at}; name it under phone: asterisk: in channels.yaml.")
        await _somebody(switch, patience)
        click.echo(f"{len(events)} events, {speed:g} times their pace.")
        begun = clock.monotonic()
        count = await switch.play(moved(events, clock.now(), speed), asyncio.sleep)
        click.echo(f"{count} events said in {clock.monotonic() - begun:.1f} s.")
        await asyncio.sleep(SETTLES)


async def _somebody(switch: PlayedSwitch, patience: float) -> None:
    try:
        async with asyncio.timeout(patience):
            await switch.listening.wait()
    except TimeoutError:
        raise NotPlayed(f"Nobody logged in within {patience:g} s. Does channels.yaml name this switch?") from None
