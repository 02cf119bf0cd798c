"""`balie rules ...`: what a service manager does with rules before they go live. What reads the register is imported when called."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from router.clock import SystemClock
from router.commands import rules_schema as schemas
from router.commands import rules_test as testing
from router.rules.load import load
from router.rules.try_examples import failing, try_all
from router.settings import BadSetting, from_environment


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
    from router.commands import rules_replay as replaying
    from router.commands import rules_report as reporting

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
    from router.commands import rules_replay as replaying
    from router.commands import steering_report as steering

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
    from router.commands import rules_replay as replaying
    from router.commands.labels import write_csv

    settings = from_environment()
    zone = ZoneInfo(load(settings.municipality).municipality.organisation.zone)
    write_csv(settings, replaying.beginning(since, SystemClock().now(), zone) if since else None, sys.stdout)


@rules.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def test(folder: Path, as_json: bool) -> None:
    """Decide the examples that are kept beside the rules, and show what is not as they say."""
    results = try_all(folder, load(folder))
    if as_json:
        click.echo(msgspec.json.encode(results).decode())
    else:
        click.echo(testing.as_text(results, str(folder)))
    sys.exit(1 if failing(results) else 0)


@rules.command()
@click.option("--stage", type=click.Choice(schemas.STAGES), default="routing", show_default=True)
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="Whose products, teams and promises to offer.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write one file a stage into this folder."
)
def schema(stage: str, folder: Path | None, out: Path | None) -> None:
    """JSON Schema of the rule files, for an editor that completes and checks them."""
    town = load(folder).municipality if folder else None
    if out is not None:
        click.echo("\n".join(str(path) for path in schemas.write_out(out, town)))
    else:
        click.echo(msgspec.json.format(msgspec.json.encode(schemas.schema_of(stage, town)), indent=2).decode())


@rules.command()
@click.argument("folder", type=click.Path(path_type=Path))
def learn(folder: Path) -> None:
    """Train the model that votes where words fall short, from labels/*.csv of the folder. Needs the extra `learn`."""
    from router.commands import learn as learning

    if not learning.is_ready():
        raise BadSetting("Learning needs scikit-learn. Mend: pip install 'balie[learn]'")
    learning.learn(folder, load(folder), click.echo)


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
