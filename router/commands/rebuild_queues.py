"""Rebuild the live index from the command line. It does no harm while Balie runs: what is told meanwhile stays."""

import time

from router.clock import SystemClock
from router.commands.server import server_of
from router.domain.record import Record
from router.queues.picked import REDIS, queues_at
from router.rules.load import load
from router.settings import BadSetting, Settings
from router.steps.rebuild_queues import rebuilt
from router.store.picked import store_at


class Rebuilt(Record):
    waiting: int  #: cases in the queues now
    differed: int
    seconds: float


async def rebuild_queues(settings: Settings) -> Rebuilt:
    """Raises BadSetting when there is no index outside the server's memory, StoreDown."""
    if not settings.queues.startswith(REDIS):
        running = "Stop Balie and start it again" if server_of(settings.data_dir) else "Start Balie"
        raise BadSetting(
            f"The queues live in Balie's own memory (BALIE_QUEUES): they are built at every start. {running}."
        )
    namespace = load(settings.municipality).municipality.organisation.namespace
    store, queues = store_at(settings.store, namespace), queues_at(settings.queues, namespace, SystemClock())
    await queues.open()
    try:
        await store.open()
        try:
            began = time.perf_counter()
            differed = await rebuilt(store, queues)
            seconds = time.perf_counter() - began
            waiting = sum(depth.waiting for depth in (await queues.depths()).values())
        finally:
            await store.close()
    finally:
        await queues.close()
    return Rebuilt(waiting=waiting, differed=differed, seconds=round(seconds, 3))
