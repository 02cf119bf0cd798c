"""Keep a list: what somebody chose on the monitor, under a name of their own."""

from collections.abc import Collection
from uuid import uuid4

from router.domain.change import Change
from router.domain.errors import NotFound, Refused
from router.domain.monitoring import SavedList

MOST, NAME, QUERY = 12, 40, 400


def keep_list(kept: Collection[SavedList], account: str, name: str, query: str) -> Change:
    """One of the same name takes its place. Raises Refused."""
    plain = " ".join(name.split())
    if not plain:
        raise Refused("Give the list a name.")
    if len(plain) > NAME or len(query) > QUERY:
        raise Refused("This name is too long. Take at most 40 letters.")
    same = next((each for each in kept if each.name == plain), None)
    if same is None and len(kept) >= MOST:
        raise Refused("You have twelve lists already. Throw one away first.")
    return Change(
        saved_lists=(SavedList(id=same.id if same else str(uuid4()), account=account, name=plain, query=query),)
    )


def drop_list(kept: Collection[SavedList], id: str) -> Change:
    """Raises NotFound for one that is not theirs."""
    found = next((each for each in kept if each.id == id), None)
    if found is None:
        raise NotFound("You have no such list.")
    return Change(saved_lists=(found.with_(name="", query=""),))
