"""`balie phone`: what has to do with telephone switches."""

import asyncio
from pathlib import Path

import click

from router.commands.phone_replay import replay


@click.group()
def phone() -> None:
    """Telephone switches."""


@phone.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True,
              help="How many times faster than it was.")  # fmt: skip
@click.option(
    "--port", type=click.IntRange(0, 65535), default=5038, show_default=True, help="On this machine; 0 picks one."
)
@click.option("--patience", type=click.FloatRange(min=0), default=120.0, show_default=True,
              help="Seconds to wait for somebody who listens.")  # fmt: skip
def phone_replay(file: Path, speed: float, port: int, patience: float) -> None:
    """Play a recording of AMI to the Balie that runs. The waits stay as recorded, whatever the speed."""
    asyncio.run(replay(file.read_bytes(), speed, port, patience))
