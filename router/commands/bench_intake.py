"""The bench of taking contacts in: durable POSTs, beside bare aiohttp with a group commit of the same durability.

The sender is this process, with requests made beforehand and as little work an answer as can be, so that the server is what is measured.
"""

import asyncio
import gc
import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from router.commands.bench_intake_server import TOKEN, TOPIC, Task, serve
from router.commands.bench_servers import servers_for_bench
from router.simulate.corpus import records

CONNECTIONS, SENDERS = 32, 4  #: of single posts, and of batches
LINES = 200  #: in a batch
START_SECONDS, ROUNDS = 60.0, 3
Figures = list[tuple[str, float, str, float | None]]


def bench_intake(count: int, profile: bool, *, kafka: bool = False) -> Figures:
    """Name, figure, unit, and what it is compared with. Of each the best of some rounds, ours and bare in turn."""
    bodies = [msgspec.json.encode(body) for body in records(7, count)]
    singles = [_request("/api/v1/contacts", body) for body in bodies]
    lots = [bodies[first : first + LINES] for first in range(0, count, LINES)]
    batches = [_request("/api/v1/contacts/batch", b"\n".join(lot)) for lot in lots]
    gc.collect()
    gc.freeze()
    best: dict[tuple[str, bool], float] = {}
    with servers_for_bench() if kafka else nullcontext() as servers:
        url = servers.kafka if servers else ""
        if url:
            asyncio.run(_topic(url))
        for bare in (False, True) * ROUNDS:
            for name, requests, connections in (("single", singles, CONNECTIONS), ("batch", batches, SENDERS)):
                spent = _measured(url, bare, requests, connections, profile=False)
                best[name, bare] = max(best.get((name, bare), 0.0), count / spent)
        if profile:
            _measured(url, False, singles, CONNECTIONS, profile=True)
            _measured(url, False, batches, SENDERS, profile=True)
    return [
        (f"{name}, {said}", best[name, False], "contacts/s", best[name, True])
        for name, said in (("single", f"{CONNECTIONS} connections"), ("batch", f"{LINES} lines"))
    ]


def _request(path: str, body: bytes) -> bytes:
    kind = "application/x-ndjson" if path.endswith("batch") else "application/json"
    head = f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {TOKEN}\r\nContent-Type: {kind}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def _measured(kafka: str, bare: bool, requests: Sequence[bytes], connections: int, *, profile: bool) -> float:
    """Seconds."""
    with (
        tempfile.TemporaryDirectory(prefix="balie-bench-") as folder,
        _serving(Task(Path(folder), kafka, bare, profile)) as port,
    ):
        return asyncio.run(_send(port, requests, connections))


@contextmanager
def _serving(task: Task) -> Iterator[int]:
    spawn = multiprocessing.get_context("spawn")
    pipe, theirs = spawn.Pipe()
    process = spawn.Process(target=serve, args=(task, theirs), daemon=True)
    process.start()
    try:
        yield _port(pipe)
        pipe.send("end")
        process.join(START_SECONDS)
    finally:
        process.kill()


def _port(pipe: Connection) -> int:
    assert pipe.poll(START_SECONDS), "the server does not start"
    return int(pipe.recv())


async def _topic(url: str) -> None:
    """For the bare producer, with as many partitions as ours."""
    from aiokafka.admin import AIOKafkaAdminClient, NewTopic

    from router.stream.kafka_url import PARTITIONS, Address

    admin = AIOKafkaAdminClient(**Address.parse(url).client)
    await admin.start()
    await admin.create_topics([NewTopic(TOPIC, PARTITIONS, 1)])
    await admin.close()


async def _send(port: int, requests: Sequence[bytes], connections: int) -> float:
    """Each connection sends its next when the one before was answered. Raises AssertionError for any answer but 202."""
    loop, left = asyncio.get_running_loop(), iter(requests)
    senders = [(await loop.create_connection(lambda: _Sender(left), "127.0.0.1", port))[1] for _ in range(connections)]
    began = time.perf_counter()
    for sender in senders:
        sender.next()
    await asyncio.gather(*(sender.done for sender in senders))
    return time.perf_counter() - began


class _Sender(asyncio.Protocol):
    def __init__(self, left: Iterator[bytes]) -> None:
        self._left, self._had = left, b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def next(self) -> None:
        request = next(self._left, None)
        if request is not None:
            self._transport.write(request)
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._had += data
        head, blank, body = self._had.partition(b"\r\n\r\n")
        if not blank or len(body) < int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]):
            return
        if not head.startswith(b"HTTP/1.1 202"):
            self.done.set_exception(AssertionError(self._had[:500]))
            return
        self._had = b""
        self.next()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(error or ConnectionResetError("the server hung up"))
