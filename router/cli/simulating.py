"""`balie simulate`: traffic, for trying and showing."""

import asyncio

import click

from router.clock import SystemClock
from router.commands import simulate as simulating
from router.settings import from_environment


@click.command()
@click.option("--speed", default=60.0, show_default=True, help="How many times faster than a real day.")
@click.option("--seed", default=None, type=int, help="The same seed gives the same day.")
@click.option("--count", default=400, show_default=True, help="Contacts in the day.")
@click.option(
    "--backlog", default=0, help="Instead: fill the register with so many contacts of the past thirty days, fast."
)
def simulate(speed: float, seed: int | None, count: int, backlog: int) -> None:
    """A believable day of traffic on every channel, through their real protocols, to a Balie that is running."""
    settings = from_environment()
    seed = seed if seed is not None else int(SystemClock().now().timestamp())
    if backlog:
        asyncio.run(simulating.fill(settings, backlog, seed))
    else:
        asyncio.run(simulating.day(settings, speed, seed, count))
