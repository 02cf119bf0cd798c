"""The server that holds a data folder, if there is one: commands that write go through it."""

import fcntl
from pathlib import Path

import msgspec

from router.domain.record import Record
from router.settings import BadSetting


class Server(Record, rename="camel"):
    """Where it listens."""

    url: str
    smtp_port: int


def server_of(folder: Path) -> Server | None:
    """The server that runs on this data folder; None when the folder is free. Raises BadSetting while it starts."""
    if not _held(folder / "lock"):
        return None
    try:
        return msgspec.json.decode((folder / "server.json").read_bytes(), type=Server)
    except (FileNotFoundError, msgspec.DecodeError):
        raise BadSetting(f"Balie is starting on {folder}. Try again when it says that it is ready.") from None


def running_server(folder: Path) -> Server:
    """Raises BadSetting when there is none."""
    found = server_of(folder)
    if found is None:
        raise BadSetting(f"No Balie runs on {folder}. Start one first: make run (or set BALIE_DATA_DIR to its folder).")
    return found


def _held(lock: Path) -> bool:
    if not lock.exists():
        return False
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False
