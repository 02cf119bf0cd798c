"""A server that streams, polls, forgets, slows down and hangs up; nothing is missed and nothing comes twice."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from router.channels.mastodon import adapter
from router.channels.mastodon.listen import stream_of
from router.channels.mastodon.mark import LOOKED_AFTER, Mark
from router.channels.sse import Events, Sent, TooLong
from router.domain.contact import EDITED, Inbound, Revision
from router.domain.errors import StreamFull
from router.logbook import KeptLogbook
from router.store.views.sources import source_named
from router.testing import MONDAY
from router.testing_room import listening, neighbour, room_for
from router.testing_town import town_in

MENTION = json.loads((Path(__file__).parent / "mention.json").read_text())


class Server:
    """As much of Mastodon as we use. `fails` holds answers to give first; with `streams` off there is only the poll."""

    def __init__(self):
        self.notes, self.gone, self.fails, self.asked = [], set(), [], []
        self.streams, self.token = True, "mast_token"
        self.open = []  # streams: queues of bytes; None hangs up

    def mention(self, number, text="hallo", *, tell=True, **status):
        note = MENTION | {"id": str(number), "status": MENTION["status"] | {
            "id": f"9{number}", "content": f"<p>{text}</p>", "created_at": "2026-11-01T10:00:00Z", **status}}  # fmt: skip
        self.notes.append(note)
        if tell:
            self.tell("notification", json.dumps(note))
        return note

    def tell(self, event, data):
        for queue in self.open:
            queue.put_nowait(f"event: {event}\ndata: {data}\n\n".encode())

    def hang_up(self, last=b""):
        for queue in self.open:
            queue.put_nowait(last)
            queue.put_nowait(None)
        self.open.clear()

    def routes(self):
        return [
            web.get("/api/v2/instance", self.instance),
            web.get("/api/v1/accounts/verify_credentials", self.checked(lambda request: {"id": "1"})),
            web.get("/api/v1/notifications", self.checked(self.page)),
            web.get("/api/v1/statuses/{id}", self.checked(self.status)),
            web.get("/api/v1/streaming/user", self.stream),
        ]

    async def instance(self, request):
        return web.json_response({"configuration": {"urls": {"streaming": f"ws://{request.host}"}}})

    def checked(self, answer):
        async def handle(request):
            self.asked.append(request.path_qs)
            if self.fails:
                status, headers = self.fails.pop(0)
                return web.Response(status=status, headers=headers)
            if request.headers["Authorization"] != f"Bearer {self.token}":
                return web.json_response({"error": "The access token was revoked"}, status=401)
            found = answer(request)
            return web.json_response(found) if found is not None else web.json_response({"error": "x"}, status=404)

        return handle

    def page(self, request):
        assert request.query.getall("types[]") == ["mention"]
        after, limit = int(request.query.get("min_id", -1)), int(request.query["limit"])
        found = [note for note in self.notes if int(note["id"]) > after and note["status"]["id"] not in self.gone]
        part = found[:limit] if "min_id" in request.query else found[-limit:]
        return part[::-1]

    def status(self, request):
        name = request.match_info["id"]
        return None if name in self.gone else {"id": name}

    async def stream(self, request):
        if not self.streams or request.headers["Authorization"] != f"Bearer {self.token}":
            return web.Response(status=404)
        response, queue = web.StreamResponse(headers={"Content-Type": "text/event-stream"}), asyncio.Queue()
        await response.prepare(request)
        await response.write(b":)\n")
        self.open.append(queue)
        while (piece := await queue.get()) is not None:
            await response.write(piece)
        return response


@pytest.fixture
async def there():
    server = Server()
    async with neighbour(*server.routes()) as address:
        server.setting = {
            "accounts": [{"name": "gemeente", "server": address, "token": "env:MAST_TOKEN", "silent_after": "2 days"}]
        }
        yield server
        server.hang_up()


@pytest.fixture
async def here(there):
    async with room_for(adapter, there.setting) as (room, stage):
        stage.room = room
        yield stage


def said(stage):
    return [event.text for event in stage.accepted if isinstance(event, Inbound)]


async def test_what_was_before_us_is_not_ours_and_what_streams_in_is(there, here):
    there.mention(3, "oud", tell=False)
    async with listening(adapter.listen, here.room):
        await here.until(lambda: there.open)
        there.mention(4, "nieuw")
        await here.until(lambda: said(here) == ["nieuw"])
        await here.until(lambda: here.sources["gemeente"].cursor == "4 94")
    source = here.sources["gemeente"]
    assert (source.spoke_at, source.silent_after) == (here.clock.now(), 2 * 86400)


async def test_where_nothing_streams_it_is_polled(there, here):
    there.streams = False
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        for number in range(1, 100):
            there.mention(number, str(number))
        await here.until(lambda: len(said(here)) == 99)
        await here.until(lambda: len(here.slept) > 5)
    assert said(here) == [str(number) for number in range(1, 100)]
    assert set(here.slept) == {15.0}


async def test_a_stream_cut_off_in_an_event_loses_nothing(there, here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: there.open)
        there.mention(1, "een")
        await here.until(lambda: said(here) == ["een"])
        there.mention(2, "twee", tell=False)
        there.hang_up(b'event: notification\ndata: {"id": "2", "type": "ment')
        await here.until(lambda: said(here) == ["een", "twee"])
        await here.until(lambda: there.open)
        there.mention(3, "drie")
        await here.until(lambda: len(said(here)) == 3)
    assert said(here) == ["een", "twee", "drie"]


async def test_the_later_of_two_may_be_told_first(there, here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: there.open)
        for number, told in ((1, True), (2, False), (3, True)):
            there.mention(number, str(number), tell=told)
        await here.until(lambda: len(said(here)) >= 2)
        there.hang_up()
        await here.until(lambda: len(said(here)) == 3)
    assert sorted(said(here)) == ["1", "2", "3"]


async def test_a_minute_of_errors_and_a_request_to_slow_down(there, here):
    there.streams = False
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        there.mention(1)
        there.fails += [(429, {"Retry-After": "37"})] + [(500, {})] * 5
        await here.until(lambda: said(here))
        await here.until(lambda: here.sources["gemeente"].trouble is None)
    assert 37.0 in here.slept
    assert {code for _, code in here.troubles} == {"slowed-down", "failing"}
    backed_off = [each for each in here.slept if each not in (15.0, 37.0)]
    assert backed_off == sorted(backed_off)
    assert len(said(here)) == 1


async def test_a_moment_to_come_back_at_is_honoured(there, here):
    there.streams = False
    reset = (here.clock.now() + timedelta(seconds=100)).isoformat().replace("+00:00", ".5Z")
    there.fails.append((429, {"X-RateLimit-Reset": reset}))
    async with listening(adapter.listen, here.room):
        await here.until(lambda: 15.0 in here.slept)
    assert here.slept[0] == 100.5


async def test_a_token_that_expires_raises_an_alarm_until_it_is_mended(there, here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: there.open)
        there.token = "another"
        there.hang_up()
        there.mention(1)
        await here.until(lambda: here.sources["gemeente"].trouble == "expired")
        there.token = "mast_token"
        await here.until(lambda: said(here))
        await here.until(lambda: here.sources["gemeente"].trouble is None)
    assert len(said(here)) == 1


async def test_nothing_is_read_past_while_we_can_take_nothing(there, here):
    there.streams = False
    async with listening(adapter.listen, here.room):
        await here.until(lambda: "gemeente" in here.sources)
        here.refusal = StreamFull("full")
        there.mention(1)
        await here.until(lambda: any(each != 15.0 for each in here.slept))
        assert here.sources["gemeente"].cursor == "0"
        here.refusal = None
        await here.until(lambda: said(here))
    assert here.troubles == []


async def test_edits_and_removals_that_are_told(there, here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: there.open)
        note = there.mention(1, "eerst")
        await here.until(lambda: said(here))
        edited = note["status"] | {"content": "<p>daarna</p>", "edited_at": "2026-11-02T10:00:00Z"}
        for _ in range(2):
            there.tell("status.update", json.dumps(edited))
        there.tell("delete", "91")
        await here.until(lambda: len(here.accepted) == 3)
        await here.until(lambda: here.sources["gemeente"].cursor == "1")
    first, edit, removal = here.accepted
    assert isinstance(edit, Revision)
    assert (edit.contact, edit.text, edit.at.day) == (first.id, "daarna", 2)
    assert (removal.contact, removal.text) == (first.id, None)


async def test_edits_and_removals_while_we_were_away(there, here):
    there.streams = False
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        for number in (1, 2, 3):
            there.mention(number)
        await here.until(lambda: len(said(here)) == 3)
    there.notes[0]["status"] |= {"content": "anders", "edited_at": "2026-11-03T10:00:00Z"}
    there.gone.add("92")
    del here.accepted[:]
    async with listening(adapter.listen, here.room):
        await here.until(lambda: len(here.accepted) == 2)
        count = len(here.slept)
        await here.until(lambda: len(here.slept) > count + 3)
    assert [(each.contact, each.text) for each in here.accepted] == [
        (here.accepted[0].contact, "anders"), (here.accepted[1].contact, None)]  # fmt: skip
    assert here.sources["gemeente"].cursor == "3 91 93"


async def test_after_a_restart_it_goes_on_where_it_was(there, tmp_path):
    async with town_in(tmp_path) as town:
        for numbers in ((1, 2), (3, 4, 5)):
            read = lambda name: source_named(town.store.engine, name)  # noqa: E731
            logbook = KeptLogbook("mastodon", read, town.store.apply, town.clock.now)
            accepted = []

            async def accept(events, accepted=accepted):
                await town.accept(*events)
                accepted.extend(events)

            async with room_for(adapter, there.setting, town.clock, logbook=logbook, accept=accept) as (room, stage):
                there.streams = False
                if numbers[0] == 1:
                    async with listening(adapter.listen, room):
                        await stage.until(lambda stage=stage: stage.slept)
                for number in numbers:
                    there.mention(number, f"bericht {number}", account={"id": str(number), "acct": f"a{number}"})
                async with listening(adapter.listen, room):
                    await stage.until(lambda stage=stage: len(stage.slept) > 3)
            assert len(accepted) == len(numbers)
        await town.settle()
        assert len(await town.contacts()) == 5
        assert (await source_named(town.store.engine, "mastodon/gemeente")).cursor.startswith("5 ")


def test_the_mark_is_bounded_and_forgives():
    mark = Mark.read("7 1 2")
    assert mark == Mark(7, ("1", "2"))
    for number in range(100):
        mark = mark.past(str(number), f"9{number}")
    assert (mark.last, len(mark.recent)) == (99, LOOKED_AFTER)
    assert Mark.read(str(mark)) == mark
    assert Mark.read("") == Mark.read("x 1") == Mark()


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ({"configuration": {"urls": {"streaming": "wss://stream.example"}}}, "https://stream.example"),
        ({"configuration": {"urls": {"streaming": "ws://stream.example"}}}, "https://home.example"),
        ({"configuration": {"urls": {"streaming": "wss://stream.example/?x=1"}}}, "https://home.example"),
        ({"configuration": []}, "https://home.example"),
        ({}, "https://home.example"),
    ],
)
def test_the_token_goes_nowhere_unsafe(said, address):
    assert stream_of(json.dumps(said).encode(), "https://home.example") == address


def test_a_mention_tells_how_far_it_reaches(there):
    there.mention(1, visibility="direct", replies_count=2, reblogs_count=3, edited_at="2026-11-01T10:00:00Z")
    (contact,) = adapter.webhook(json.dumps(there.notes[0]).encode(), MONDAY)
    assert contact.wire["visibility"] == "direct"
    assert (contact.wire["replies"], contact.wire["reposts"]) == ("2", "3")
    assert EDITED in contact.wire


@given(st.lists(st.binary(max_size=40)), st.integers(1, 7))
def test_events_come_the_same_however_the_wire_cuts_them(lines, size):
    body = b"\n".join(lines)
    whole, cut = Events(), Events()
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    assert whole.feed(body) == [sent for piece in pieces for sent in cut.feed(piece)]


def test_an_event_is_bounded_and_has_lines():
    assert Events().feed(b": hi\r\nevent: a\r\ndata: 1\r\ndata:2\r\n\r\nid: 3\n\n") == [
        Sent("", b""),
        Sent("a", b"1\n2"),
    ]
    with pytest.raises(TooLong):
        Events().feed(b"data: " + b"x" * 3_000_000)
