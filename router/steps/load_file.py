"""Load the one case a verb is about, and what who takes it holds."""

from router.domain.case import CaseFile
from router.domain.errors import NotFound
from router.domain.seeker import Holds
from router.store.base import Register


async def file_of(store: Register, reference: str) -> CaseFile:
    """Raises NotFound."""
    found = await store.files([reference])
    if reference not in found:
        raise NotFound(f"There is no case {reference}.")
    return found[reference]


async def file_and_loads(store: Register, reference: str, account: str) -> tuple[CaseFile, Holds]:
    """In one read. Raises NotFound."""
    file, holds = await store.with_loads(reference, account)
    if file is None:
        raise NotFound(f"There is no case {reference}.")
    return file, holds
