"""GET /wallboard/events: the first board at once, news within a second or so, one rendering for all screens."""

import asyncio
import json
import time

from sqlalchemy.exc import OperationalError

from router.domain.change import Change
from router.testing import case_file
from router.web.wallboard import events


class Screen:
    """One open stream, read event by event."""

    def __init__(self, answer):
        self.answer = answer

    async def next(self, wanted):
        """The next event of this kind, as (id, data); a fragment is named by its place."""
        while True:
            event = (await self.answer.content.readuntil(b"\n\n")).decode().splitlines()
            identity, name, data = (line.partition(": ")[2] for line in event[:3])
            said = json.loads(data)
            if wanted in (name, said.get("id")):
                return int(identity), said.get("html", "")


async def screen(wall, **query):
    answer = await wall.client.get("/wallboard/events", params=query)
    assert answer.headers["Content-Type"] == "text/event-stream"
    return Screen(answer)


async def case_comes_in(wall, number):
    case = case_file(reference=f"KV-2611-{number:04}").case
    await wall.site.news.tell(await wall.store.apply([Change(cases=((None, case),))]))


class TestStream:
    async def test_the_first_board_comes_at_once_with_a_ping_and_a_pulse(self, wall):
        shown = await screen(wall, lang="en")
        cursor, html = await shown.next("board")
        assert cursor == 0 and html.startswith('<div class="stack" id="board">')
        await shown.next("ping")
        assert 'data-figure="age" data-value="0"' in (await shown.next("pulse"))[1]

    async def test_news_is_shown_with_its_cursor_and_not_more_than_once_a_second(self, wall):
        shown = await screen(wall, lang="en")
        await shown.next("board")
        begun, seen, number = time.monotonic(), [], 0
        while len(seen) < 2:
            board = asyncio.ensure_future(shown.next("board"))
            while not board.done():
                number += 1
                await case_comes_in(wall, number)
                await asyncio.wait([board], timeout=0.1)
            seen.append(await board)
        assert time.monotonic() - begun >= 2 * events.PACE - 0.2
        assert 0 < seen[0][0] < seen[1][0] <= wall.site.news.cursor

    async def test_all_screens_share_one_reading_and_one_rendering_a_language(self, wall, monkeypatch):
        read, rendered = [], []
        real_read, real_values = events._read, events.values
        monkeypatch.setattr(events, "_read", lambda site: read.append(1) or real_read(site))
        monkeypatch.setattr(events, "values", lambda *given: rendered.append(given[-1]) or real_values(*given))
        screens = [await screen(wall, lang=language) for language in ("nl", "en", "nl", "en", "nl")]
        boards = [(await each.next("board"))[1] for each in screens]
        assert (len(read), sorted(rendered)) == (1, ["en", "nl"])
        assert boards[0] == boards[2] == boards[4] and boards[1] == boards[3]


class TestEnd:
    async def test_a_screen_that_leaves_ends_its_stream(self, wall):
        shown = await screen(wall)
        await shown.next("board")
        shown.answer.close()
        handlers = [task for task in asyncio.all_tasks() if "RequestHandler.start" in repr(task)]
        assert handlers
        async with asyncio.timeout(5):
            await asyncio.wait(handlers)

    async def test_a_server_that_stops_does_not_wait_for_its_screens(self, wall):
        shown = await screen(wall)
        await shown.next("board")
        async with asyncio.timeout(20):
            await wall.client.server.close()

    async def test_a_register_that_cannot_be_read_ends_the_stream_and_not_the_server(self, wall, monkeypatch):
        async def broken(site):
            raise OperationalError("select", {}, Exception("disk"))

        monkeypatch.setattr(events, "_read", broken)
        shown = await screen(wall)
        assert await shown.answer.content.read() == b""
