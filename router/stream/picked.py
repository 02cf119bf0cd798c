"""The stream that BALIE_STREAM names. The driver of Kafka is imported only when it is one."""

from pathlib import Path

from router.stream.base import Events, OpenStream
from router.stream.sqlite import SqliteStream

SQLITE, KAFKA = "sqlite:///", ("kafka://", "kafka+ssl://")


def stream_at(url: str, namespace: str, name: str) -> OpenStream:
    """Not opened yet. In Kafka every topic of a municipality begins with its namespace; `name` is this worker's own.

    Raises BadSetting."""
    if url.startswith(KAFKA):
        from router.stream.kafka import KafkaStream

        return KafkaStream(url, namespace, name)
    return SqliteStream(Path(url.removeprefix(SQLITE)))


def events_at(url: str, namespace: str) -> Events | None:
    """Where other systems hear of us; None where there is no such place."""
    if url.startswith(KAFKA):
        from router.stream.kafka_events import KafkaEvents

        return KafkaEvents(url, namespace)
    return None
