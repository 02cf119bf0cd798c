"""Figures for Prometheus, read at the moment they are asked for. Names and labels hold codes, never people."""

from collections import Counter as Counted
from collections.abc import Iterator

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from router.domain.presence import PresenceState
from router.measures import Measures
from router.store import tables as t
from router.web.site import Site, site_of

# A registry is made for each scrape: when its counters were made says nothing.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types there


async def get_metrics(request: web.Request) -> web.Response:
    """GET /metrics"""
    site = site_of(request)
    registry = CollectorRegistry()
    await _queues(site, registry)
    await _agents(site, registry)
    await _counts(site, registry)
    _rules(site, registry)
    _timers(site, registry)
    lag = Gauge(
        "balie_stream_lag", "Contacts accepted and not read yet, by partition", ["partition"], registry=registry
    )
    for partition, behind in site.lags().items():
        lag.labels(partition).set(behind)
    Gauge("balie_healthy", "1 while nothing asks for attention", registry=registry).set(not site.healthy())
    return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _queues(site: Site, registry: CollectorRegistry) -> None:
    waiting = Gauge("balie_waiting", "Cases waiting in a team's queue", ["team"], registry=registry)
    oldest = Gauge("balie_oldest_seconds", "Age of the oldest case in a team's queue", ["team"], registry=registry)
    now = site.clock.now()
    for team, depth in (await site.queues.depths()).items():
        waiting.labels(team).set(depth.waiting)
        oldest.labels(team).set((now - depth.oldest).total_seconds() if depth.oldest else 0)
    repairs = Counter("balie_queue_repairs", "Places in a queue that differed from the register", registry=registry)
    repairs.inc(site.measures.queue_repairs)
    rebuilds = Counter("balie_queue_rebuilds", "Times the queues were lost and built again", registry=registry)
    rebuilds.inc(site.measures.queue_rebuilds)


async def _agents(site: Site, registry: CollectorRegistry) -> None:
    states = Gauge("balie_agents", "People by whether work can be given to them", ["state"], registry=registry)
    now, there = site.clock.now(), await site.acts.attendance.presences.all()
    found = Counted(
        there[account].at(now) if account in there else PresenceState.OFFLINE for account in site.municipality.agents
    )
    for state in PresenceState:
        states.labels(state.value).set(found[state])
    missed = Counter("balie_offers_missed", "Offers that nobody answered in time", registry=registry)
    missed.inc(site.measures.offers_missed)


def _rules(site: Site, registry: CollectorRegistry) -> None:
    live = Gauge(
        "balie_rulebook_loaded", "1 while the live rules are those of the last reload, 0 when that failed",
        ["version"], registry=registry,
    )  # fmt: skip
    live.labels(site.rules.loaded.version).set(not site.rules.problems)
    failures = Counter("balie_rulebook_load_failures", "Reloads that failed; the old rules stayed", registry=registry)
    failures.inc(site.rules.failures)


def _timers(site: Site, registry: CollectorRegistry) -> None:
    recounted = Counter("balie_promises_recounted", "Promises that moved because the hours changed", registry=registry)
    recounted.inc(site.measures.recounted)
    running = Gauge("balie_recounting", "1 while promises are counted again on changed hours", registry=registry)
    running.set(site.measures.recounting)
    registry.register(_Lateness(site.measures))


class _Lateness(Collector):
    """The histogram as it stands."""

    def __init__(self, measures: Measures) -> None:
        self._lateness = measures.lateness

    def collect(self) -> Iterator[Metric]:
        found = HistogramMetricFamily(
            "balie_timer_lateness_seconds", "Between the moment of a promise's timer and its being written"
        )
        found.add_metric([], self._lateness.buckets(), self._lateness.total)
        yield found


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
