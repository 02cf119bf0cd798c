"""What an error of Kafka's client means to people."""

import asyncio
import logging
import ssl
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import structlog
from aiokafka import errors
from aiokafka.conn import create_conn

from router.domain.errors import StreamDown
from router.settings import BadSetting
from router.stream.kafka_url import Address

STOP_SECONDS = 1.5  #: for each part that is let go of: together they stay below five
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
    if isinstance(error, ssl.SSLCertVerificationError):
        return BadSetting(
            f"Kafka shows a certificate that we do not trust ({error.verify_message}). Mend: ?ca= in BALIE_STREAM with its PEM file"
        )
    if isinstance(error, REFUSED):
        return BadSetting(f"Kafka lets us not in ({type(error).__name__}). {ACCESS}")
    return None


async def why(address: Address) -> BaseException | None:
    """What one connection fails by: a client that finds no broker does not say."""
    host, _, port = address.client["bootstrap_servers"][0].rpartition(":")
    options = {name: value for name, value in address.client.items() if name != "bootstrap_servers"}
    try:
        connection = await create_conn(host.strip("[]"), int(port), request_timeout_ms=5_000, **options)
    except (errors.KafkaError, OSError, TimeoutError) as error:
        return error
    connection.close()
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
