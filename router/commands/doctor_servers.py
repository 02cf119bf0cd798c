"""The doctor's look at Kafka and Redis. Their drivers are imported only when they are asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from router.commands.finding import Finding, bad, good
from router.domain.moments import EPOCH

FITTING = "noeviction"


async def kafka(url: str, namespace: str) -> Sequence[Finding]:
    """Raises BadSetting, OSError."""
    from aiokafka.admin import AIOKafkaAdminClient
    from aiokafka.errors import KafkaError

    from router.stream.kafka_topics import ensured
    from router.stream.kafka_url import Address

    address = Address.parse(url)
    admin = AIOKafkaAdminClient(**address.client, client_id="balie-doctor", request_timeout_ms=10_000)
    try:
        await admin.start()
        topics = [each for each in await admin.list_topics() if each.startswith(f"{namespace}.")]
        brokers = len((await admin.describe_cluster())["brokers"])
    except KafkaError as error:
        return [bad("stream", f"Kafka does not answer: {type(error).__name__}", "start it, or set BALIE_STREAM")]
    finally:
        await admin.close()
    if not topics:
        return [good("stream", f"Kafka answers ({brokers} brokers); the topics of {namespace} are yet to be made")]
    partitions = await ensured(address, namespace)
    return [good("stream", f"Kafka answers ({brokers} brokers); contacts have {partitions} partitions")]


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
