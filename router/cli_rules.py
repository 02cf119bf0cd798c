"""`balie rules ...`: what a service manager does with rules before they go live."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from router.clock import SystemClock
from router.commands import rules_replay as replaying
from router.commands import rules_report as reporting
from router.commands import steering_report as steering
from router.commands.labels import write_csv
from router.rules.load import load
from router.settings import from_environment


@click.group()
def rules() -> None:
    """Test, rehearse, and look after a municipality's rules."""


@rules.command()
@click.option("--since", default="30d", show_default=True, help="A period (30d, 12h, 4w), a day or a moment.")
@click.option("--rules", "folder", type=click.Path(path_type=Path), help="The municipality's folder with other rules.")
@click.option(
    "--csv", "table", type=click.Path(path_type=Path, dir_okay=False), help="All cases that move, as a table."
)
@click.option("--json", "as_json", is_flag=True)
@click.option("--list", "most", default=20, show_default=True, help="How many cases to list.")
@click.option("--progress", is_flag=True, help="Lines {done}/{total} on standard error, for a program that waits.")
def replay(since: str, folder: Path | None, table: Path | None, as_json: bool, most: int, progress: bool) -> None:
    """What these rules would have decided otherwise, of past contacts. Touches nothing."""
    settings = from_environment()
    book = load(folder or settings.municipality)
    zone = ZoneInfo(book.municipality.organisation.zone)
    start = replaying.beginning(since, SystemClock().now(), zone)
    with _progress(lines=progress) as told:
        report = replaying.replay(settings, book, start, told)
    if table:
        replaying.save_csv(report, table)
    if as_json:
        click.echo(msgspec.json.encode(reporting.findings(report, most)).decode())
    else:
        click.echo(reporting.as_text(report, most, zone))


@rules.command()
@click.option("--since", default="30d", show_default=True, help="A period (30d, 12h, 4w), a day or a moment.")
@click.option("--share", default=30.0, show_default=True, help="Percent refused above which a product is pointed out.")
@click.option("--json", "as_json", is_flag=True)
def report(since: str, share: float, as_json: bool) -> None:
    """What became of the offers of another channel, and which steering rules to look at."""
    settings = from_environment()
    zone = ZoneInfo(load(settings.municipality).municipality.organisation.zone)
    start = replaying.beginning(since, SystemClock().now(), zone)
    listed = steering.report(settings, start, share / 100)
    if as_json:
        click.echo(msgspec.json.encode(steering.as_json(listed, start, share / 100)).decode())
    else:
        click.echo(steering.as_text(listed, start, share / 100))


@rules.command()
@click.option("--since", help="Only what was labelled since: a period (30d, 12h, 4w), a day or a moment.")
def labels(since: str | None) -> None:
    """Corrections by agents as a table (CSV), to measure recognition by. Holds what citizens wrote."""
    settings = from_environment()
    zone = ZoneInfo(load(settings.municipality).municipality.organisation.zone)
    write_csv(settings, replaying.beginning(since, SystemClock().now(), zone) if since else None, sys.stdout)


@contextmanager
def _progress(*, lines: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, lines for a program, else nothing; on standard error."""
    if lines:
        yield lambda done, total: click.echo(f"{done}/{total}", err=True)
        return
    with click.progressbar(
        length=1, label="Contacts", show_pos=True, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def told(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield told
