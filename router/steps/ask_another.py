"""Ask another question beside a case: load, verb, apply."""

from collections.abc import Callable
from uuid import uuid4

from router.clock import Clock
from router.domain.change import Actor, Change
from router.domain.errors import NotFound
from router.domain.words import Kind
from router.queues.base import Queues
from router.rules.rulebook import Rulebook
from router.steps.another_question import another_question, asked_in, question
from router.steps.apply import applied
from router.steps.load_file import file_of
from router.steps.references import References
from router.store.base import Store


class Questions:
    """One a process, for it draws reference numbers in blocks."""

    def __init__(self, store: Store, queues: Queues, clock: Clock, book: Callable[[], Rulebook]) -> None:
        self._store, self._queues, self._clock, self._book = store, queues, clock, book
        self._references = References(store)

    async def ask(self, reference: str, by: Actor, text: str, product: str | None, kind: Kind | None) -> Change:
        """Raises NotFound, Refused."""
        book, key = self._book(), str(uuid4())
        if product is not None and product not in book.municipality.products:
            raise NotFound(f'There is no product "{product}" in the catalogue. Choose one that is.')

        async def fresh() -> Change:
            file, now = await file_of(self._store, reference), self._clock.now()
            told = await self._store.told_after(reference, -1, ("opened", "joined"))
            at = asked_in(told, reference) or file.case.received_at
            party = await self._store.party(file.case.party) if file.case.party else None
            asked = question(file, party, key, text, product, kind, at)
            organisation = book.municipality.organisation
            await self._references.stock(organisation, [at])
            return another_question(file, by, asked, self._references.next(organisation, at), book, now)

        return await applied(self._store, self._queues, fresh)
