"""The topics of a municipality: made when they are not there, looked over when they are."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import structlog
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import TopicAlreadyExistsError, for_code

from router.settings import BadSetting
from router.stream.kafka_url import PARTITIONS, Address

log = structlog.get_logger()
LARGEST = 4 * 1024 * 1024  #: bytes of one record; an original above 64 KB lies elsewhere
DAY = 24 * 60 * 60 * 1000  #: ms
KEPT = 7 * DAY  #: after that a record is gone, whether it was read or not
LEAST_KEPT = DAY
CONTACTS, CASES, DEAD_LETTERS = "contacts", "cases", "dead-letters"
ANSWER_MS = 10_000


class Topic(NamedTuple):
    """As it stands in Kafka."""

    name: str
    partitions: int
    replication: int
    settings: Mapping[str, str]


async def ensured(address: Address, namespace: str) -> int:
    """How many partitions contacts have. Raises BadSetting when a topic is not fit, KafkaError when Kafka does not answer."""
    async with _asking(address) as admin:
        await _made(admin, address, namespace)
        return await _fit(admin, address, namespace)


async def looked_over(address: Address, namespace: str) -> tuple[int, Sequence[str]]:
    """How many brokers there are, and what is to be said of topics: that some are yet to be made, or how many partitions
    contacts have. Changes nothing. Raises as `ensured` does."""
    async with _asking(address) as admin:
        brokers = len((await admin.describe_cluster())["brokers"])
        missing = _missing(await admin.list_topics(), address, namespace)
        if missing:
            return brokers, [f"{name} is yet to be made, at the first start" for name in sorted(missing)]
        return brokers, [f"contacts have {await _fit(admin, address, namespace)} partitions"]


@asynccontextmanager
async def _asking(address: Address) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**address.client, client_id="balie-topics", request_timeout_ms=ANSWER_MS)
    try:
        await admin.start()
        yield admin
    finally:
        await admin.close()


def _missing(there: Collection[str], address: Address, namespace: str) -> dict[str, int]:
    """Each with the partitions it should have."""
    partitions = address.partitions or PARTITIONS
    wanted = {CONTACTS: partitions, CASES: partitions, DEAD_LETTERS: 1}
    return {f"{namespace}.{name}": count for name, count in wanted.items() if f"{namespace}.{name}" not in there}


async def _fit(admin: AIOKafkaAdminClient, address: Address, namespace: str) -> int:
    """How many partitions contacts have. Raises BadSetting."""
    found = [await _found(admin, f"{namespace}.{name}") for name in (CONTACTS, CASES, DEAD_LETTERS)]
    wrong = [said for topic in found for said in _unfit(topic)]
    wanted = address.partitions
    if wanted is not None and found[0].partitions != wanted:
        wrong.append(
            f"{found[0].name} has {found[0].partitions} partitions and BALIE_STREAM asks for {wanted}. Mend: take partitions= out of "
            f"BALIE_STREAM, or kafka-topics.sh --alter --topic {found[0].name} --partitions {wanted} while no contact waits (more only: "
            "a sender's contacts then move to another partition)"
        )
    if wrong:
        raise BadSetting("\n".join(wrong))
    return found[0].partitions


async def _made(admin: AIOKafkaAdminClient, address: Address, namespace: str) -> None:
    missing = _missing(await admin.list_topics(), address, namespace)
    if not missing:
        return
    brokers = len((await admin.describe_cluster())["brokers"])
    copies = address.replication or min(3, brokers)
    settings = {
        "cleanup.policy": "delete",
        "retention.ms": str(KEPT),
        "max.message.bytes": str(LARGEST),
        "min.insync.replicas": str(max(1, copies - 1)),
        "unclean.leader.election.enable": "false",
    }
    answer = await admin.create_topics(
        [NewTopic(name, count, copies, topic_configs=settings) for name, count in missing.items()], timeout_ms=ANSWER_MS
    )
    for name, code, said, *_ in answer.topic_errors:  # it does not raise them itself
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:  # another process was first
            raise BadSetting(
                f"Kafka does not make the topic {name}: {said or error.__name__}. Mend: make it, or let us: Create on {namespace}.*"
            )
    log.info("stream.topics-made", topics=sorted(missing), replication=copies)


async def _found(admin: AIOKafkaAdminClient, name: str) -> Topic:
    (topic,) = await admin.describe_topics([name])
    if topic["error_code"]:
        raise for_code(topic["error_code"])(name)
    (answer,) = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    ((code, said, _, _, entries),) = answer.resources
    if code:
        raise for_code(code)(said)
    settings: dict[str, str] = {entry[0]: entry[1] for entry in entries}
    copies = min((len(each["replicas"]) for each in topic["partitions"]), default=0)
    return Topic(name, len(topic["partitions"]), copies, settings)


def _unfit(topic: Topic) -> list[str]:
    """What would lose records, each with the mend."""

    def said(setting: str, why: str, mend: str) -> str:
        return f"{topic.name} has {setting}={topic.settings.get(setting)}: {why}. Mend: {_alter(topic.name, setting, mend)}"

    found = []
    if "compact" in topic.settings.get("cleanup.policy", ""):
        found.append(said("cleanup.policy", "Kafka would throw away all but the last contact of a sender", "delete"))
    kept = _int(topic.settings, "retention.ms", -1)
    if 0 <= kept < LEAST_KEPT:
        found.append(said("retention.ms", "contacts would be gone before a long night is over", str(KEPT)))
    if _int(topic.settings, "retention.bytes", -1) >= 0:
        found.append(said("retention.bytes", "on a busy day contacts would be gone before they are read", "-1"))
    least = _int(topic.settings, "min.insync.replicas", 1)
    if topic.replication > 1 and not 2 <= least <= topic.replication:
        why = (
            "nothing could be written"
            if least > topic.replication
            else "what was acknowledged could be lost with one broker"
        )
        found.append(said("min.insync.replicas", why, str(max(2, topic.replication - 1))))
    if topic.settings.get("unclean.leader.election.enable") == "true":
        found.append(
            said("unclean.leader.election.enable", "what was acknowledged could be lost with one broker", "false")
        )
    if _int(topic.settings, "max.message.bytes", LARGEST) < LARGEST // 4:
        found.append(said("max.message.bytes", "a long contact would not fit", str(LARGEST)))
    return found


def _alter(topic: str, setting: str, value: str) -> str:
    return f"kafka-configs.sh --alter --entity-type topics --entity-name {topic} --add-config {setting}={value}"


def _int(settings: Mapping[str, Any], name: str, default: int) -> int:
    text = settings.get(name)
    return default if text is None else int(text)
