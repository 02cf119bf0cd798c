"""Figures for Prometheus, read at the moment they are asked for. Names and labels hold codes, never people."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import NamedTuple

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
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.presence import PresenceState
from router.measures import Histogram
from router.store import tables as t
from router.web.operations.sources import source_states
from router.web.people import people
from router.web.site import Site, site_of

TIMER_LATENESS = "Between the moment of a promise's timer and its being written"
LOOP_LAG = "How late the loop of this process came round, ten times a second"
LEAST_KEPT, REST = 2.0, 30.0  #: seconds; and how often the time of a count it rests

# A registry is made for each scrape: when its counters were made says nothing.
disable_created_metrics()  # type: ignore[no-untyped-call]  # the library has no types there


async def get_metrics(request: web.Request) -> web.Response:
    """GET /metrics"""
    site = site_of(request)
    registry = CollectorRegistry()
    await _queues(site, registry)
    await _agents(site, registry)
    _counts(await request.app[COUNTS].now(site), registry)
    await _sources(site, registry)
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
    found = await people(site, site.clock.now())
    for state in PresenceState:
        states.labels(state.value).set(found[state])
    missed = Counter("balie_offers_missed", "Offers that nobody answered in time", registry=registry)
    missed.inc(site.measures.offers_missed)


async def _sources(site: Site, registry: CollectorRegistry) -> None:
    ails = Gauge("balie_source_ails", "1 while a source needs a look", ["source"], registry=registry)
    for each in await source_states(site, site.clock.now()):
        ails.labels(each.source.name).set(each.ails is not None)


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
    registry.register(_Seen(site.measures.lateness, "balie_timer_lateness_seconds", TIMER_LATENESS))
    registry.register(_Seen(site.measures.loop_lag, "balie_loop_lag_seconds", LOOP_LAG))


class _Seen(Collector):
    """A histogram as it stands."""

    def __init__(self, histogram: Histogram, name: str, means: str) -> None:
        self._histogram, self._name, self._means = histogram, name, means

    def collect(self) -> Iterator[Metric]:
        found = HistogramMetricFamily(self._name, self._means)
        found.add_metric([], self._histogram.buckets(), self._histogram.total)
        yield found


class Counted(NamedTuple):
    """What the register holds, by its codes."""

    outgoing: Mapping[str, int]
    promises: Mapping[tuple[str, str], int]
    quarantined: int


class Counts:
    """Counting the whole register costs a second for a million cases: it is done again after thirty times what it took."""

    def __init__(self) -> None:
        self._found: Counted | None = None
        self._until = 0.0  #: of the monotonic clock
        self._counting = asyncio.Lock()

    async def now(self, site: Site) -> Counted:
        """Raises StoreDown."""
        async with self._counting:
            began = site.clock.monotonic()
            if self._found is None or began >= self._until:
                self._found = await _counted(site.reads)
                ended = site.clock.monotonic()
                self._until = ended + max(LEAST_KEPT, REST * (ended - began))
            return self._found


COUNTS = web.AppKey("counts", Counts)


async def _counted(reads: AsyncEngine) -> Counted:
    """Grouped queries on an index."""
    o, p = t.outgoing.c, t.promises.c
    async with reads.connect() as connection:
        outgoing = await connection.execute(select(o.state, func.count()).group_by(o.state))
        promises = await connection.execute(select(p.kind, p.state, func.count()).group_by(p.kind, p.state))
        held = await connection.execute(
            select(func.count()).select_from(t.quarantine).where(t.quarantine.c.state == "held")
        )
        return Counted(
            {row[0]: row[1] for row in outgoing}, {(row[0], row[1]): row[2] for row in promises}, held.scalar_one()
        )


def _counts(found: Counted, registry: CollectorRegistry) -> None:
    """Outgoing by state, promises by kind and state, and what lies in quarantine."""
    outgoing = Gauge("balie_outgoing", "Messages on their way out", ["state"], registry=registry)
    promises = Gauge("balie_promises", "Promises by kind and state", ["kind", "state"], registry=registry)
    held = Gauge("balie_quarantined", "Contacts set apart", registry=registry)
    for state, count in found.outgoing.items():
        outgoing.labels(state).set(count)
    for (kind, state), count in found.promises.items():
        promises.labels(kind, state).set(count)
    held.set(found.quarantined)
