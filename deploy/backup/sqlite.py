"""Copy a Balie on SQLite while it runs: `python3 sqlite.py DATA COPY`. The copy is a data folder: start Balie on it to restore.

The order matters. The register first: it knows how far it has read the stream, so a stream that is copied later holds all that it
lacks, and Balie reads on from there. Originals after the stream, which names them. Nothing but the standard library is needed."""

import os
import shutil
import sqlite3
import sys
from pathlib import Path

FILES, FOLDERS = ("store.db", "stream.db"), ("originals", "secrets")


def copied(data: Path, copy: Path) -> None:
    """Whole under its name, or not there at all. Raises FileExistsError, OSError, sqlite3.Error."""
    if copy.exists():
        raise FileExistsError(f"{copy} is there already; name another folder for each copy")
    unfinished = copy.with_name(f"{copy.name}.part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    for name in FILES:
        database(data / name, unfinished / name)
    for name in FOLDERS:
        if (data / name).is_dir():
            shutil.copytree(data / name, unfinished / name, ignore=shutil.ignore_patterns(".*", "*.part"))
    os.sync()
    unfinished.rename(copy)


def database(source: Path, target: Path) -> None:
    """One moment of it, looked over. We only read: checkpoints stay with the one that writes."""
    reader = sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=30)
    try:
        writer = sqlite3.connect(target)
        try:
            reader.backup(writer)
            (said,) = writer.execute("PRAGMA quick_check").fetchone()
        finally:
            writer.close()
    finally:
        reader.close()
    if said != "ok":
        raise sqlite3.DatabaseError(f"the copy of {source} is damaged: {said}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        copied(Path(sys.argv[1]), Path(sys.argv[2]))
    except (OSError, sqlite3.Error) as error:
        sys.exit(f"No copy was made: {error}")
