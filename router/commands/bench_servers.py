"""Private Kafka, Redis and PostgreSQL for as long as a bench runs, as `make servers` starts them; PostgreSQL waits for its disk."""

import logging
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import structlog

from router.settings import BadSetting

FOLDER = "scripts.servers"


class Servers(NamedTuple):
    """Addresses as BALIE_STREAM, BALIE_QUEUES and BALIE_STORE take them."""

    kafka: str
    redis: str
    postgres: str


def hushed() -> None:
    """Only what is wrong is said, beside the figures."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


@contextmanager
def servers_for_bench() -> Iterator[Servers]:
    """Raises BadSetting when one of them is not on this machine, with the mend."""
    hushed()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # who stops us stops the servers too
    try:
        parts = [import_module(f"{FOLDER}.{name}") for name in Servers._fields]
    except ImportError:
        raise BadSetting("This bench starts servers of its own. Run it in the folder of Balie's source.") from None
    missing = [said for part in parts if (said := part.find())]
    if missing:
        raise BadSetting("\n".join(missing))
    with tempfile.TemporaryDirectory(prefix="balie-bench-", ignore_cleanup_errors=True) as name, ExitStack() as stack:
        yield Servers(*(stack.enter_context(part.running(Path(name) / part.__name__)) for part in parts))
