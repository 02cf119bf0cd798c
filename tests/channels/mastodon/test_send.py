"""An answer in the thread: once, and for no more people than the post it answers."""

import pytest
from aiohttp import web

from router.channels.mastodon import adapter
from router.channels.mastodon.send import length
from router.channels.outgoing import Message
from router.domain.errors import SendFailed
from router.testing import MONDAY
from router.testing_room import neighbour, room_for

WIRE = {"account": "gemeente", "visibility": "unlisted"}


class Server:
    def __init__(self):
        self.statuses, self.answer = {}, 200

    async def post(self, request):
        if self.answer != 200:
            return web.Response(status=self.answer)
        assert request.headers["Authorization"] == "Bearer mast_token"
        key, body = request.headers["Idempotency-Key"], await request.json()
        found = self.statuses.setdefault(key, {"id": str(500 + len(self.statuses)), **body})
        return web.json_response(found)


@pytest.fixture
async def there():
    server = Server()
    async with neighbour(web.post("/api/v1/statuses", server.post)) as address:
        setting = {"accounts": [{"name": "gemeente", "server": address, "token": "env:MAST_TOKEN"}]}
        async with room_for(adapter, setting) as (server.room, server.stage):
            yield server


def message(**changes):
    plain = {
        "id": "KV-1-reply-1",
        "to": "@anna@mastodon.example",
        "text": "Dank u, wij gaan kijken.",
        "answers": "91",
        "wire": WIRE,
    }
    return Message(**{**plain, **changes})


async def test_it_goes_into_the_thread_once(there):
    ids = {await adapter.send(there.room, message(), MONDAY) for _ in range(2)}
    assert ids == {"500"}
    assert there.statuses["KV-1-reply-1"] == {
        "id": "500",
        "status": "@anna@mastodon.example Dank u, wij gaan kijken.",
        "visibility": "unlisted",
        "language": "nl",
        "in_reply_to_id": "91",
    }


@pytest.mark.parametrize(
    ("said", "goes"), [("public", "public"), ("direct", "direct"), ("circle", "direct"), (None, "direct")]
)
async def test_it_is_never_seen_by_more_people(there, said, goes):
    wire = {"account": "gemeente", **({"visibility": said} if said else {})}
    await adapter.send(there.room, message(wire=wire), MONDAY)
    assert there.statuses["KV-1-reply-1"]["visibility"] == goes


@pytest.mark.parametrize(
    ("status", "code", "again"),
    [
        (500, "failing", True),
        (429, "slowed-down", True),
        (401, "expired", True),
        (404, "gone", False),
        (422, "refused", False),
    ],
)
async def test_what_goes_wrong_says_whether_to_try_again(there, status, code, again):
    there.answer = status
    with pytest.raises(SendFailed) as failed:
        await adapter.send(there.room, message(), MONDAY)
    assert (failed.value.code, failed.value.again) == (code, again)
    assert there.stage.troubles == ([("gemeente", "expired")] if code == "expired" else [])


async def test_what_cannot_go_is_not_tried(there):
    for wrong, code in (({"text": "x" * 600}, "too-long"), ({"wire": {"account": "weg"}}, "account-gone")):
        with pytest.raises(SendFailed, match=code):
            await adapter.send(there.room, message(**wrong), MONDAY)
    assert there.statuses == {}


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("hallo", 5),
        ("zie https://www.klaverdam.example/een/heel/lang/adres?met=vragen", 4 + 23),
        ("@anna@mastodon.example dag", 9),
        ("mail aan info@klaverdam.example", 31),
        ("👨‍👩‍👧‍👦 é", 3),
    ],
)
def test_length_is_counted_as_mastodon_does(text, used):
    assert length(text) == (used, 468)
