"""`balie bench`: figures beside a bare loop."""

from pathlib import Path

import click
import msgspec

from router.commands import bench as benches
from router.commands import bench_recognition as recognition
from router.rules.load import load
from router.settings import BadSetting

DEFAULT_FOLDER = Path("examples/klaverdam")


@click.command()
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
