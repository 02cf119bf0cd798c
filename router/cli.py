"""The command line. Each command is thin: it reads its options, calls, and prints."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

import click
import msgspec

from router.cli_admin import admin
from router.cli_phone import phone
from router.cli_rules import rules
from router.cli_staffing import hours, staffing
from router.clock import SystemClock
from router.commands import bench as benches
from router.commands import bench_recognition as recognition
from router.commands import explain as explaining
from router.commands import export as exporting
from router.commands import mailboxes as mailing
from router.commands import quarantine as quarantining
from router.commands import rebuild_queues as rebuilding
from router.commands import reload as reloading
from router.commands import simulate as simulating
from router.commands.doctor import looked
from router.commands.explain_tree import tree
from router.commands.finding import line
from router.commands.mails import explain_each, one_line
from router.commands.serve import serve_until_stopped
from router.domain.errors import BalieError
from router.rules.files import Unsound
from router.rules.load import load, problems_of
from router.settings import BadSetting, from_environment
from router.shapes import shapes
from router.store.picked import migrated

DEFAULT_FOLDER = Path("examples/klaverdam")


class Commands(click.Group):
    """Errors of ours are one sentence on standard error and exit code 1, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (BadSetting, Unsound, BalieError) as error:
            click.echo(str(error), err=True)
            sys.exit(1)


@click.group(cls=Commands)
def main() -> None:
    """Balie: every contact of a municipality, steered, routed, promised and answered."""


main.add_command(admin)
main.add_command(phone)
main.add_command(rules)
main.add_command(staffing)
main.add_command(hours)


@main.command()
@click.option("--roles", default="all", help="Which roles this process takes: intake,worker,clock,deliver,web.")
def serve(roles: str) -> None:
    """Serve a municipality: everything in one process, or some roles of several processes."""
    asyncio.run(serve_until_stopped(from_environment().taking(roles)))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="A list of {file, line, message}.")
def check(folder: Path, as_json: bool) -> None:
    """Check a municipality's folder; every problem with its file, line and mend."""
    problems = problems_of(folder, shapes())
    if as_json:
        click.echo(msgspec.json.encode(problems).decode())
    else:
        click.echo("\n".join(str(problem) for problem in problems) or f"{folder} is sound.")
    sys.exit(1 if problems else 0)


@main.command()
@click.argument("file", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, help="The municipality's folder."
)
@click.option("--json", "as_json", is_flag=True, help="{contact, decision, promises}; a line each for a folder.")
def explain(file: Path, folder: Path, as_json: bool) -> None:
    """What would happen with this mail or JSON contact, and why.

    FILE may be - for standard input, or a folder: then every .eml file in it, a line each.
    """
    if file.is_dir():
        for each in explain_each(file, load(folder), _now()):
            click.echo(msgspec.json.encode(each).decode() if as_json else one_line(each))
        return
    raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    explained = explaining.explain(raw, load(folder), _now(), mail=file.suffix.lower() == ".eml")
    click.echo(msgspec.json.encode(explained).decode() if as_json else tree(explained))


@main.command()
@click.argument("kind")
@click.option("--received", required=True, help="A moment with its zone: 2026-12-24T15:00+01:00")
@click.option("--product", help="For a term that is the product's own.")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=DEFAULT_FOLDER)
@click.option("--json", "as_json", is_flag=True)
def due(kind: str, received: str, product: str | None, folder: Path, as_json: bool) -> None:
    """When a promise of this kind falls due, and why."""
    found = explaining.due(kind, _moment(received), product, load(folder))
    click.echo(msgspec.json.encode(found).decode() if as_json else f"{found['due']}  {found['why']}")


@main.command()
@click.option("--speed", default=60.0, show_default=True, help="How many times faster than a real day.")
@click.option("--seed", default=None, type=int, help="The same seed gives the same day.")
@click.option("--count", default=400, show_default=True, help="Contacts in the day.")
@click.option(
    "--backlog", default=0, help="Instead: fill the register with so many contacts of the past thirty days, fast."
)
def simulate(speed: float, seed: int | None, count: int, backlog: int) -> None:
    """A believable day of traffic on every channel, through their real protocols, to a Balie that is running."""
    settings = from_environment()
    seed = seed if seed is not None else int(_now().timestamp())
    if backlog:
        asyncio.run(simulating.fill(settings, backlog, seed))
    else:
        asyncio.run(simulating.day(settings, speed, seed, count))


@main.command()
def reload() -> None:
    """Let the running Balie take the rules that are on disk now; it keeps the old ones when they have a problem."""
    outcome = asyncio.run(reloading.reload(from_environment()))
    if outcome.problems:
        click.echo("\n".join(outcome.problems), err=True)
        click.echo(f"Nothing changed: rulebook {outcome.version} stays live.", err=True)
        sys.exit(1)
    click.echo(f"Rulebook {outcome.version} is live.")


@main.command("rebuild-queues")
@click.option("--json", "as_json", is_flag=True, help="{waiting, differed, seconds}.")
def rebuild_queues(as_json: bool) -> None:
    """Build the queues in Redis anew from the register. Balie may go on meanwhile."""
    done = asyncio.run(rebuilding.rebuild_queues(from_environment()))
    if as_json:
        click.echo(msgspec.json.encode(done).decode())
    else:
        click.echo(f"{done.waiting} cases wait; {done.differed} stood otherwise. It took {done.seconds} s.")


@main.group()
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


@main.command()
@click.argument("what", type=click.Choice(sorted(exporting.EXPORTS)))
@click.option("--since", help="Only from this moment: 2026-11-01T00:00+01:00")
def export(what: str, since: str | None) -> None:
    """The register as NDJSON, all fields, streaming."""
    exporting.export(from_environment(), what, _moment(since) if since else None, sys.stdout.buffer.write)


@main.command()
@click.argument("name", type=click.Choice(sorted((*benches.BENCHES, "mime", "recognition"))))
@click.option("--count", default=20_000, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="A list of {name, figure, unit, bare, ratio}.")
@click.option("--profile", is_flag=True, help="Where the time goes, after the figures.")
@click.option(
    "--engine",
    type=click.Choice(("embedded", "kafka")),
    default="embedded",
    help=f"{', '.join(benches.ON_KAFKA)}: kafka starts Kafka, Redis and PostgreSQL of its own.",
)
@click.option(
    "--labels", type=click.Path(path_type=Path, exists=True), help="recognition: texts with their labels, CSV."
)
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), help="recognition: whose rules. mime: a folder of .eml files."
)
def bench(
    name: str, count: int, as_json: bool, profile: bool, engine: str, labels: Path | None, folder: Path | None
) -> None:
    """Measure, beside a bare loop that does the same input and output in the same run."""
    if name == "recognition":
        if labels is None:
            raise BadSetting("Name the labelled texts: --labels FILE.csv, columns lang,channel,text,upl,kind,urgency.")
        report = recognition.bench_recognition(labels, load(folder or DEFAULT_FOLDER))
        click.echo(msgspec.json.encode(recognition.as_json(report)).decode() if as_json else recognition.table(report))
        return
    if engine == "kafka" and name not in benches.ON_KAFKA:
        raise BadSetting(f"{name} has no --engine kafka; {', '.join(benches.ON_KAFKA)} have it.")
    figures = (
        benches.mime(folder, count)
        if name == "mime"
        else (benches.ON_KAFKA if engine == "kafka" else benches.BENCHES)[name](count, profile)
    )
    if as_json:
        click.echo(msgspec.json.encode(figures).decode())
    else:
        click.echo(benches.table(figures))


@main.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """Look at every connection and setting, and name the mend. Changes nothing; exits 1 when something is wrong."""
    found = asyncio.run(looked(from_environment(), SystemClock()))
    click.echo(msgspec.json.encode(found).decode() if as_json else "\n".join(map(line, found)))
    sys.exit(any(each.mend is not None for each in found))


@main.command()
@click.option("--json", "as_json", is_flag=True)
def mailboxes(as_json: bool) -> None:
    """Each mailbox that is read: connected, what waits, and where it and the register differ. Changes nothing."""
    looks = asyncio.run(mailing.mailboxes(from_environment(), SystemClock()))
    click.echo(msgspec.json.encode(looks).decode() if as_json else mailing.table(looks))
    sys.exit(any(look.trouble or look.unknown for look in looks))


@main.command()
def migrate() -> None:
    """Bring the register's tables to the form this version expects."""
    settings = from_environment()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(migrated(settings.store, load(settings.municipality).municipality.organisation.namespace))
    click.echo("The register is up to date.")


def _now() -> datetime:
    return SystemClock().now()


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            return moment
    except ValueError:
        pass
    raise BadSetting(f'"{text}" is no moment with a zone; write it as 2026-12-24T15:00+01:00')
