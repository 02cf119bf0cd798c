"""Kafka, Redis and PostgreSQL for tests: private servers, each started when the first test asks for it.

What is not on this machine is skipped, and one line at the end says so; with CI=true it fails."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

import pytest

from scripts.servers import kafka, postgres, redis

CI = os.environ.get("CI") == "true"
_missing = set[str]()


@pytest.fixture(scope="session")
def kafka_url() -> Iterator[str]:
    yield from _served(kafka, kafka.running)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    yield from _served(redis, redis.running)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    yield from _served(postgres, lambda folder: postgres.running(folder, durable=False))


def needs(server: ModuleType) -> None:
    """Skip this test, or fail it with CI=true, when the server is not on this machine."""
    if (said := server.find()) is not None:
        _missing.add(said)
        (pytest.fail if CI else pytest.skip)(said)


def _served(server: ModuleType, running: object) -> Iterator[str]:
    needs(server)
    with tempfile.TemporaryDirectory(prefix="balie-server-", ignore_cleanup_errors=True) as folder:
        served: AbstractContextManager[str] = running(Path(folder))  # type: ignore[operator]  # one of the three
        with served as url:
            yield url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _missing and not CI:
        terminalreporter.write_line(f"What needs these servers did not run. {' '.join(sorted(_missing))}")
