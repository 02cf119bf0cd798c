"""The doctor's look at Kafka and Redis. Their drivers are imported only when they are asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from router.commands.finding import Finding, bad, good
from router.domain.moments import EPOCH

FITTING = "noeviction"


async def kafka(url: str, namespace: str) -> Sequence[Finding]:
    """Raises BadSetting, OSError."""
    from aiokafka.errors import KafkaError

    from router.stream.kafka_topics import looked_over
    from router.stream.kafka_url import Address

    try:
        brokers, told = await looked_over(Address.parse(url), namespace)
    except KafkaError as error:
        return [bad("stream", f"Kafka does not answer: {type(error).__name__}", "start it, or set BALIE_STREAM")]
    return [good("stream", f"Kafka answers ({brokers} brokers); {'; '.join(told)}")]


async def redis(url: str, namespace: str) -> tuple[Sequence[Finding], datetime]:
    """What was found, and what its clock says. Raises BadSetting, QueuesDown."""
    from router.queues.redis_server import RedisServer

    server = RedisServer(url, namespace)
    try:
        await server.open()
        said = server._said
        seconds, micros = await server._ask("TIME")
    finally:
        await server.close()
    policy = said.get("maxmemory_policy", FITTING)
    told = f"Redis {said.get('redis_version', '?')} answers, maxmemory-policy {policy}"
    if policy != FITTING and said.get("maxmemory", "0") != "0":
        found = bad("queues", told, "CONFIG SET maxmemory-policy noeviction, and the same in redis.conf")
    else:
        found = good("queues", told)
    return [found], EPOCH + timedelta(seconds=int(seconds), microseconds=int(micros))
