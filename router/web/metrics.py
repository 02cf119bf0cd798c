"""Figures for Prometheus, read at the moment they are asked for. Names and labels hold codes, never people."""

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    disable_created_metrics,
    generate_latest,
)
from sqlalchemy import func, select

from router.store import tables as t
from router.web.site import Site, site_of

# A registry is made for each scrape: when its counters were made says nothing.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types there


async def get_metrics(request: web.Request) -> web.Response:
    """GET /metrics"""
    site = site_of(request)
    registry = CollectorRegistry()
    await _queues(site, registry)
    await _counts(site, registry)
    _rules(site, registry)
    Gauge("balie_healthy", "1 while nothing asks for attention", registry=registry).set(not site.healthy())
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _queues(site: Site, registry: CollectorRegistry) -> None:
    waiting = Gauge("balie_waiting", "Cases waiting in a team's queue", ["team"], registry=registry)
    oldest = Gauge("balie_oldest_seconds", "Age of the oldest case in a team's queue", ["team"], registry=registry)
    now = site.clock.now()
    for team, depth in (await site.queues.depths()).items():
        waiting.labels(team).set(depth.waiting)
        oldest.labels(team).set((now - depth.oldest).total_seconds() if depth.oldest else 0)


def _rules(site: Site, registry: CollectorRegistry) -> None:
    live = Gauge(
        "balie_rulebook_loaded", "1 while the live rules are those of the last reload, 0 when that failed",
        ["version"], registry=registry,
    )  # fmt: skip
    live.labels(site.rules.loaded.version).set(not site.rules.problems)
    failures = Counter("balie_rulebook_load_failures", "Reloads that failed; the old rules stayed", registry=registry)
    failures.inc(site.rules.failures)


async def _counts(site: Site, registry: CollectorRegistry) -> None:
    """Outgoing by state, promises by kind and state, and what lies in quarantine: grouped queries on an index."""
    outgoing = Gauge("balie_outgoing", "Messages on their way out", ["state"], registry=registry)
    promises = Gauge("balie_promises", "Promises by kind and state", ["kind", "state"], registry=registry)
    held = Gauge("balie_quarantined", "Contacts set apart", registry=registry)
    async with site.reads.connect() as connection:
        for row in await connection.execute(select(t.outgoing.c.state, func.count()).group_by(t.outgoing.c.state)):
            outgoing.labels(row[0]).set(row[1])
        for row in await connection.execute(
            select(t.promises.c.kind, t.promises.c.state, func.count()).group_by(t.promises.c.kind, t.promises.c.state)
        ):
            promises.labels(row[0], row[1]).set(row[2])
        held.set(
            (
                await connection.execute(
                    select(func.count()).select_from(t.quarantine).where(t.quarantine.c.state == "held")
                )
            ).scalar_one()
        )
