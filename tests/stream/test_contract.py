"""What router.stream.base promises, for every implementation."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from router.domain.errors import StreamDown, StreamFull
from router.stream.base import Message
from router.stream.sqlite import MOST_WAITING
from tests.stream.kinds import KINDS, opens_of

ROOT = Path(__file__).parents[2]

# Appends one message at a time and says so after each; killed in the midst of it.
APPENDER = """
import asyncio, sys
from pathlib import Path
import structlog
from router.stream.base import Message
from tests.stream.kinds import opens_of
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
async def main():
    stream = await opens_of(sys.argv[1], Path(sys.argv[2]), sys.argv[3]).open()
    for number in range(1_000_000):
        await stream.append([Message(b"key", str(number).encode())])
        print(number, flush=True)
asyncio.run(main())
"""


@pytest.fixture(params=KINDS)
def opens(request, tmp_path):
    """One stream: `await opens.open()` gives a hand on it, and again one after a restart."""
    return opens_of(request.param, tmp_path, request.getfixturevalue("kafka_url") if request.param == "kafka" else "")


@pytest.fixture
async def stream(opens):
    stream = await opens.open()
    yield stream
    await stream.close()


def messages(*values):
    return [Message(b"key", str(value).encode()) for value in values]


async def values(stream, after=-1):
    """All there is, however many reads that takes."""
    found = []
    while entries := await stream.read(0, after, 10_000):
        found += [int(entry.value) for entry in entries]
        after = entries[-1].offset
    return found


class TestAppend:
    async def test_keeps_the_order_of_one_call_and_of_calls(self, stream):
        await stream.append(messages(0, 1, 2))
        await stream.append(messages(3))
        assert await values(stream) == [0, 1, 2, 3]

    async def test_keeps_the_order_in_which_many_asked_at_once(self, stream):
        await asyncio.gather(*(stream.append(messages(2 * each, 2 * each + 1)) for each in range(2000)))
        assert await values(stream) == list(range(4000))

    async def test_takes_nothing_and_any_bytes(self, stream):
        await stream.append([])
        await stream.append([Message(b"", b"\x00\xff"), Message(b"key", b"")])
        assert [entry.value for entry in await stream.read(0, -1, 9)] == [b"\x00\xff", b""]

    async def test_refuses_whole_what_does_not_fit(self, stream):
        with pytest.raises(StreamFull, match="send this again"):
            await stream.append(messages(*range(MOST_WAITING + 1)))
        assert await values(stream) == []

    async def test_takes_again_after_it_was_full(self, stream):
        most = asyncio.create_task(stream.append(messages(*range(MOST_WAITING))))
        await asyncio.sleep(0)
        with pytest.raises(StreamFull):
            await stream.append(messages(0))
        await most
        await stream.append(messages(0))
        assert len(await values(stream)) == MOST_WAITING + 1

    async def test_what_was_acknowledged_survives_a_kill(self, opens):
        process = subprocess.Popen(  # noqa: ASYNC220
            [sys.executable, "-c", APPENDER, type(opens).__name__.lower(), str(opens.folder), opens.url],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        with process:
            while (acknowledged := int(process.stdout.readline())) < 20:
                pass
            os.kill(process.pid, signal.SIGKILL)
            acknowledged = max([acknowledged, *(int(line) for line in process.stdout if line.endswith(b"\n"))])
        stream = await opens.open()
        found = await values(stream)
        await stream.close()
        assert found == list(range(len(found)))
        assert len(found) > acknowledged


class TestRead:
    async def test_begins_behind_an_offset(self, stream):
        await stream.append(messages(*range(10)))
        offsets = [entry.offset for entry in await stream.read(0, -1, 100)]
        assert offsets == sorted(set(offsets))
        assert await values(stream, after=offsets[6]) == [7, 8, 9]
        assert await values(stream, after=offsets[-1]) == []

    async def test_gives_no_more_than_asked(self, stream):
        await stream.append(messages(*range(10)))
        assert [int(entry.value) for entry in await stream.read(0, -1, 3)] == [0, 1, 2]

    async def test_goes_on_with_the_same_offsets_after_opening_again(self, opens):
        for number in range(3):
            stream = await opens.open()
            await stream.append(messages(number))
            entries = await stream.read(stream.partitions[0], -1, 9)
            await stream.close()
        assert [(entry.offset - entries[0].offset, int(entry.value)) for entry in entries] == [(0, 0), (1, 1), (2, 2)]


class TestArrival:
    async def test_wakes_when_something_comes(self, stream):
        await stream.append(messages(0))
        last = (await stream.read(0, -1, 9))[-1].offset
        waiting = asyncio.create_task(stream.arrival(0, last))
        await asyncio.sleep(0)
        assert not waiting.done()
        await stream.append(messages(1))
        await waiting
        assert await values(stream, after=last) == [1]

    async def test_wakes_all_who_wait(self, stream):
        waiting = [asyncio.create_task(stream.arrival(0, -1)) for _ in range(3)]
        await asyncio.sleep(0)
        await stream.append(messages(0))
        await asyncio.gather(*waiting)

    async def test_returns_at_once_for_what_lay_there_before_opening(self, opens):
        for _ in range(2):
            stream = await opens.open()
            await stream.append(messages(0))
            await stream.close()
        stream = await opens.open()
        await stream.arrival(0, -1)
        await stream.close()


class TestShared:
    async def test_gives_each_partition_its_work_until_it_is_cancelled(self, stream):
        begun, ended = asyncio.Queue(), []

        async def work(partition, leave):
            begun.put_nowait(partition)
            await leave.wait()
            ended.append(partition)

        sharing = asyncio.create_task(stream.shared(work))
        assert await begun.get() == 0
        assert list(stream.partitions) == [0]
        sharing.cancel()
        await asyncio.gather(sharing, return_exceptions=True)
        assert ended == [0]

    async def test_reads_what_comes(self, stream):
        found = asyncio.Queue()

        async def work(partition, leave):
            reading = asyncio.create_task(read_on(partition))
            await leave.wait()
            reading.cancel()

        async def read_on(partition):
            after = -1
            while True:
                for entry in await stream.read(partition, after, 2):
                    found.put_nowait(int(entry.value))
                    after = entry.offset
                await stream.arrival(partition, after)

        sharing = asyncio.create_task(stream.shared(work))
        for number in range(7):
            await stream.append(messages(number))
        assert [await found.get() for _ in range(7)] == list(range(7))
        sharing.cancel()
        await asyncio.gather(sharing, return_exceptions=True)

    async def test_ends_with_the_error_of_a_work(self, stream):
        async def work(partition, leave):
            raise ValueError("the work")

        with pytest.raises(ValueError, match="the work"):
            await stream.shared(work)


class TestClose:
    async def test_writes_what_was_accepted_and_answers_who_waits(self, opens):
        stream = await opens.open()
        appends = [asyncio.create_task(stream.append(messages(each))) for each in range(3000)]
        await asyncio.sleep(0)
        await stream.close()
        await asyncio.gather(*appends)
        stream = await opens.open()
        assert await values(stream) == list(range(3000))
        await stream.close()

    async def test_answers_one_whose_write_is_under_way(self, opens):
        stream = await opens.open()
        append = asyncio.create_task(stream.append(messages(0)))
        for _ in range(3):  # the writer has taken it and its commit runs
            await asyncio.sleep(0)
        await stream.close()
        await asyncio.wait_for(append, 5)

    async def test_takes_nothing_more(self, opens):
        stream = await opens.open()
        await stream.close()
        with pytest.raises(StreamDown):
            await stream.append(messages(0))
