"""What Balie tells other systems, on topics of its own: CloudEvents about cases, and contacts that could not be handled."""

from collections.abc import Sequence

from aiokafka.errors import KafkaError

from router.stream.base import Message
from router.stream.kafka_append import Appender
from router.stream.kafka_errors import down
from router.stream.kafka_topics import CASES, DEAD_LETTERS
from router.stream.kafka_url import Address

STRUCTURED = (("content-type", b"application/cloudevents+json; charset=UTF-8"),)


class KafkaEvents:
    """Connects when there is something to tell."""

    def __init__(self, url: str, namespace: str) -> None:
        address = Address.parse(url)
        self._cases = Appender(address, f"{namespace}.{CASES}", headers=STRUCTURED)
        self._dead_letters = Appender(address, f"{namespace}.{DEAD_LETTERS}")

    async def publish(self, messages: Sequence[Message]) -> None:
        await _appended(self._cases, messages)

    async def set_apart(self, messages: Sequence[Message]) -> None:
        await _appended(self._dead_letters, messages)

    async def close(self) -> None:
        await self._cases.close()
        await self._dead_letters.close()


async def _appended(appender: Appender, messages: Sequence[Message]) -> None:
    if not messages:
        return
    if not appender.is_open:
        try:
            await appender.open()
        except (KafkaError, OSError) as error:
            raise down(error) from error
    await appender.append(messages)
