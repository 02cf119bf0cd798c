"""A session that listens to a fake switch, quickly."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from router.channels.phone.ami import pair as pairs
from router.channels.phone.ami import session as sessions
from tests.channels.phone.listening import Both, Heard


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sessions, "AGAIN", 0.01)
    monkeypatch.setattr(sessions, "AT_MOST", 0.3)
    monkeypatch.setattr(sessions, "TICK", 0.02)


@pytest.fixture
def pairing(monkeypatch: pytest.MonkeyPatch, quick):
    """A switch and its standby, quickly: with their two ports."""
    monkeypatch.setattr(pairs, "LOOKS", 0.01)
    monkeypatch.setattr(
        pairs, "TAKES_OVER", 3600.0
    )  # until a test says so: how fast a machine connects decides nothing

    @asynccontextmanager
    async def listening(first: int, second: int):
        found = Both(first, second, lambda: monkeypatch.setattr(pairs, "TAKES_OVER", 0.0))
        await found.board.start()
        try:
            yield found
        finally:
            await found.board.stop()
            await asyncio.sleep(0.01)

    return listening


@pytest.fixture
def heard(quick):
    @asynccontextmanager
    async def listening(port: int, **more):
        found = Heard(port, **more)
        task = asyncio.create_task(found.session.run())
        try:
            yield found
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await asyncio.sleep(0.01)

    return listening
