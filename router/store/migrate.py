"""Bring a register's tables to the form this version expects, by Alembic's numbered steps."""

import asyncio
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "migrations"


async def migrate(path: Path) -> None:
    """Up to the newest step; a register that is there already does nothing."""
    if await asyncio.to_thread(stamped, path) != newest():
        await asyncio.to_thread(upgrade_file, path)


def newest() -> str:
    """The number of the last step: each file begins with its own."""
    return max(step.name.partition("_")[0] for step in (FOLDER / "versions").glob("[0-9]*.py"))


def stamped(path: Path) -> str | None:
    """The step this register is at; None for one that is yet to be made."""
    if not path.exists():
        return None
    connection = sqlite3.connect(path)
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    finally:
        connection.close()
    return str(row[0]) if row else None


def upgrade_file(path: Path, to: str = "head") -> None:
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            upgrade(connection, to)
    finally:
        engine.dispose()


def upgrade(connection: "Connection", to: str = "head") -> None:
    from alembic import command  # only here: it is half of the time a restart takes
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, to)
