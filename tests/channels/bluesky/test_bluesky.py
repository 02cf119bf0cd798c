"""A server of the network: sessions that wear out, notifications to page through, posts that vanish, answers that go once."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from router.channels.bluesky import adapter
from router.channels.bluesky.facets import facets
from router.channels.bluesky.listen import Mark
from router.channels.bluesky.parse import parse
from router.channels.bluesky.send import LETTERS, length, rkey_of
from router.channels.outgoing import Message
from router.domain.contact import Inbound, Revision
from router.domain.errors import BadPayload, SendFailed, StreamDown
from router.testing import MONDAY
from router.testing_room import listening, neighbour, room_for

RECORDED = Path(__file__).parents[4] / "shared" / "data" / "bluesky-notifications.http"
US, THEM = "did:plc:us", "did:plc:them"


def note(number, text="hallo", at=MONDAY, reason="mention", author=THEM, **record):
    name = "anna.example" if author == THEM else "klaverdam.example"
    return {
        "uri": f"at://{author}/app.bsky.feed.post/3n{number:04}",
        "cid": f"bafy{number}",
        "author": {"did": author, "handle": name, "displayName": "Anna"},
        "reason": reason,
        "record": {"$type": "app.bsky.feed.post", "text": text, "langs": ["nl-NL"], **record},
        "isRead": False,
        "indexedAt": at.isoformat().replace("+00:00", "Z"),
    }


class Server:
    def __init__(self):
        self.notes, self.posts, self.gone, self.hidden, self.fails = [], {}, set(), set(), []
        self.logins, self.renewals, self.seen_at = 0, 0, None
        self.password, self.access, self.refresh = "app_password", "", ""
        self.lose_answers = False

    def routes(self):
        return [
            web.post("/xrpc/com.atproto.server.createSession", self.login),
            web.post("/xrpc/com.atproto.server.refreshSession", self.renew),
            web.get("/xrpc/app.bsky.notification.listNotifications", self.checked(self.listed)),
            web.post("/xrpc/app.bsky.notification.updateSeen", self.checked(self.seen)),
            web.get("/xrpc/app.bsky.feed.getPosts", self.checked(self.get_posts)),
            web.get("/xrpc/com.atproto.repo.getRecord", self.checked(self.get_record)),
            web.post("/xrpc/com.atproto.repo.createRecord", self.checked(self.create)),
            web.get("/xrpc/com.atproto.identity.resolveHandle", self.checked(self.resolve)),
        ]

    async def login(self, request):
        body = await request.json()
        assert body["identifier"] == "klaverdam.example"
        if body["password"] != self.password:
            return web.json_response({"error": "AuthenticationRequired"}, status=401)
        self.logins += 1
        return self.tokens()

    async def renew(self, request):
        if request.headers["Authorization"] != f"Bearer {self.refresh}":
            return web.json_response({"error": "ExpiredToken"}, status=400)
        self.renewals += 1
        return self.tokens()

    def tokens(self):
        number = self.logins + self.renewals
        self.access, self.refresh = f"access-{number}", f"refresh-{number}"
        return web.json_response({"accessJwt": self.access, "refreshJwt": self.refresh, "did": US, "handle": "x"})

    def checked(self, answer):
        async def handle(request):
            if self.fails:
                status, headers = self.fails.pop(0)
                return web.Response(status=status, headers=headers)
            if request.headers["Authorization"] != f"Bearer {self.access}":
                return web.json_response({"error": "ExpiredToken"}, status=400)
            return await answer(request)

        return handle

    async def listed(self, request):
        assert request.query.getall("reasons") == ["mention", "reply", "quote"]
        ordered = sorted(self.notes, key=lambda each: each["indexedAt"], reverse=True)
        start, limit = int(request.query.get("cursor", 0)), int(request.query["limit"])
        more = {"cursor": str(start + limit)} if len(ordered) > start + limit else {}
        return web.json_response({"notifications": ordered[start : start + limit], **more})

    async def seen(self, request):
        self.seen_at = (await request.json())["seenAt"]
        return web.Response()

    async def get_posts(self, request):
        uris = request.query.getall("uris")
        assert len(uris) <= 25
        return web.json_response({"posts": [{"uri": each} for each in uris if each not in self.gone | self.hidden]})

    async def get_record(self, request):
        uri = f"at://{request.query['repo']}/{request.query['collection']}/{request.query['rkey']}"
        known = uri in self.posts or (uri in {each["uri"] for each in self.notes} and uri not in self.gone)
        if not known:
            return web.json_response({"error": "RecordNotFound"}, status=400)
        return web.json_response({"uri": uri, "cid": "c", "value": self.posts.get(uri, {})})

    async def create(self, request):
        body = await request.json()
        uri = f"at://{body['repo']}/{body['collection']}/{body['rkey']}"
        if uri in self.posts:
            return web.json_response({"error": "InvalidRequest"}, status=400)
        self.posts[uri] = body["record"]
        if self.lose_answers:
            request.transport.close()
        return web.json_response({"uri": uri, "cid": "c"})

    async def resolve(self, request):
        if request.query["handle"] != "anna.example":
            return web.json_response({"error": "InvalidRequest"}, status=400)
        return web.json_response({"did": THEM})


@pytest.fixture
async def there():
    server = Server()
    async with neighbour(*server.routes()) as address:
        account = {"name": "gemeente", "handle": "klaverdam.example", "password": "env:APP_PASSWORD", "server": address}
        server.setting = {"accounts": [account]}
        yield server


@pytest.fixture
async def here(there):
    async with room_for(adapter, there.setting) as (room, stage):
        stage.room = room
        yield stage


def said(stage):
    return [event.text for event in stage.accepted if isinstance(event, Inbound)]


async def test_mentions_come_in_once_and_are_seen_there(there, here):
    there.notes.append(note(0, "van gisteren", MONDAY - timedelta(days=1)))
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        for number in range(1, 251):
            there.notes.append(note(number, str(number), here.clock.now() + timedelta(seconds=number)))
        there.notes.append(note(900, "like", here.clock.now(), reason="like"))
        there.notes.append(note(901, "onszelf", here.clock.now(), author=US))
        await here.until(lambda: len(said(here)) == 250)
        count = len(here.slept)
        await here.until(lambda: len(here.slept) > count + 25)
    assert said(here) == [str(number) for number in range(1, 251)]
    assert there.seen_at.endswith("Z")
    assert there.logins == 1


async def test_what_was_indexed_late_is_not_missed(there, here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        there.notes.append(note(2, "twee", here.clock.now()))
        await here.until(lambda: said(here))
        there.notes.append(note(1, "een", here.clock.now() - timedelta(minutes=2)))
        await here.until(lambda: said(here) == ["twee", "een"])


async def test_worn_out_tokens_are_renewed_and_a_new_password_is_asked_for(there, here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        there.access = "elsewhere"
        await here.until(lambda: there.renewals == 1)
        there.access = there.refresh = "elsewhere"
        await here.until(lambda: there.logins == 2)
        there.access = there.refresh = "elsewhere"
        there.password = "changed"
        await here.until(lambda: here.sources["gemeente"].trouble == "expired")
        there.notes.append(note(1, "na het herstel", here.clock.now()))
        there.password = "app_password"
        await here.until(lambda: said(here))
        await here.until(lambda: here.sources["gemeente"].trouble is None)
    assert said(here) == ["na het herstel"]


async def test_slowed_down_failing_and_full(there, here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        there.notes.append(note(1, "x", here.clock.now()))
        reset = str(int((here.clock.now() + timedelta(seconds=300)).timestamp()))
        there.fails += [(429, {"RateLimit-Reset": reset}), (500, {}), (502, {})]
        here.refusal = StreamDown("down")
        await here.until(lambda: {"slowed-down", "failing"} <= {code for _, code in here.troubles})
        count = len(here.slept)
        await here.until(lambda: len(here.slept) > count + 1)
        here.refusal = None
        await here.until(lambda: said(here))
    assert said(here) == ["x"]


async def test_a_restart_goes_on_and_a_removal_is_honoured(there, here):
    async with listening(adapter.listen, here.room):
        await here.until(lambda: here.slept)
        there.notes += [note(number, str(number), here.clock.now()) for number in (1, 2, 3)]
        await here.until(lambda: len(said(here)) == 3)
        await here.until(lambda: len(Mark.read(here.sources["gemeente"].cursor).recent) == 3)
    first = here.accepted[0]
    there.gone.add(there.notes[0]["uri"])
    there.hidden.add(there.notes[1]["uri"])
    there.notes.append(note(4, "4", here.clock.now()))
    del here.accepted[:]
    async with listening(adapter.listen, here.room):
        await here.until(lambda: any(isinstance(each, Revision) for each in here.accepted))
        await here.until(lambda: len(here.slept) > 8)
    (removal,) = (each for each in here.accepted if isinstance(each, Revision))
    assert (removal.contact, removal.text) == (first.id, None)
    assert said(here) == ["4"]


def answer(**changes):
    wire = {"account": "gemeente", "cid": "bafy1", "rootUri": "at://r", "rootCid": "bafyr"}
    plain = {"id": "KV-1-r1", "to": "@anna.example", "text": "Dank u", "answers": note(1)["uri"], "wire": wire}
    return Message(**{**plain, **changes})


async def test_an_answer_stands_in_the_thread_once(there, here):
    uri = await adapter.send(here.room, answer(), MONDAY)
    assert await adapter.send(here.room, answer(), MONDAY + timedelta(hours=1)) == uri
    (post,) = there.posts.values()
    assert post["reply"] == {
        "root": {"uri": "at://r", "cid": "bafyr"},
        "parent": {"uri": note(1)["uri"], "cid": "bafy1"},
    }
    assert (post["langs"], post["createdAt"]) == (["nl"], "2026-11-23T09:00:00.000Z")


async def test_an_answer_whose_answer_was_lost_is_not_posted_again(there, here):
    there.lose_answers = True
    uri = await adapter.send(here.room, answer(), MONDAY)
    assert list(there.posts) == [uri]


async def test_names_and_links_can_be_clicked(there, here):
    text = "Één dank @anna.example en @niemand.example, zie https://klaverdam.example/é."
    await adapter.send(here.room, answer(text=text), MONDAY)
    ((_, post),) = there.posts.items()
    marked = [text.encode()[f["index"]["byteStart"] : f["index"]["byteEnd"]].decode() for f in post["facets"]]
    assert marked == ["@anna.example", "https://klaverdam.example/é"]
    assert post["facets"][0]["features"][0]["did"] == THEM


@pytest.mark.parametrize(
    ("changes", "fails", "code", "again"),
    [
        ({"text": "x" * 301}, [], "too-long", False),
        ({"wire": {"account": "weg"}}, [], "account-gone", False),
        ({}, [(429, {})], "slowed-down", True),
        ({}, [(503, {}), (503, {})], "failing", True),
    ],
)
async def test_what_cannot_go_says_so(there, here, changes, fails, code, again):
    there.fails = fails
    with pytest.raises(SendFailed) as failed:
        await adapter.send(here.room, answer(**changes), MONDAY)
    assert (failed.value.code, failed.value.again) == (code, again)
    assert there.posts == {}


def test_length_is_what_a_reader_counts():
    assert length("👨‍👩‍👧‍👦é") == (2, 300)


@given(st.text(max_size=60))
def test_a_key_is_one_the_network_takes(key):
    found = rkey_of(key)
    assert len(found) == 13
    assert set(found) <= set(LETTERS)
    assert found == rkey_of(key)
    assert found[0] in "234567abcdefghij"


@given(
    st.lists(
        st.sampled_from(["é", "👩‍👧", " ", "@anna.example", "https://x.example/a?b=ü", "(", ").", "@", "\n"]),
        max_size=12,
    )
)
def test_every_facet_lies_on_whole_letters(parts):
    text = "".join(parts)
    for facet in facets(text, {"anna.example": THEM}):
        piece = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]].decode()
        assert piece.startswith(("@", "https://"))


def read(body):
    return parse(json.dumps(body).encode(), MONDAY, "gemeente", US)


def test_a_reply_to_us_joins_its_thread_and_to_others_does_not():
    def reply(parent):
        ref = {"uri": f"at://{parent}/app.bsky.feed.post/1", "cid": "c"}
        return read(note(1, reply={"root": {"uri": "at://root", "cid": "r"}, "parent": ref}))

    assert reply(US).reply_to == (f"at://{US}/app.bsky.feed.post/1",)
    assert reply("did:plc:other").reply_to == ()
    assert (reply(US).wire["rootUri"], reply(US).wire["visibility"]) == ("at://root", "public")
    assert (read(note(1)).wire["rootUri"], read(note(1)).language) == (note(1)["uri"], "nl")


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


@given(st.sampled_from(sorted(note(1))), ANY, st.sampled_from(["text", "langs", "reply"]), ANY)
def test_any_value_anywhere_is_a_contact_or_a_reason(field, one, of_record, other):
    body = note(1) | {field: one}
    if isinstance(body["record"], dict):
        body["record"] = body["record"] | {of_record: other}
    try:
        found = read(body)
        assert found is None or (found.source_id and found.received_at <= MONDAY)
    except BadPayload as error:
        assert str(error)


@given(st.binary(max_size=100))
def test_any_bytes_are_a_reason(body):
    with pytest.raises(BadPayload):
        parse(body, MONDAY)


@pytest.mark.skipif(not RECORDED.exists(), reason="the recordings are not part of this repository")
def test_the_real_recording():
    listed = json.loads(RECORDED.read_bytes().decode().replace("\r\n", "\n").split("\n\n", 1)[1])
    (contact,) = map(read, listed["notifications"])
    assert contact.text.startswith("@gemeente.test")
    assert contact.sender.handle == "@burger.test"
    assert contact.received_at == datetime(2026, 11, 21, 19, 15, 58, 165000, tzinfo=UTC)
