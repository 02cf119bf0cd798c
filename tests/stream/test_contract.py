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
from router.stream.sqlite import MOST_WAITING, SqliteStream


async def sqlite_stream(folder):
    stream = SqliteStream(folder / "stream.db")
    await stream.open()
    return stream


IMPLEMENTATIONS = {"sqlite": sqlite_stream}  # another implementation is one line here

CODE = Path(__file__).read_bytes()

# Appends one message at a time and says so after each; killed in the midst of it.
APPENDER = """
import asyncio, sys
from pathlib import Path
from router.stream.base import Message
from tests_stream_contract import IMPLEMENTATIONS
async def main():
    stream = await IMPLEMENTATIONS[sys.argv[1]](Path(sys.argv[2]))
    for number in range(1_000_000):
        await stream.append([Message(b"key", str(number).encode())])
        print(number, flush=True)
asyncio.run(main())
"""


@pytest.fixture(params=IMPLEMENTATIONS)
def kind(request):
    return request.param


@pytest.fixture
async def stream(kind, tmp_path):
    stream = await IMPLEMENTATIONS[kind](tmp_path)
    yield stream
    await stream.close()


def messages(*values):
    return [Message(b"key", str(value).encode()) for value in values]


async def values(stream, after=-1, limit=10_000):
    return [int(entry.value) for entry in await stream.read(0, after, limit)]


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
        assert len(await values(stream, limit=MOST_WAITING + 9)) == MOST_WAITING + 1

    async def test_what_was_acknowledged_survives_a_kill(self, kind, tmp_path):
        (tmp_path / "tests_stream_contract.py").write_bytes(CODE)
        process = subprocess.Popen(  # noqa: ASYNC220
            [sys.executable, "-c", APPENDER, kind, str(tmp_path)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2])])},
        )
        with process:
            while (acknowledged := int(process.stdout.readline())) < 20:
                pass
            os.kill(process.pid, signal.SIGKILL)
            acknowledged = max([acknowledged, *(int(line) for line in process.stdout if line.endswith(b"\n"))])
        stream = await IMPLEMENTATIONS[kind](tmp_path)
        found = await values(stream, limit=1_000_000)
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
        assert await values(stream, limit=3) == [0, 1, 2]

    async def test_goes_on_with_the_same_offsets_after_opening_again(self, kind, tmp_path):
        for number in range(3):
            stream = await IMPLEMENTATIONS[kind](tmp_path)
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

    async def test_returns_at_once_for_what_lay_there_before_opening(self, kind, tmp_path):
        for _ in range(2):
            stream = await IMPLEMENTATIONS[kind](tmp_path)
            await stream.append(messages(0))
            await stream.close()
        stream = await IMPLEMENTATIONS[kind](tmp_path)
        await stream.arrival(0, -1)
        await stream.close()


class TestClose:
    async def test_writes_what_was_accepted_and_answers_who_waits(self, kind, tmp_path):
        stream = await IMPLEMENTATIONS[kind](tmp_path)
        appends = [asyncio.create_task(stream.append(messages(each))) for each in range(3000)]
        await asyncio.sleep(0)
        await stream.close()
        await asyncio.gather(*appends)
        stream = await IMPLEMENTATIONS[kind](tmp_path)
        assert await values(stream) == list(range(3000))
        await stream.close()

    async def test_answers_one_whose_write_is_under_way(self, kind, tmp_path):
        stream = await IMPLEMENTATIONS[kind](tmp_path)
        append = asyncio.create_task(stream.append(messages(0)))
        for _ in range(3):  # the writer has taken it and its commit runs
            await asyncio.sleep(0)
        await stream.close()
        await asyncio.wait_for(append, 5)

    async def test_takes_nothing_more(self, kind, tmp_path):
        stream = await IMPLEMENTATIONS[kind](tmp_path)
        await stream.close()
        with pytest.raises(StreamDown):
            await stream.append(messages(0))
