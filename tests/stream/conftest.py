import tempfile
from pathlib import Path

import pytest

from scripts.servers import kafka
from tests.servers import needs
from tests.stream.kinds import Kafka

PASSWORD = "only-in-tests"


@pytest.fixture(scope="session")
def broker():
    """A Kafka that a test may stop, kill and freeze, and start again; its second door wants TLS and a password."""
    needs(kafka)
    with tempfile.TemporaryDirectory(prefix="balie-broker-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        kafka.certificate(folder)
        jaas = f'org.apache.kafka.common.security.plain.PlainLoginModule required user_balie="{PASSWORD}";'
        server = kafka.Server(
            folder,
            secured="SASL_SSL",
            **{
                "sasl.enabled.mechanisms": "PLAIN",
                "listener.name.sasl_ssl.plain.sasl.jaas.config": jaas,
                "ssl.keystore.type": "PEM",
                "ssl.keystore.location": str(folder / "both.pem"),
            },
        )
        server.start()
        yield server
        server.stop()


@pytest.fixture
def topics(tmp_path, kafka_url):
    """Streams under a name of their own on the shared Kafka."""
    return Kafka(tmp_path, kafka_url)


@pytest.fixture
def own_topics(tmp_path, broker):
    """The same on the one that may be stopped."""
    return Kafka(tmp_path, broker.url)
