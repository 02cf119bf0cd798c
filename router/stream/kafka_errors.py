"""What an error of Kafka's client means to people."""

import asyncio
import logging
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import errors

from router.domain.errors import StreamDown
from router.settings import BadSetting

STOP_SECONDS = 2.0  #: for each part that is let go of: together they stay below five
REFUSED = (
    errors.AuthenticationFailedError,
    errors.SaslAuthenticationFailed,
    errors.UnsupportedSaslMechanismError,
    errors.TopicAuthorizationFailedError,
    errors.GroupAuthorizationFailedError,
    errors.ClusterAuthorizationFailedError,
)
ACCESS = (
    "Mend: the account and password in BALIE_STREAM, with Read, Write, Create, Describe and DescribeConfigs on the topics "
    "{namespace}.* and Read on the group {namespace}.workers"
)
log = structlog.get_logger()


class _Told(logging.Handler):
    """What the client says of itself, as an event among ours."""

    def emit(self, record: logging.LogRecord) -> None:
        log.warning("stream.client", said=record.getMessage())


_client = logging.getLogger("aiokafka")
_client.propagate = False
_client.handlers = [_Told(logging.WARNING)]


def refused(error: BaseException) -> BadSetting | None:
    """What waiting cannot help."""
    if isinstance(error, REFUSED):
        return BadSetting(f"Kafka lets us not in ({type(error).__name__}). {ACCESS}")
    return None


def down(error: BaseException) -> StreamDown:
    """What may go by."""
    if (no := refused(error)) is not None:
        return StreamDown(str(no))
    return StreamDown(f"Kafka does not answer ({type(error).__name__}). Mend: start it, or set BALIE_STREAM")


async def let_go(stopping: Awaitable[Any]) -> None:
    """A client's stop may hang while its broker is away: it is given some seconds, and its errors change nothing."""
    with suppress(TimeoutError, errors.KafkaError, OSError):
        await asyncio.wait_for(stopping, STOP_SECONDS)
