"""Benches: each beside a bare loop that does the same input and output without any logic, in the same run."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from router.commands.bench_claims import bench_claims
from router.commands.bench_due import bench_due
from router.commands.bench_intake import bench_intake
from router.commands.bench_mime import MAILS, bench_mime
from router.commands.bench_pages import bench_pages
from router.commands.bench_pipeline import bench_pipeline
from router.commands.bench_queues import bench_queues
from router.commands.bench_restart import bench_restart
from router.commands.bench_rules import bench_rules
from router.commands.bench_timers import bench_timers
from router.domain.record import Record


class Figure(Record):
    name: str
    figure: float
    unit: str
    bare: float | None = None
    ratio: float | None = None


def _pipeline(count: int, profile: bool) -> list[Figure]:
    ours, bare = bench_pipeline(count, profile)
    return [
        Figure(
            name="pipeline", figure=round(ours, 1), unit="contacts/s", bare=round(bare, 1), ratio=round(ours / bare, 3)
        )
    ]


def _pipeline_kafka(count: int, profile: bool) -> list[Figure]:
    from router.commands.bench_pipeline_kafka import bench_pipeline_kafka  # its drivers are of no use to the others

    return _figures(bench_pipeline_kafka(count, profile))


def _intake(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_intake(count, profile))


def _intake_kafka(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_intake(count, profile, kafka=True))


def _restart(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_restart(count, profile))


def _restart_kafka(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_restart(count, profile, kafka=True))


def _rules(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_rules(count, profile))


def _due(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_due(count, profile))


def _timers(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_timers(count, profile))


def _queues(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_queues(count, profile))


def _pages(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_pages(count, profile))


def _claims(count: int, profile: bool) -> list[Figure]:
    return _figures(bench_claims(count, profile))


def mime(folder: Path | None, count: int) -> list[Figure]:
    """`folder` holds the .eml files; our own without one."""
    return _figures(bench_mime(folder or MAILS, count))


def _figures(found: Iterable[tuple[str, float, str, float | None]]) -> list[Figure]:
    return [
        Figure(
            name=name,
            figure=round(figure, 1),
            unit=unit,
            bare=round(bare, 1) if bare else None,
            ratio=round(figure / bare, 3) if bare else None,
        )
        for name, figure, unit, bare in found
    ]


BENCHES: dict[str, Callable[[int, bool], list[Figure]]] = {
    "pipeline": _pipeline,
    "rules": _rules,
    "due": _due,
    "timers": _timers,
    "queues": _queues,
    "claims": _claims,
    "intake": _intake,
    "restart": _restart,
    "pages": _pages,
}
ON_KAFKA: dict[str, Callable[[int, bool], list[Figure]]] = {
    "pipeline": _pipeline_kafka,
    "intake": _intake_kafka,
    "restart": _restart_kafka,
}


def table(figures: Sequence[Figure]) -> str:
    return "\n".join(
        f"{each.name:22} {each.figure:>12,.0f} {each.unit}"
        + (f"   bare {each.bare:,.0f}   ratio {each.ratio:.2f}" if each.bare else "")
        for each in figures
    )
