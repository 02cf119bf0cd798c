"""`balie serve`, and what looks at a Balie or sets it right."""

import asyncio
import sys

import click
import msgspec

from router.clock import SystemClock
from router.commands import mailboxes as mailing
from router.commands import rebuild_queues as rebuilding
from router.commands import reload as reloading
from router.commands.doctor import looked
from router.commands.finding import line
from router.commands.serve import serve_until_stopped
from router.rules.load import load
from router.settings import from_environment
from router.store.picked import migrated


@click.command()
@click.option("--roles", default="all", help="Which roles this process takes: intake,worker,clock,deliver,web.")
def serve(roles: str) -> None:
    """Serve a municipality: everything in one process, or some roles of several processes."""
    asyncio.run(serve_until_stopped(from_environment().taking(roles)))


@click.command()
def reload() -> None:
    """Let the running Balie take the rules that are on disk now; it keeps the old ones when they have a problem."""
    outcome = asyncio.run(reloading.reload(from_environment()))
    if outcome.problems:
        click.echo("\n".join(outcome.problems), err=True)
        click.echo(f"Nothing changed: rulebook {outcome.version} stays live.", err=True)
        sys.exit(1)
    click.echo(f"Rulebook {outcome.version} is live.")


@click.command("rebuild-queues")
@click.option("--json", "as_json", is_flag=True, help="{waiting, differed, seconds}.")
def rebuild_queues(as_json: bool) -> None:
    """Build the queues in Redis anew from the register. Balie may go on meanwhile."""
    done = asyncio.run(rebuilding.rebuild_queues(from_environment()))
    if as_json:
        click.echo(msgspec.json.encode(done).decode())
    else:
        click.echo(f"{done.waiting} cases wait; {done.differed} stood otherwise. It took {done.seconds} s.")


@click.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """Look at every connection and setting, and name the mend. Changes nothing; exits 1 when something is wrong."""
    found = asyncio.run(looked(from_environment(), SystemClock()))
    click.echo(msgspec.json.encode(found).decode() if as_json else "\n".join(map(line, found)))
    sys.exit(any(each.mend is not None for each in found))


@click.command()
@click.option("--json", "as_json", is_flag=True)
def mailboxes(as_json: bool) -> None:
    """Each mailbox that is read: connected, what waits, and where it and the register differ. Changes nothing."""
    looks = asyncio.run(mailing.mailboxes(from_environment(), SystemClock()))
    click.echo(msgspec.json.encode(looks).decode() if as_json else mailing.table(looks))
    sys.exit(any(look.trouble or look.unknown for look in looks))


@click.command()
def migrate() -> None:
    """Bring the register's tables to the form this version expects."""
    settings = from_environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(migrated(settings.store, load(settings.municipality).municipality.organisation.namespace))
    click.echo("The register is up to date.")
