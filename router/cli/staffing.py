"""`balie staffing` and `balie hours`: how many agents a line needs, and when it is closed."""

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import click
import msgspec

from router.clock import SystemClock
from router.commands import hours_seed as seeding
from router.commands import staffing as planning
from router.commands import staffing_print as printing
from router.rules.load import load
from router.settings import from_environment
from router.staffing.plan import Norm

PERCENT = click.FloatRange(1, 99)


@click.command()
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="The municipality's folder.")
@click.option("--queue", help="The telephone line: a team; the default team when left out.")
@click.option("--from", "first", help="The first day of history: 2026-10-01. Eight weeks before the end when left out.")
@click.option("--to", "last", help="The last day of history, which is included. Yesterday when left out.")
@click.option(
    "--calls", type=click.File("r", encoding="utf-8"),
    help="Instead of history: a CSV of start,calls,handleSeconds[,patienceSeconds] with a line for each half hour.",
)  # fmt: skip
@click.option("--target", type=PERCENT, default=80, show_default=True, help="Percent of all who call.")
@click.option("--within", type=click.FloatRange(0, 3600), default=25, show_default=True, help="Seconds to the answer.")
@click.option(
    "--shrinkage", type=click.FloatRange(0, 90), default=30, show_default=True,
    help="Percent of paid time without calls: breaks, meetings, illness, leave.",
)  # fmt: skip
@click.option(
    "--after-call",
    type=click.FloatRange(0, 3600),
    default=0,
    show_default=True,
    help="Seconds of work after each call.",
)
@click.option("--json", "form", flag_value="json", help="{queue, target, …, items}.")
@click.option("--csv", "form", flag_value="csv")
def staffing(
    folder: Path | None, queue: str | None, first: str | None, last: str | None, calls: TextIO | None, target: float,
    within: float, shrinkage: float, after_call: float, form: str | None,
) -> None:  # fmt: skip
    """How many agents each half hour needs, with Erlang C and A, from calls of the past or a table."""
    settings = from_environment()
    municipality = load(folder or settings.municipality).municipality
    queue = queue or municipality.organisation.default_team
    calendar = planning.calendar_of(queue, municipality)
    norm = Norm(target=target / 100, within=within, shrinkage=shrinkage / 100)
    span = planning.period(first, last, calendar, SystemClock().now())
    if calls:
        found = planning.from_csv(calls.read(), queue, calendar, span if first or last else None, norm, after_call)
    else:
        found = planning.from_register(settings, queue, calendar, span, norm, after_call)
    click.echo(FORMS[form or "text"](found))


FORMS: dict[str, Callable[[planning.Plan], str]] = {
    "text": printing.as_text,
    "csv": printing.as_csv,
    "json": lambda plan: msgspec.json.encode(printing.as_json(plan)).decode(),
}


@click.group()
def hours() -> None:
    """When the municipality is open and closed."""


@hours.command()
@click.option("--country", type=click.Choice(sorted(seeding.COUNTRIES), case_sensitive=False), required=True)
@click.option("--region", type=click.Choice(sorted(seeding.REGIONS), case_sensitive=False), help="VLG: also 11 July.")
@click.option(
    "--years", default=None, help="2026-2030, of days that fall differently each year. Five from now when left out."
)
def seed(country: str, region: str | None, years: str | None) -> None:
    """Print the public holidays as the lines `closed:` of hours.yaml, to edit."""
    click.echo(
        seeding.seed(country.upper(), region.upper() if region else None, seeding.span(years, SystemClock().now()))
    )
