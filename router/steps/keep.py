"""Keep the promises that an act fulfils."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.promise import Promise

Changed = tuple[tuple[Promise | None, Promise], ...]


def keep_promises(file: CaseFile, now: datetime, *kinds: str) -> tuple[dict[str, Promise], Changed]:
    """The kept promises by id, and the pairs for a Change."""
    kept = {promise.id: promise.keep(now) for promise in file.owed(*kinds)}
    return kept, _pairs(file, kept)


def cancel_promises(file: CaseFile, now: datetime, reason: str, *kinds: str) -> tuple[dict[str, Promise], Changed]:
    """Cancel those that are still open; a broken one stays broken."""
    cancelled = {promise.id: promise.cancel(now, reason) for promise in file.owed(*kinds) if promise.is_open}
    return cancelled, _pairs(file, cancelled)


def _pairs(file: CaseFile, changed: dict[str, Promise]) -> Changed:
    return tuple((promise, changed[promise.id]) for promise in file.promises if promise.id in changed)
