"""A session that listens to a fake switch, quickly."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from router.channels.phone.ami import session as sessions
from tests.channels.phone.listening import Heard


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sessions, "AGAIN", 0.01)
    monkeypatch.setattr(sessions, "TICK", 0.02)

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
