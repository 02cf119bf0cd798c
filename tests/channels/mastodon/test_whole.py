"""From a mention to an answer in its thread, and what they say to that: one case."""

import json
from pathlib import Path

from aiohttp import web

from router.channels.mastodon import adapter
from router.channels.mastodon.parse import parse
from router.testing import MONDAY
from router.testing_room import neighbour, room_for
from router.testing_town import town_in

MENTION = json.loads((Path(__file__).parent / "mention.json").read_text())


async def test_a_mention_is_answered_in_its_thread_and_the_talk_stays_one_case(tmp_path):
    posted = []

    async def post(request):
        posted.append(await request.json())
        return web.json_response({"id": "777"})

    async with (
        town_in(tmp_path) as town,
        neighbour(web.post("/api/v1/statuses", post)) as address,
        room_for(adapter, {"accounts": [{"name": "gemeente", "server": address, "token": "env:T"}]}, town.clock) as (
            room,
            _,
        ),
    ):
        town.speaks_over("mastodon")
        note = MENTION | {"status": MENTION["status"] | {"visibility": "unlisted"}}
        (contact,) = adapter.webhook(json.dumps(note).encode(), MONDAY)
        await town.accept(contact)
        await town.settle()
        case = await town.case_of(contact)
        await town.acts.claim(case.reference, town.actor())
        await town.acts.reply(case.reference, town.actor(), "Wij kijken ernaar.")
        await town.deliver()
        ((name, message),) = town.neighbours.said
        assert await adapter.send(room, message, town.clock.now()) == "777"
        assert (name, posted[0]["in_reply_to_id"], posted[0]["visibility"]) == (
            "mastodon",
            contact.source_id,
            "unlisted",
        )
        answer = json.loads(json.dumps(note))
        answer["status"] |= {
            "id": "99",
            "content": "Dank!",
            "in_reply_to_id": "mastodon-1",
            "in_reply_to_account_id": "1",
        }
        (after,) = parse(json.dumps(answer).encode(), MONDAY, "gemeente", "1")
        await town.accept(after)
        await town.settle()
        assert (await town.case_of(after)).reference == case.reference
