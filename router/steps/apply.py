"""Apply: a verb's change to the store, again when a row was stale, and the queues told afterwards."""

from collections.abc import Awaitable, Callable, Sequence

from router.domain.change import Change
from router.domain.errors import Refused, Stale
from router.queues.base import Queues, place_of
from router.store.base import Register

Verb = Callable[[], Awaitable[Change]]
TRIES = 3


async def applied(store: Register, queues: Queues, verb: Verb) -> Change:
    """Run the verb on fresh rows and write what it says. A refusal comes from the verb alone."""
    for _ in range(TRIES):
        change = await verb()
        try:
            await store.apply([change])
        except Stale:
            continue
        await tell(queues, [change])
        return change
    raise Refused("Others are changing this case at this moment. Try again.")


async def tell(queues: Queues, changes: Sequence[Change]) -> None:
    """Put what changed into the live index, in one call."""
    places = [place_of(case) for change in changes for _, case in change.cases]
    if places:
        await queues.update(places)
