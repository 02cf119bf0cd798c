"""Mails of our own, named after what they show."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from router.channels.email.parse import Parsed, parse

MAILS = Path(__file__).parent / "mails"
NOW = datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
ENTRANCE = "info@klaverdam.example"


@pytest.fixture
def raw() -> Callable[[str], bytes]:
    return lambda name: (MAILS / f"{name}.eml").read_bytes()


@pytest.fixture
def parsed(raw) -> Callable[..., Parsed]:
    return lambda name, **more: parse(raw(name), entrance=ENTRANCE, received_at=NOW, **more)
