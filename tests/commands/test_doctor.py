"""The doctor: each line with its mend, no secrets, nothing changed."""

import json

import pytest
from click.testing import CliRunner

from router.cli import main

SECRETS = {"BALIE_API_TOKEN": "t", "BALIE_WEBHOOK_SECRET": "w", "BALIE_DEMO_PASSWORD": "p"}


@pytest.fixture
def doctor(tmp_path):
    def ask(**settings):
        environment = {"BALIE_DATA_DIR": str(tmp_path / "data"), **SECRETS, **settings}
        result = CliRunner().invoke(main, ["doctor", "--json"], env=environment, catch_exceptions=False)
        return result.exit_code, json.loads(result.stdout)

    return ask


def wrong(found):
    return {(each["what"], each["mend"]) for each in found if "mend" in each}


def test_a_fresh_machine_is_well(doctor, tmp_path):
    code, found = doctor()
    assert (code, wrong(found)) == (0, set())
    assert [each["what"] for each in found] == ["version", "data", "municipality", "stream", "queues", "store", "relay"]
    assert not (tmp_path / "data").exists()


def test_a_damaged_register_is_named(doctor, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "store.db").write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    code, found = doctor()
    assert (code, {what for what, _ in wrong(found)}) == (1, {"store"})


def test_an_unsound_municipality_and_a_relay_that_is_not_there(doctor, tmp_path):
    code, found = doctor(BALIE_MUNICIPALITY=str(tmp_path), BALIE_SMTP_RELAY="127.0.0.1:1")
    assert (code, {what for what, _ in wrong(found)}) == (1, {"municipality", "relay"})


def test_postgres_is_looked_at_and_left_alone(doctor, postgres_url):
    code, found = doctor(BALIE_STORE=postgres_url, BALIE_PUBLIC_URL="https://klaverdam.example")
    assert code == 1  # the tests' server keeps nothing on the disk
    assert {mend.split(" = ")[0] for _, mend in wrong(found)} == {
        f"ALTER SYSTEM SET {name}" for name in ("fsync", "full_page_writes", "synchronous_commit")
    }
    assert any("agree" in each["said"] for each in found)


def test_a_server_that_is_away_and_no_password_in_what_is_said(doctor):
    code, found = doctor(
        BALIE_STORE="postgresql://balie:geheim@127.0.0.1:1/balie", BALIE_PUBLIC_URL="https://k.example"
    )
    assert (code, {what for what, _ in wrong(found)}) == (1, {"store"})
    assert "geheim" not in json.dumps(found)


def test_redis_is_looked_at(doctor, redis_url):
    code, found = doctor(BALIE_QUEUES=redis_url, BALIE_PUBLIC_URL="https://klaverdam.example")
    assert (code, wrong(found)) == (0, set())
    assert sum(each["what"] == "queues" for each in found) == 2


def test_kafka_is_looked_at_and_no_topic_is_made(doctor, kafka_url):
    for _ in range(2):
        _, found = doctor(BALIE_STREAM=kafka_url, BALIE_PUBLIC_URL="https://klaverdam.example")
        (stream,) = (each for each in found if each["what"] == "stream")
        assert "mend" not in stream
        assert "klaverdam.cases is yet to be made" in stream["said"]
