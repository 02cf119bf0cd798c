"""Meta's deliveries: signed, in batches, with echoes and repeats; and answers within the day that Meta gives."""

import gzip
import hmac
import json
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from hypothesis import given
from hypothesis import strategies as st

from router.channels.meta import adapter, receive
from router.channels.meta.parse import parse
from router.channels.meta.receive import is_signed
from router.channels.meta.setting import Setting
from router.channels.outgoing import Message
from router.domain.contact import Inbound, Receipt, Revision
from router.domain.errors import BadPayload, SendFailed, StreamFull
from router.testing import MONDAY
from router.testing_room import listening, neighbour, room_for

AT = int(MONDAY.timestamp())
PAGE, INSTA, NUMBER = "1001", "2002", "3003"
SETTING = {
    "app_secret": "env:APP_SECRET",
    "old_app_secret": "env:OLD_SECRET",
    "verify_token": "env:VERIFY",
    "accounts": [
        {"name": "pagina", "kind": "page", "id": PAGE, "token": "env:PAGE_TOKEN", "silent_after": "1 day"},
        {"name": "insta", "kind": "instagram", "id": INSTA, "token": "env:INSTA_TOKEN"},
        {"name": "whatsapp", "kind": "whatsapp", "id": NUMBER, "token": "env:WA_TOKEN"},
    ],
}


def delivery(kind, *entries):
    return {"object": kind, "entry": list(entries)}


def talk(mid="m_1", text="De lamp is stuk", who="24", **more):
    return {"sender": {"id": who}, "recipient": {"id": PAGE}, "timestamp": AT * 1000, "message": {"mid": mid, "text": text, **more}}  # fmt: skip


def page(*messaging, changes=()):
    return delivery("page", {"id": PAGE, "time": AT, "messaging": list(messaging), "changes": list(changes)})


def feed(**value):
    plain = {
        "item": "comment",
        "verb": "add",
        "from": {"id": "24", "name": "Anna"},
        "post_id": "1001_7",
        "comment_id": "7_9",
    }
    return {"field": "feed", "value": {**plain, "message": "De lamp is stuk", "created_time": AT, **value}}


def whatsapp(messages=(), statuses=(), contacts=None):
    people = [{"profile": {"name": "Anna"}, "wa_id": "31612345678", "user_id": "NL.1349"}]
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": NUMBER}, "contacts": contacts or people}
    value |= {"messages": list(messages), "statuses": list(statuses)}
    return delivery("whatsapp_business_account", {"id": "55", "changes": [{"field": "messages", "value": value}]})


def text(id="wamid.A", body="De lamp is stuk", **more):
    return {"from": "31612345678", "id": id, "timestamp": str(AT), "type": "text", "text": {"body": body}, **more}


class Graph:
    def __init__(self):
        self.asked, self.answers, self.posted = [], [], []

    async def handle(self, request):
        name = {PAGE: "page_token", INSTA: "insta_token", NUMBER: "wa_token"}
        self.asked.append(request.path)
        token = request.headers["Authorization"].removeprefix("Bearer ")
        assert token in name.values()
        assert request.query["appsecret_proof"] == hmac.new(b"app_secret", token.encode(), "sha256").hexdigest()
        if self.answers:
            status, body = self.answers.pop(0)
            return web.json_response(body, status=status)
        if request.method == "POST":
            self.posted.append((request.path, await request.json()))
            return web.json_response({"message_id": "m_out"} if "messages" in request.path else {"id": "out"})
        if "mentioned_comment" in request.query.get("fields", ""):
            said = {"id": "178", "text": "@klaverdam kijk", "timestamp": "2026-11-21T19:15:58+0000", "username": "bo"}
            return web.json_response({"mentioned_comment": said, "id": INSTA})
        return web.json_response({"id": request.path.rpartition("/")[2]})


def served(room):
    async def handle(request):
        return await adapter.serve(room, request, request.match_info["tail"])

    return handle


@pytest.fixture
async def here():
    there = Graph()
    async with (
        neighbour(web.route("*", "/v23.0/{tail:.*}", there.handle)) as address,
        room_for(adapter, SETTING | {"graph": address}) as (room, stage),
        neighbour(web.route("*", "/channels/meta/{tail:.*}", served(room))) as us,
        ClientSession() as session,
    ):
        stage.room, stage.graph, stage.us, stage.session = room, there, f"{us}/channels/meta/webhook", session
        yield stage


async def deliver(here, body, secret="app_secret", **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    signed = {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), raw, "sha256").hexdigest()}
    async with here.session.post(here.us, data=raw, headers={**signed, **headers}) as response:
        return response.status


def contacts(here):
    return [each for each in here.accepted if isinstance(each, Inbound)]


async def test_the_handshake(here):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify"}
    async with here.session.get(here.us, params=asked) as response:
        assert (response.status, await response.text()) == (200, "1158201444")
    for wrong in ({"hub.verify_token": "x"}, {"hub.mode": "x"}, {"hub.challenge": "<script>"}):
        async with here.session.get(here.us, params=asked | wrong) as response:
            assert response.status == 403


async def test_a_private_message(here):
    assert await deliver(here, page(talk())) == 200
    (contact,) = contacts(here)
    assert (contact.text, contact.source_id, contact.received_at) == ("De lamp is stuk", "m_1", MONDAY)
    assert (contact.wire["kind"], contact.wire["visibility"], contact.wire["to"]) == ("messenger", "direct", "24")
    assert contact.wire["replyBefore"] == (MONDAY + timedelta(days=1)).isoformat()
    assert "24" not in contact.message_id.split(":")
    assert here.sources["pagina"].spoke_at == MONDAY
    assert here.sources["pagina"].silent_after == 86400


async def test_who_goes_on_today_or_tomorrow_stays_in_one_talk(here):
    await deliver(here, page(talk("m_1"), talk("m_2"), talk("m_3", who="25")))
    one, two, other = contacts(here)
    assert one.message_id == two.message_id != other.message_id
    assert one.message_id in two.reply_to
    later = talk("m_4") | {"timestamp": (AT + 86400) * 1000}
    here.clock.advance(timedelta(days=1))
    await deliver(here, page(later))
    assert one.message_id in contacts(here)[3].reply_to


async def test_only_signed_bytes_are_believed(here):
    raw = json.dumps(page(talk())).encode()
    good = "sha256=" + hmac.new(b"app_secret", raw, "sha256").hexdigest()
    assert await deliver(here, raw, secret="old_secret") == 200
    for headers in (
        {"X-Hub-Signature-256": good.replace("sha256=", "sha1=")},
        {"X-Hub-Signature-256": good[:-1] + "x"},
        {"X-Hub-Signature-256": "é"},
        {"X-Hub-Signature-256": ""},
    ):
        assert await deliver(here, raw, **headers) == 403
    assert await deliver(here, raw, secret="another") == 403
    assert await deliver(here, gzip.compress(raw), **{"Content-Encoding": "gzip"}) in (403, 415)
    async with here.session.post(here.us, data=raw) as response:
        assert response.status == 403
    again = json.dumps(json.loads(raw), indent=1).encode()
    assert await deliver(here, again, **{"X-Hub-Signature-256": good}) == 403
    assert not is_signed(raw, [good, good], ["app_secret"])
    assert len(contacts(here)) == 1


async def test_a_batch_of_a_thousand_with_one_that_nobody_understands(here):
    messaging = [talk(f"m_{number}") for number in range(999)]
    messaging.insert(500, {"sender": {"id": 5}, "message": "?"})
    assert await deliver(here, page(*messaging)) == 200
    assert len(contacts(here)) == 999
    assert len(here.originals) == 1


async def test_echoes_and_what_is_ours_are_dropped_and_repeats_have_one_id(here):
    await deliver(
        here, page(talk(is_echo=True), talk(who=PAGE), changes=[feed(**{"from": {"id": PAGE, "name": "Klaverdam"}})])
    )
    assert here.accepted == []
    for _ in range(2):
        await deliver(here, page(talk()))
    assert len({(each.id, each.digest) for each in contacts(here)}) == 1


async def test_comments_on_the_page(here):
    await deliver(
        here,
        page(changes=[feed(), feed(verb="edited", message="Nu niet meer"), feed(verb="remove"), feed(item="like")]),
    )
    comment, edit, removal = here.accepted
    assert (comment.sender.name, comment.sender.handle) == ("Anna", "facebook:24")
    assert (comment.wire["kind"], comment.wire["visibility"]) == ("comment", "public")
    assert comment.url == "https://www.facebook.com/7_9"
    assert (edit.contact, edit.text, removal.contact, removal.text) == (comment.id, "Nu niet meer", comment.id, None)


async def test_a_message_taken_back_or_edited(here):
    edit = {
        "sender": {"id": "24"},
        "timestamp": AT * 1000,
        "message_edit": {"mid": "m_1", "text": "anders", "num_edit": 1},
    }
    await deliver(here, page(talk(), edit, talk(text=None, is_deleted=True)))
    contact, edited, removed = here.accepted
    assert (edited.contact, edited.text) == (contact.id, "anders")
    assert (removed.contact, removed.text) == (contact.id, None)


async def test_a_mention_on_instagram_is_fetched_with_its_words(here):
    mention = {"field": "mentions", "value": {"media_id": "5", "comment_id": "178"}}
    comment = {
        "field": "comments",
        "value": {"id": "179", "text": "mooi", "from": {"id": "9", "username": "cas"}, "media": {"id": "6"}},
    }
    ours = {"field": "comments", "value": {"id": "180", "text": "dank", "from": {"id": INSTA, "username": "klaverdam"}}}
    body = delivery("instagram", {"id": INSTA, "time": AT, "changes": [mention, comment, ours]})
    here.graph.answers.append((500, {"error": {"code": 2}}))
    assert await deliver(here, body) == 503
    assert here.accepted == []
    assert await deliver(here, body) == 200
    found = {each.source_id: each for each in contacts(here)}
    assert (found["178"].text, found["178"].sender.handle, found["178"].wire["media"]) == (
        "@klaverdam kijk",
        "@bo",
        "5",
    )
    assert (found["179"].text, found["179"].sender.handle) == ("mooi", "@cas")
    assert set(found) == {"178", "179"}
    here.graph.answers.append((400, {"error": {"code": 100, "error_subcode": 33}}))
    assert await deliver(here, body) == 200


async def test_whatsapp_with_a_number_and_without(here):
    hidden = text("wamid.B", **{"from_user_id": "NL.1349"})
    del hidden["from"]
    picture = text("wamid.C", type="image", image={"caption": "kijk"}) | {"text": None}
    reply = text("wamid.D", context={"id": "wamid.out"})
    reaction = text("wamid.E", type="reaction")
    await deliver(here, whatsapp([text(), hidden, picture, reply, reaction]))
    number, without, seen, replied = contacts(here)
    assert (number.sender.phone, number.sender.name, number.sender.handle) == ("+31612345678", "Anna", None)
    assert (without.sender.phone, without.sender.handle, without.wire["to"]) == (None, "whatsapp:NL.1349", "NL.1349")
    assert seen.text == "kijk"
    assert replied.reply_to[0] == "wamid.out"


async def test_what_became_of_our_message(here):
    states = [
        {"id": "wamid.out", "status": "delivered", "timestamp": str(AT)},
        {"id": "wamid.out", "status": "failed", "timestamp": str(AT), "errors": [{"code": 131047}]},
        {"id": "wamid.out", "status": "sent", "timestamp": str(AT)},
    ]
    await deliver(here, whatsapp(statuses=states))
    await deliver(here, page({"sender": {"id": "24"}, "delivery": {"mids": ["m_out"]}, "timestamp": AT * 1000}))
    found = [(each.message_id, str(each.state), each.code) for each in here.accepted if isinstance(each, Receipt)]
    assert found == [("wamid.out", "delivered", ""), ("wamid.out", "failed", "131047"), ("m_out", "delivered", "")]


async def test_when_nothing_can_be_taken_meta_comes_back(here):
    here.refusal = StreamFull("full")
    assert await deliver(here, page(talk())) == 503
    here.refusal = None
    assert await deliver(here, page(talk())) == 200


async def test_what_is_no_delivery_is_kept_and_not_asked_for_again(here, monkeypatch):
    assert await deliver(here, b"[]") == 200
    assert await deliver(here, delivery("page", {"id": "999", "messaging": [talk()]})) == 200
    assert len(here.originals) == 2
    monkeypatch.setattr(receive, "MOST", 1000)
    assert await deliver(here, b"x" * 1001) == 413
    async with here.session.post(here.us.replace("webhook", "other"), data=b"{}") as response:
        assert response.status == 404


async def test_a_token_that_expires_raises_an_alarm_until_it_is_mended(here):
    here.graph.answers += [(400, {"error": {"code": 190}})] * 3
    async with listening(adapter.listen, here.room):
        await here.until(lambda: "expired" in {source.trouble for source in here.sources.values()})
        await here.until(lambda: len(here.sources) == 3 and not any(each.trouble for each in here.sources.values()))


def message(kind="messenger", account="pagina", answers="m_1", **wire):
    told = {"account": account, "kind": kind, "to": "24", "replyBefore": (MONDAY + timedelta(hours=1)).isoformat()}
    return Message(id="KV-1-r1", to="@anna", text="Dank u", answers=answers, wire=told | wire)


@pytest.mark.parametrize(
    ("out", "path", "body"),
    [
        (message(), f"/v23.0/{PAGE}/messages", {"recipient": {"id": "24"}, "messaging_type": "RESPONSE", "message": {"text": "Dank u"}}),
        (message("comment", answers="7_9"), "/v23.0/7_9/comments", {"message": "Dank u"}),
        (message("ig-comment", "insta", "179"), "/v23.0/179/replies", {"message": "Dank u"}),
        (message("ig-mention", "insta", "178", media="5"), f"/v23.0/{INSTA}/mentions", {"media_id": "5", "comment_id": "178", "message": "Dank u"}),
        (
            message("whatsapp", "whatsapp", "wamid.A", to="31612345678"),
            f"/v23.0/{NUMBER}/messages",
            {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "31612345678", "type": "text",
             "text": {"body": "Dank u"}, "context": {"message_id": "wamid.A"}},
        ),
    ],
)  # fmt: skip
async def test_an_answer_goes_the_way_it_came(here, out, path, body):
    assert await adapter.send(here.room, out, MONDAY)
    assert here.graph.posted == [(path, body)]


@pytest.mark.parametrize(
    ("out", "answer", "code", "again"),
    [
        (message(replyBefore=MONDAY.isoformat()), None, "window-closed", False),
        (message(replyBefore=""), None, "window-closed", False),
        (message("comment", answers="../me"), None, "gone", False),
        (message(account="weg"), None, "account-gone", False),
        (message(), (400, {"error": {"code": 10, "error_subcode": 2018278}}), "window-closed", False),
        (message(), (400, {"error": {"code": 190}}), "expired", True),
        (message(), (400, {"error": {"code": 613}}), "slowed-down", True),
        (message(), (500, {}), "failing", True),
        (message(), (400, {"error": {"code": 100}}), "refused", False),
    ],
)
async def test_what_cannot_go_says_so(here, out, answer, code, again):
    here.graph.answers += [answer] if answer else []
    with pytest.raises(SendFailed) as failed:
        await adapter.send(here.room, out, MONDAY)
    assert (failed.value.code, failed.value.again) == (code, again)
    assert here.graph.posted == []


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "mid", "text", "from", "field", "value", "message", "is_echo"]), inner, max_size=3
        )
    ),
)


@given(ANY, ANY, st.sampled_from(["page", "instagram", "whatsapp_business_account", "x"]))
def test_anything_is_told_or_a_reason(one, other, kind):
    setting = Setting.model_validate(SETTING)
    value = {"metadata": {"phone_number_id": NUMBER}, "messages": [other, text() | {"text": one}], "statuses": [one]}
    for field in ("feed", "comments", "mentions", "messages"):
        for said in (other, value):
            changes = [{"field": field, "value": said}]
            for id in (PAGE, INSTA):
                entry = {"id": id, "time": one, "messaging": [other, talk() | {"message": one}], "changes": changes}
                told = parse(json.dumps(delivery(kind, entry, one)).encode(), setting, MONDAY)
                assert all(isinstance(each, Inbound | Revision | Receipt) for each in told.events)


@given(st.binary(max_size=100))
def test_any_bytes_are_a_reason(body):
    with pytest.raises(BadPayload):
        parse(body, Setting.model_validate(SETTING), MONDAY)
