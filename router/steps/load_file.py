"""Load the one case a verb is about."""

from router.domain.case import CaseFile
from router.domain.errors import NotFound
from router.store.base import Register


async def file_of(store: Register, reference: str) -> CaseFile:
    """Raises NotFound."""
    found = await store.files([reference])
    if reference not in found:
        raise NotFound(f"There is no case {reference}.")
    return found[reference]
