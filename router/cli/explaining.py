"""`balie check`, `balie explain` and `balie due`: what a folder of rules holds, and what it would do."""

import sys
from pathlib import Path

import click
import msgspec

from router.cli.moments import moment
from router.clock import SystemClock
from router.commands.due import first_due
from router.rules.load import load, problems_of

DEFAULT_FOLDER = Path("examples/klaverdam")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="A list of {file, line, message}.")
def check(folder: Path, as_json: bool) -> None:
    """Check a municipality's folder; every problem with its file, line and mend."""
    from router.shapes import shapes

    problems = problems_of(folder, shapes())
    if as_json:
        click.echo(msgspec.json.encode(problems).decode())
    else:
        click.echo("\n".join(str(problem) for problem in problems) or f"{folder} is sound.")
    sys.exit(1 if problems else 0)


@click.command()
@click.argument("file", type=click.Path(exists=True, allow_dash=True, path_type=Path))
@click.option(
    "--dir", "folder", type=click.Path(path_type=Path), default=DEFAULT_FOLDER, help="The municipality's folder."
)
@click.option("--json", "as_json", is_flag=True, help="{contact, decision, promises}; a line each for a folder.")
def explain(file: Path, folder: Path, as_json: bool) -> None:
    """What would happen with this mail or JSON contact, and why.

    FILE may be - for standard input, or a folder: then every .eml file in it, a line each.
    """
    from router.commands import explain as explaining
    from router.commands.explain_tree import tree
    from router.commands.mails import explain_each, one_line

    if file.is_dir():
        for each in explain_each(file, load(folder), SystemClock().now()):
            click.echo(msgspec.json.encode(each).decode() if as_json else one_line(each))
        return
    raw = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    explained = explaining.explain(raw, load(folder), SystemClock().now(), mail=file.suffix.lower() == ".eml")
    click.echo(msgspec.json.encode(explained).decode() if as_json else tree(explained))


@click.command()
@click.argument("kind")
@click.option("--received", required=True, help="A moment with its zone: 2026-12-24T15:00+01:00")
@click.option("--product", help="For a term that is the product's own.")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=DEFAULT_FOLDER)
@click.option("--json", "as_json", is_flag=True)
def due(kind: str, received: str, product: str | None, folder: Path, as_json: bool) -> None:
    """When a promise of this kind falls due, and why."""
    found = first_due(kind, moment(received), product, load(folder))
    click.echo(msgspec.json.encode(found).decode() if as_json else f"{found['due']}  {found['why']}")
