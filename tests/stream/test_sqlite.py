"""What is the file's own: a disk that is full, a last write that was torn, and a log that is not the one the register has read."""

import asyncio
import shutil

import pytest
import structlog

from router.domain.errors import StreamDown
from router.stream.base import Message
from router.stream.sqlite import SqliteStream
from tests.stream.test_contract import messages, values

HEADER, FRAME = 32, 24 + 4096  #: bytes at the start of a write-ahead log, and of each page in it


@pytest.fixture
async def stream(tmp_path):
    stream = SqliteStream(tmp_path / "stream.db")
    await stream.open()
    yield stream
    await stream.close()


async def offsets(stream, after=-1):
    return [(entry.offset, int(entry.value)) for entry in await stream.read(0, after, 100)]


async def may_grow_to(stream, pages):
    """As large as it is now, and so many pages more."""
    size = stream._writer.execute("PRAGMA page_count").fetchone()[0]
    stream._writer.execute(f"PRAGMA max_page_count={size + pages}")


async def test_on_a_full_disk_nothing_is_half_written_and_it_goes_on_once_there_is_room(stream):
    await stream.append(messages(0, 1))
    await may_grow_to(stream, 0)
    large = Message(b"key", b"7" * 50_000)
    under_way = [stream.append([*messages(2), large]), stream.append([large]), stream.append([large])]
    said = await asyncio.gather(*under_way, return_exceptions=True)
    assert [type(each) for each in said] == [StreamDown] * 3
    assert "full" in str(said[0])
    assert await values(stream) == [0, 1]
    await may_grow_to(stream, 1000)
    await stream.append(messages(2))
    assert await offsets(stream) == [(0, 0), (1, 1), (2, 2)]


@pytest.mark.parametrize("torn", ["cut", "overwritten", "begun"])
async def test_of_a_torn_write_nothing_is_left_and_all_before_it_is(stream, tmp_path, torn):
    for number in range(3):
        await stream.append(messages(number))
    (folder := tmp_path / "copy").mkdir()
    shutil.copy(tmp_path / "stream.db", folder)
    wal = bytearray((tmp_path / "stream.db-wal").read_bytes())
    assert (len(wal) - HEADER) % FRAME == 0
    if torn == "overwritten":
        wal[-2000:-1000] = b"\xff" * 1000
    else:
        del wal[-FRAME + (10 if torn == "begun" else 4000) :]
    (folder / "stream.db-wal").write_bytes(wal)
    after = SqliteStream(folder / "stream.db")
    await after.open()
    assert await values(after) == [0, 1]
    await after.append(messages(9))
    assert await offsets(after) == [(0, 0), (1, 1), (2, 9)]
    await after.close()


class TestAnotherLog:
    async def test_a_new_one_goes_on_behind_what_was_read(self, stream):
        with structlog.testing.capture_logs() as said:
            await stream.go_on_behind(99)
        assert [(each["event"], each["read"], each["log_level"]) for each in said] == [
            ("stream.behind-register", 99, "critical")
        ]
        assert await offsets(stream, 99) == []
        await stream.append(messages(7, 8))
        assert await offsets(stream, 99) == [(100, 7), (101, 8)]

    async def test_an_older_one_is_read_again_and_keeps_its_order(self, stream):
        await stream.append(messages(*range(5)))
        await stream.go_on_behind(6)
        await stream.append(messages(5))
        assert await offsets(stream, 6) == [(7, 0), (8, 1), (9, 2), (10, 3), (11, 4), (12, 5)]
        assert await offsets(stream) == await offsets(stream, 6)

    async def test_the_one_that_was_read_stays_as_it_is(self, stream):
        await stream.append(messages(0, 1))
        with structlog.testing.capture_logs() as said:
            for read in (-1, 0, 1):
                await stream.go_on_behind(read)
        assert said == []
        assert await offsets(stream) == [(0, 0), (1, 1)]
