"""The scratchpad: an agent's own loose words, kept from page to page until they become a note. Nobody else reads them."""

from router.domain.change import Change
from router.domain.contact import Text
from router.domain.errors import Refused
from router.store.base import Store

MOST = 8000  #: characters


def scratch_id(account: str) -> str:
    """Where the words stand in texts; no contact and no note has such an id."""
    return f"scratchpad:{account}"


def scratched(account: str, text: str) -> Change:
    """The pad as it now is; an empty one is emptied. Raises Refused."""
    if len(text) > MOST:
        raise Refused("The scratchpad is full. Put it in the note of the case.")
    return Change(texts=(Text(id=scratch_id(account), body=text),))


async def keep_scratch(account: str, text: str, *, store: Store) -> Change:
    change = scratched(account, text)
    await store.apply([change])
    return change
