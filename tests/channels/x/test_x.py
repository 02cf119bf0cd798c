"""X within a budget: off by default, nothing missed when the money of a day is gone, answers never twice."""

import json
from datetime import timedelta

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from router.channels.outgoing import Message
from router.channels.x import adapter
from router.channels.x.listen import mark_of
from router.channels.x.parse import User, parse
from router.channels.x.send import length
from router.channels.x.setting import Setting, names
from router.domain.errors import BadPayload, SendFailed
from router.testing import MONDAY
from router.testing_room import listening, neighbour, room_for

US = "7"


def tweet(number, text="de lamp &amp; paal", author="24", **more):
    return {
        "id": str(number),
        "text": text,
        "author_id": author,
        "created_at": "2026-11-21T19:15:58.000Z",
        "lang": "nl",
        **more,
    }


class Server:
    def __init__(self):
        self.tweets, self.fails, self.posted, self.read, self.token = [], [], [], 0, "x_token"
        self.hangs_up = False

    async def mentions(self, request):
        if self.fails:
            status, headers = self.fails.pop(0)
            return web.Response(status=status, headers=headers)
        if request.headers["Authorization"] != f"Bearer {self.token}":
            return web.json_response({"title": "Unauthorized"}, status=401)
        since, until = int(request.query.get("since_id", 0)), int(request.query.get("until_id", 10**19))
        found = [each for each in self.tweets if since < int(each["id"]) < until][::-1]
        page = found[: int(request.query["max_results"])]
        self.read += len(page)
        users = [{"id": "24", "username": "anna", "name": "Anna", "public_metrics": {"followers_count": 12}}]
        more = {"next_token": "n"} if len(found) > len(page) else {}
        return web.json_response({"data": page, "includes": {"users": users}, "meta": more} if page else {"meta": {}})

    async def post(self, request):
        if self.fails:
            return web.Response(status=self.fails.pop(0)[0])
        self.posted.append(await request.json())
        if self.hangs_up:
            request.transport.close()
        return web.json_response({"data": {"id": "5000"}}, status=201)


@pytest.fixture
async def there():
    server = Server()
    async with neighbour(
        web.get("/2/users/7/mentions", server.mentions), web.post("/2/tweets", server.post)
    ) as address:
        account = {"name": "gemeente", "id": US, "token": "env:X_TOKEN", "reads_per_day": 30}
        server.setting = {"enabled": True, "api": address, "accounts": [account]}
        async with room_for(adapter, server.setting) as (server.room, server.stage):
            yield server


def said(there):
    return [each.source_id for each in there.stage.accepted]


async def test_mentions_since_the_last_one(there):
    there.tweets = [tweet(10)]
    async with listening(adapter.listen, there.room):
        await there.stage.until(lambda: there.stage.slept)
        there.tweets += [tweet(number) for number in range(11, 19)] + [tweet(19, author=US)]
        await there.stage.until(lambda: len(said(there)) == 8)
        count = len(there.stage.slept)
        await there.stage.until(lambda: len(there.stage.slept) > count + 2)
    assert said(there) == [str(number) for number in range(11, 19)]
    contact = there.stage.accepted[0]
    assert (contact.text, contact.sender.handle, contact.wire["followers"]) == ("de lamp & paal", "@anna", "12")
    assert there.read == 10


async def test_when_the_money_is_gone_it_goes_on_tomorrow_without_a_gap(there):
    async with listening(adapter.listen, there.room):
        await there.stage.until(lambda: there.stage.slept)
        there.tweets += [tweet(number) for number in range(1, 76)]
        await there.stage.until(lambda: there.stage.sources["gemeente"].trouble == "spent")
        assert there.read == 30
        there.tweets += [tweet(number) for number in range(76, 81)]
        await there.stage.until(lambda: len(said(there)) == 80)
    assert sorted(map(int, said(there))) == list(range(1, 81))
    assert max(there.stage.slept) > 12 * 3600


async def test_trouble_and_a_restart(there):
    async with listening(adapter.listen, there.room):
        await there.stage.until(lambda: there.stage.slept)
        there.tweets.append(tweet(1))
        there.token = "another"
        await there.stage.until(lambda: there.stage.sources["gemeente"].trouble == "expired")
        there.token = "x_token"
        reset = str(int((there.stage.clock.now() + timedelta(seconds=500)).timestamp()))
        there.fails = [(429, {"x-rate-limit-reset": reset}), (503, {})]
        await there.stage.until(lambda: said(there))
    there.tweets.append(tweet(2))
    async with listening(adapter.listen, there.room):
        await there.stage.until(lambda: len(said(there)) == 2)
    assert said(there) == ["1", "2"]
    assert {"expired", "slowed-down", "failing"} == {code for _, code in there.stage.troubles}


def message(**changes):
    plain = {"id": "KV-1-r1", "to": "@anna", "text": "Dank u", "answers": "10", "wire": {"account": "gemeente"}}
    return Message(**{**plain, **changes})


async def test_an_answer_goes_under_theirs(there):
    assert await adapter.send(there.room, message(), MONDAY) == "5000"
    assert there.posted == [{"text": "Dank u", "reply": {"in_reply_to_tweet_id": "10"}}]


@pytest.mark.parametrize(
    ("changes", "fails", "code", "again"),
    [
        ({"text": "x" * 281}, [], "too-long", False),
        ({"wire": {}}, [], "account-gone", False),
        ({}, [(429, {})], "slowed-down", True),
        ({}, [(403, {})], "refused", False),
        ({}, [(401, {})], "expired", True),
    ],
)
async def test_what_cannot_go_says_so(there, changes, fails, code, again):
    there.fails = fails
    with pytest.raises(SendFailed) as failed:
        await adapter.send(there.room, message(**changes), MONDAY)
    assert (failed.value.code, failed.value.again) == (code, again)


async def test_one_that_was_cut_off_is_not_sent_again(there):
    there.hangs_up = True
    with pytest.raises(SendFailed) as failed:
        await adapter.send(there.room, message(), MONDAY)
    assert (failed.value.code, failed.value.again) == ("cut-off", False)
    assert len(there.posted) == 1


def test_it_is_off_until_it_is_switched_on():
    account = {"name": "gemeente", "id": US, "token": "env:X_TOKEN"}
    off, on = (Setting.model_validate({"accounts": [account], **more}) for more in ({}, {"enabled": True}))
    assert (names(off), names(on)) == ([], ["gemeente"])
    assert off.account("gemeente") is None


@pytest.mark.parametrize(("text", "used"), [("hallo é", 7), ("zie https://x.example/" + "y" * 90, 27), ("漢👍", 4)])
def test_length_is_what_x_weighs(text, used):
    assert length(text) == (used, 280)


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(st.sampled_from([*tweet(1), "referenced_tweets", "public_metrics"]), ANY, st.text(max_size=20))
def test_any_value_anywhere_is_a_contact_or_a_reason(field, one, cursor):
    assert mark_of(cursor).since == "" or cursor
    try:
        found = parse(json.dumps(tweet(1) | {field: one}).encode(), {"24": User("24", "anna")}, MONDAY, "gemeente", US)
        assert found is None or all(isinstance(value, str) for value in found.wire.values())
    except BadPayload as error:
        assert str(error)
