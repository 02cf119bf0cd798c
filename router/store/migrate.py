"""Bring a register's tables to the form this version expects, by Alembic's numbered steps."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"


async def migrate(path: Path) -> None:
    """Up to the newest step; a register that is there already does nothing."""
    await asyncio.to_thread(_upgrade, path)


def configuration(path: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("sqlalchemy.url", f"sqlite:///{path}")
    return config


def _upgrade(path: Path) -> None:
    command.upgrade(configuration(path), "head")
