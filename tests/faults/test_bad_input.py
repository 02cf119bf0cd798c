"""Bad input on one running server: a clear refusal or one contact, nothing lost, and the loop never held for long."""

import asyncio
import gzip
import io
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import aiosmtplib
import msgspec
import pytest
import pytest_asyncio

from router.domain.errors import StreamFull
from router.stream import sqlite as stream_module
from router.stream.base import Message
from router.stream.sqlite import SqliteStream
from tests.faults.balie import TOKEN, Balie
from tests.faults.load import signature

pytestmark = pytest.mark.asyncio(loop_scope="module")
JSON = {"Content-Type": "application/json"}


def contact_of(raw: bytes) -> bytes:
    return b'{"channel":"webform","text":' + raw + b"}"


@dataclass
class Town:
    """The server under attack."""

    session: aiohttp.ClientSession
    smtp_port: int

    async def post(self, path: str, data: bytes, **headers: str) -> tuple[int, dict]:
        async with self.session.post(path, data=io.BytesIO(data), headers={**JSON, **headers}) as response:
            raw = await response.read()
            return response.status, msgspec.json.decode(raw) if raw else {}

    async def contact(self, id_: str) -> dict:
        """Once it is written."""
        async with asyncio.timeout(15):
            while True:
                async with self.session.get(f"/api/v1/contacts/{id_}") as response:
                    if response.status == 200:
                        return await response.json()
                await asyncio.sleep(0.02)

    async def found(self, words: str, least: int = 1) -> list[dict]:
        """Cases in which these words stand, once there are as many."""
        async with asyncio.timeout(15):
            while True:
                _, answer = await self.post("/api/v1/cases/search", msgspec.json.encode({"q": words}))
                if len(answer["items"]) >= least:
                    return answer["items"]
                await asyncio.sleep(0.02)

    async def mail(self, raw: bytes) -> str:
        """The server's last word on this mail."""
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=self.smtp_port, start_tls=False, timeout=60)
        async with client:
            await client.ehlo()
            await client.mail("bram@example.org")
            await client.rcpt("info@klaverdam.example")
            code, said = await client.data(raw)
        return f"{code} {said}"


WATCH = """
import http.client, sys, threading, time
ended = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
connection, worst, looks = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=30), 0.0, 0
while not ended.wait(0.01):
    before = time.perf_counter()
    connection.request("GET", "/healthz")
    assert connection.getresponse().read()
    worst, looks = max(worst, time.perf_counter() - before), looks + 1
print(worst, looks)
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Balie]:
    folder = tmp_path_factory.mktemp("bad") / "data"
    folder.mkdir()
    server = Balie(folder)
    try:
        await server.start()
        yield server
    finally:
        server.end()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def watcher(server: Balie) -> AsyncIterator[subprocess.Popen[str]]:
    """Asks /healthz every ten milliseconds, in a process of its own: what this one does must not count."""
    port = server.url.rpartition(":")[2]
    with subprocess.Popen(  # noqa: ASYNC220  # it returns at once
        [sys.executable, "-c", WATCH, port], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as watcher:
        yield watcher


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def town(server: Balie, watcher: subprocess.Popen[str]) -> AsyncIterator[Town]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with aiohttp.ClientSession(server.url, headers=headers, timeout=aiohttp.ClientTimeout(60)) as session:
        yield Town(session, server.smtp_port)


async def test_a_mail_of_30_mb_is_refused_in_a_sentence(town: Town) -> None:
    raw = b"From: bram@example.org\r\nSubject: groot\r\n\r\n" + b"Hallo daar, dit is een lange mail.\r\n" * (
        30 * 1024 * 1024 // 36
    )
    with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
        await town.mail(raw)
    assert (refused.value.code, "at most 25 MB" in refused.value.message) == (552, True)


async def test_a_mail_that_announces_30_mb_is_refused_before_it_is_sent(town: Town) -> None:
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=town.smtp_port, start_tls=False)
    async with client:
        await client.ehlo()
        with pytest.raises(aiosmtplib.SMTPResponseException, match="552"):
            await client.mail("bram@example.org", options=[f"SIZE={30 * 1024 * 1024}"])


async def test_200_parts_make_one_contact(town: Town) -> None:
    parts = b"".join(
        b"--grens\r\nContent-Type: text/plain\r\n\r\ndeel tweehonderd %d\r\n" % number for number in range(200)
    )
    said = await town.mail(
        b"From: bram@example.org\r\nSubject: veeldelig\r\nMessage-ID: <parts@example.org>\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=grens\r\n\r\n" + parts + b"--grens--\r\n"
    )
    assert said.startswith("250")
    assert len(await town.found("veeldelig")) == 1


async def test_a_broken_charset_makes_one_contact(town: Town) -> None:
    said = await town.mail(
        b"From: bram@example.org\r\nSubject: =?utf-9?B?///?= tekenreeks\r\n"
        b"Content-Type: text/plain; charset=klingon\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n\r\nIk ben kapot \xff\xfe\x80 maar leesbaarstuk.\r\n"
    )
    assert said.startswith("250")
    assert len(await town.found("leesbaarstuk")) == 1


async def test_json_over_1_mb_is_413(town: Town) -> None:
    status, problem = await town.post(
        "/api/v1/contacts", json.dumps({"channel": "webform", "text": "a" * 1_100_000}).encode()
    )
    assert (status, "1048576" in problem["detail"]) == (413, True)


async def test_text_that_is_too_long_is_400(town: Town) -> None:
    status, problem = await town.post(
        "/api/v1/contacts", json.dumps({"channel": "webform", "text": "a" * 900_000}).encode()
    )
    assert (status, [each["field"] for each in problem["errors"]]) == (400, ["text"])


@pytest.mark.parametrize(
    "raw",
    [
        b'{"channel":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b"[" * 500_000,
        b'{"a":' * 100_000,
        b"{",
        b"",
        b"\xff\xfe{",
        b"null",
        b"[]",
        b'"x"',
        b'{"channel":"webform","text":1e999999}',
        b'{"channel":"webform","text":"x","version":' + b"9" * 5000 + b"}",
    ],
    ids=["deep", "open", "nested", "half", "empty", "utf-16", "null", "list", "string", "infinite", "digits"],
)
async def test_json_that_is_no_contact_is_400(town: Town, raw: bytes) -> None:
    status, problem = await town.post("/api/v1/contacts", raw)
    assert (status, problem["status"], bool(problem["errors"])) == (400, 400, True)


async def test_every_error_is_listed(town: Town) -> None:
    body = {
        "channel": "pigeon",
        "texd": "x",
        "sender": {"email": "nobody", "age": 4},
        "receivedAt": "gisteren",
        "source_id": "x",
    }
    status, problem = await town.post("/api/v1/contacts", json.dumps(body).encode())
    assert status == 400
    assert {each["field"] for each in problem["errors"]} == {
        "channel",
        "texd",
        "sender.email",
        "sender.age",
        "receivedAt",
        "source_id",
    }
    assert {each["message"] for each in problem["errors"] if each["field"] in ("texd", "sender.age")} == {
        "this field is not known"
    }


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/xml"])
async def test_another_content_type_is_415(town: Town, kind: str) -> None:
    status, problem = await town.post("/api/v1/contacts", b'{"channel":"webform","text":"x"}', **{"Content-Type": kind})
    assert (status, "application/json" in problem["detail"]) == (415, True)


def event(call: str) -> bytes:
    return json.dumps({"event": "queued", "callId": call, "queue": "kcc", "at": "2026-11-02T09:00:00+01:00"}).encode()


SOON = int(time.time())  # noqa: TID251  # a neighbour's own clock
RAW = event("signed")
WRONG = {
    "missing": None,
    "empty": "",
    "another secret": signature(RAW, secret="x"),
    "another body": signature(b"{}"),
    "old": signature(RAW, SOON - 400),
    "future": signature(RAW, SOON + 86_400),
    "no time": "v1=" + "0" * 64,
    "no mac": f"t={SOON}",
    "letters": "t=later,v1=" + "0" * 64,
    "digits of elsewhere": "t=١٢٣,v1=" + "0" * 64,
    "negative": f"t=-{SOON},v1=" + "0" * 64,
    "rubbish": ",,,===",
    "huge": "t=" + "9" * 5000,
}


@pytest.mark.parametrize("header", WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_signature_is_401(town: Town, header: str | None) -> None:
    given = {} if header is None else {"X-Balie-Signature": header}
    assert (await town.post("/api/v1/telephony/events", RAW, **given))[0] == 401


async def test_two_signatures_are_401_and_one_is_202(town: Town) -> None:
    right = signature(RAW)
    headers = [("X-Balie-Signature", right), ("X-Balie-Signature", right), ("Content-Type", "application/json")]
    async with town.session.post("/api/v1/telephony/events", data=RAW, headers=headers) as response:
        assert response.status == 401
    assert (await town.post("/api/v1/telephony/events", RAW, **{"X-Balie-Signature": signature(RAW)}))[0] == 202


async def test_a_signed_body_that_does_not_fit_is_400(town: Town) -> None:
    raw = b'{"event":"queued","callId":"x","at":"2026-11-02T09:00:00","extra":1}'
    status, problem = await town.post("/api/v1/telephony/events", raw, **{"X-Balie-Signature": signature(raw)})
    assert (status, {each["field"] for each in problem["errors"]}) == (400, {"at", "extra"})


async def test_ten_deliveries_at_once_make_one_contact(town: Town, server: Balie) -> None:
    raw = json.dumps(
        {"channel": "webform", "sourceId": "ten-at-once", "text": "Tienvoudigheid in de Dorpsstraat"}
    ).encode()
    headers = {"Authorization": f"Bearer {TOKEN}", **JSON}
    sessions = [
        aiohttp.ClientSession(server.url, connector=aiohttp.TCPConnector(limit=1), headers=headers) for _ in range(4)
    ]
    try:

        async def deliver(session: aiohttp.ClientSession) -> tuple[int, str]:
            async with session.post("/api/v1/contacts", data=raw) as response:
                return response.status, (await response.json())["id"]

        answers = await asyncio.gather(*(deliver(sessions[number % 4]) for number in range(10)))
    finally:
        await asyncio.gather(*(session.close() for session in sessions))
    ((status, id_),) = set(answers)
    assert status == 202
    case = (await town.contact(id_))["caseReference"]
    assert [each["reference"] for each in await town.found("Tienvoudigheid")] == [case]
    async with town.session.get(f"/api/v1/cases/{case}") as response:
        assert len((await response.json())["contacts"]) == 1


async def test_a_key_with_another_body_is_409_and_the_first_stays(town: Town) -> None:
    key = {"Idempotency-Key": "key-1"}
    status, first = await town.post("/api/v1/contacts", b'{"channel":"webform","text":"de eerste"}', **key)
    assert status == 202
    await town.contact(first["id"])
    assert await town.post("/api/v1/contacts", b'{"channel":"webform","text":"de eerste"}', **key) == (202, first)
    status, problem = await town.post("/api/v1/contacts", b'{"channel":"webform","text":"de tweede"}', **key)
    assert (status, first["id"] in problem["detail"]) == (409, True)
    assert (await town.contact(first["id"]))["text"] == "de eerste"


async def test_another_body_before_the_first_is_written_is_never_dropped(town: Town) -> None:
    lines = (
        b'{"channel":"webform","sourceId":"twins","text":"een"}\n{"channel":"webform","sourceId":"twins","text":"twee"}'
    )
    async with town.session.post(
        "/api/v1/contacts/batch", data=lines, headers={"Content-Type": "application/x-ndjson"}
    ) as response:
        first, second = (msgspec.json.decode(line) for line in (await response.read()).splitlines())
    assert first == second
    assert (await town.contact(first["id"]))["text"] == "een"
    async with town.session.get("/api/v1/quarantine") as response:
        held = (await response.json())["items"]
    assert any(first["id"] in each["reason"] for each in held)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (rb'"voor\u0000na"', "voorna"),
        (b'"voor\x00na"', "voorna"),
        (rb'"\ud83d\ude00 lach"', "😀 lach"),
        ('"\u202e\u0645\u0631\u062d\u0628\u0627 gemeente"'.encode(), None),
        (rb'"a\\u0000b"', None),
    ],
    ids=["nul escaped", "nul raw", "pair", "right to left", "escaped backslash"],
)
async def test_odd_text_is_one_contact(town: Town, raw: bytes, kept: str | None) -> None:
    status, answer = await town.post("/api/v1/contacts", contact_of(raw))
    assert status == 202
    found = await town.contact(answer["id"])
    assert found["status"] == "decided"
    assert "\x00" not in found["text"]
    assert kept is None or found["text"] == kept


@pytest.mark.parametrize(
    "raw", [rb'"voor\ud800na"', rb'"voor\udfffna"', rb'"voor\ud800\ud800na"'], ids=["high", "low", "two"]
)
async def test_lone_surrogates_are_taken_out(town: Town, raw: bytes) -> None:
    status, answer = await town.post("/api/v1/contacts", contact_of(raw))
    assert status == 202
    assert (await town.contact(answer["id"]))["text"] == "voorna"


async def test_a_gzipped_body_is_read_or_refused_and_never_blows_up(town: Town) -> None:
    zipped = {"Content-Encoding": "gzip"}
    status, answer = await town.post(
        "/api/v1/contacts", gzip.compress(b'{"channel":"webform","text":"ingepakt"}'), **zipped
    )
    assert status == 202
    assert (await town.contact(answer["id"]))["text"] == "ingepakt"
    assert (await town.post("/api/v1/contacts", gzip.compress(b" " * 50_000_000), **zipped))[0] == 413
    assert (await town.post("/api/v1/contacts", b"no gzip at all", **zipped))[0] == 400


async def test_a_stream_that_is_full_says_when_to_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "MOST_WAITING", 2)
    stream = SqliteStream(tmp_path / "stream.db")
    await stream.open()
    try:
        with pytest.raises(StreamFull):
            await stream.append([Message(b"k", b"v")] * 3)
        await stream.append([Message(b"k", b"v")] * 2)
        assert [entry.offset for entry in await stream.read(0, -1, 10)] == [0, 1]
    finally:
        await stream.close()


async def test_the_loop_was_never_held_for_long(
    town: Town, watcher: subprocess.Popen[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Last of the file: everything above ran while /healthz was asked every ten milliseconds."""
    said, _ = await asyncio.to_thread(watcher.communicate, timeout=30)
    worst, looks = float(said.split()[0]), int(said.split()[1])
    with capsys.disabled():
        print(f"\n/healthz: {looks} looks, the worst took {worst * 1000:.0f} ms")
    assert worst < 1.0
