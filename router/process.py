"""One process: alone in its data folder, and gone as a whole when one of its roles ends by an error."""

import asyncio
import fcntl
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from router.settings import BadSetting

log = structlog.get_logger()


async def kept_up(role: Awaitable[None]) -> None:
    """A role that ends by an error takes the process along: a supervisor restarts it, and nothing lies half."""
    try:
        await role
    except asyncio.CancelledError:
        raise
    except BaseException:
        log.exception("role.failed")
        asyncio.get_running_loop().call_soon(_stop)
        raise


def _stop() -> None:
    raise SystemExit(1)


@contextmanager
def folder_held(folder: Path) -> Iterator[None]:
    """One process a data folder: a lock file says so. Raises BadSetting."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BadSetting(f"{folder} is in use by another Balie. Stop that one, or set BALIE_DATA_DIR.") from None
        yield
