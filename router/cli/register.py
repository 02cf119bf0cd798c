"""`balie quarantine` and `balie export`: what lies in the register."""

import asyncio
import sys

import click
import msgspec

from router.cli.moments import moment
from router.commands import export as exporting
from router.commands import quarantine as quarantining
from router.settings import from_environment


@click.group()
def quarantine() -> None:
    """Contacts that could not be handled."""


@quarantine.command("list")
@click.option("--json", "as_json", is_flag=True)
def quarantine_list(as_json: bool) -> None:
    """What lies in quarantine, and why."""
    held = asyncio.run(quarantining.held(from_environment()))
    if as_json:
        click.echo(msgspec.json.encode(held).decode())
    else:
        click.echo(
            "\n".join(f"{each['id']}  {each['at']}  {each['stage']}: {each['reason']}" for each in held)
            or "Nothing is in quarantine."
        )


@quarantine.command("replay")
@click.argument("contacts", nargs=-1)
def quarantine_replay(contacts: tuple[str, ...]) -> None:
    """Decide these again, or all when none is named."""
    failed = asyncio.run(quarantining.replay(from_environment(), contacts))
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("what", type=click.Choice(sorted(exporting.EXPORTS)))
@click.option("--since", help="Only from this moment: 2026-11-01T00:00+01:00")
def export(what: str, since: str | None) -> None:
    """The register as NDJSON, all fields, streaming."""
    exporting.export(from_environment(), what, moment(since) if since else None, sys.stdout.buffer.write)
