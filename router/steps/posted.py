"""Posted: what went out earlier, read beforehand for the receipts of a batch."""

from collections.abc import Collection, Sequence

from router.domain.change import Change, Outgoing
from router.domain.contact import Party, Receipt
from router.store.base import Store


class Posted:
    """Messages by their own id, by the neighbour's, and by the Message-ID that their letter had."""

    def __init__(self, outgoing: Sequence[Outgoing] = (), parties: dict[str, Party] | None = None) -> None:
        self._by_id = {each.id: each for each in outgoing}
        self._by_source = {str(each.data["source_id"]): each.id for each in outgoing if "source_id" in each.data}
        self._parties = parties or {}

    def of(self, receipt: Receipt) -> Outgoing | None:
        """What the receipt is about, as it is now; None for what we never sent."""
        name = receipt.outgoing or self._by_source.get(receipt.message_id or "") or id_in(receipt.message_id)
        return self._by_id.get(name or "")

    def to(self, outgoing: Outgoing) -> Party | None:
        return self._parties.get(outgoing.recipient or "")

    def after(self, change: Change) -> None:
        """The next receipt of the batch finds it changed."""
        self._by_id.update({new.id: new for old, new in change.outgoing if old is not None})

    @property
    def cases(self) -> Collection[str]:
        return {each.case for each in self._by_id.values()}


async def posted(receipts: Sequence[Receipt], store: Store) -> Posted:
    """Three queries however many receipts; none without any."""
    if not receipts:
        return Posted()
    told = {receipt.message_id for receipt in receipts if receipt.message_id}
    names = {receipt.outgoing for receipt in receipts if receipt.outgoing} | {
        found for id in told if (found := id_in(id))
    }
    cases = set((await store.threads(told)).values())
    outgoing = await store.outgoing(names, cases)
    parties = await store.parties({each.recipient for each in outgoing if each.recipient})
    return Posted(outgoing, dict(parties))


def id_in(message_id: str | None) -> str | None:
    """A letter's own id stands before the @ of its Message-ID."""
    inside = (message_id or "").strip("<>")
    return inside.partition("@")[0] if "@" in inside else None
