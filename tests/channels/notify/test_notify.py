"""Against a small Notify on loopback that checks the token, the template and the fields, and can refuse."""

from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import OctKey
from pydantic import ValidationError

from router.channels.base import Room
from router.channels.notify import adapter
from router.channels.notify.setting import NotifySetting
from router.channels.notify.status import knows
from router.channels.outgoing import Message
from router.domain.contact import Receipt
from router.domain.errors import SendFailed
from router.testing import MONDAY

SERVICE, SECRET = "11111111-2222-3333-4444-555555555555", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
SMS, MAIL = "5f2ed2a6-1b0c-4a39-9f0a-0d2b7a1c8e11", "6f2ed2a6-1b0c-4a39-9f0a-0d2b7a1c8e12"
KEYS = {"env:KEY": f"balie-{SERVICE}-{SECRET}", "env:CALLBACK": "open sesame"}


class Notify:
    """As the service is: it believes a token for thirty seconds, and takes nothing without its template's fields."""

    def __init__(self):
        self.took, self.answer, self.now = [], None, MONDAY

    async def take(self, request):
        if self.answer == "hang-up":
            request.transport.close()
            return web.Response()
        if self.answer:
            return web.json_response({"errors": []}, status=self.answer)
        scheme, _, token = request.headers["Authorization"].partition(" ")
        said = jwt.decode(token, OctKey.import_key(SECRET), algorithms=["HS256"]).claims
        fresh = abs(self.now.timestamp() - said["iat"]) <= 30
        if scheme != "Bearer" or said["iss"] != SERVICE or not fresh:
            return web.json_response({"errors": [{"error": "AuthError"}]}, status=403)
        body = await request.json()
        self.took.append((request.match_info["kind"], body))
        return web.json_response({"id": f"n-{len(self.took)}", "reference": body["reference"]}, status=201)


@pytest.fixture
async def notify():
    service = Notify()
    app = web.Application()
    app.router.add_post("/v2/notifications/{kind}", service.take)
    async with TestServer(app) as server, ClientSession() as session:
        service.accepted = []

        async def accept(events):
            service.accepted += events

        service.room = Room(
            setting=setting(f"http://127.0.0.1:{server.port}"), accept=accept, keep_original=None, read_original=None,
            now=lambda: MONDAY, sleep=None, http=lambda: session, secret=KEYS.__getitem__, logbook=None, region="NL",
            public_url="", municipality=lambda: None,
        )  # fmt: skip
        yield service


def setting(address, **changes):
    plain = {"base": address, "key": "env:KEY", "templates": {"sms": SMS, "email": MAIL}, "callback": "env:CALLBACK"}
    return NotifySetting.model_validate({**plain, **changes})


def message(**changes):
    return Message(**{"id": "KV-1-text", "to": "+31612345678", "text": "Bel ons.", **changes})


async def test_a_text_message(notify):
    assert await adapter.send(notify.room, message(), MONDAY) == "n-1"
    assert notify.took == [
        ("sms", {"phone_number": "+31612345678", "template_id": SMS, "personalisation": {"text": "Bel ons."}, "reference": "KV-1-text"})
    ]  # fmt: skip


async def test_a_mail_in_place_of_the_relay(notify):
    await adapter.send(notify.room, message(to="an@kl.example", subject="Ontvangen"), MONDAY)
    ((kind, body),) = notify.took
    assert (kind, body["email_address"], body["template_id"]) == ("email", "an@kl.example", MAIL)
    assert body["personalisation"] == {"subject": "Ontvangen", "text": "Bel ons."}


@pytest.mark.parametrize(
    ("answer", "code", "again", "unsure"),
    [
        (400, "refused", False, False),
        (403, "notify-login", True, False),
        (429, "slowed-down", True, False),
        (500, "failing", True, False),
        ("hang-up", "cut-off", False, True),
    ],
)
async def test_what_it_refuses(notify, answer, code, again, unsure):
    notify.answer = answer
    with pytest.raises(SendFailed) as error:
        await adapter.send(notify.room, message(), MONDAY)
    assert (error.value.code, error.value.again, error.value.unsure) == (code, again, unsure)


async def test_an_old_token_a_wrong_key_and_no_template(notify):
    with pytest.raises(SendFailed, match="notify-login"):
        await adapter.send(notify.room, message(), MONDAY - timedelta(minutes=1))
    with pytest.raises(SendFailed, match="notify-key"):
        await adapter.send(replace(notify.room, secret=lambda name: "not a key"), message(), MONDAY)
    only = replace(notify.room, setting=setting("https://notify.example", templates={"email": MAIL}))
    with pytest.raises(SendFailed, match="notify-template"):
        await adapter.send(only, message(), MONDAY)


async def told(room, status, token="open sesame", body=None, tail="status"):
    app = web.Application()

    async def meet(request):
        return await adapter.serve(room, request, request.match_info["tail"])

    app.router.add_post("/{tail}", meet)
    async with TestServer(app) as server, ClientSession() as session:
        headers = {"Authorization": f"Bearer {token}"}
        data = body or {"id": "n-1", "reference": "KV-1-text", "to": "+31612345678", "status": status}
        async with session.post(server.make_url(f"/{tail}"), json=data, headers=headers) as response:
            return response.status


async def test_what_became_of_it(notify):
    for status in ("delivered", "permanent-failure", "temporary-failure", "sending", "never-heard-of"):
        assert await told(notify.room, status) == 204
    assert [(each.state, each.code, each.outgoing) for each in notify.accepted] == [
        ("delivered", "", "KV-1-text"),
        ("failed", "permanent-failure", "KV-1-text"),
        ("failed", "temporary-failure", "KV-1-text"),
    ]
    assert all(isinstance(each, Receipt) and each.at == MONDAY for each in notify.accepted)


async def test_who_does_not_know_the_token_is_not_heard(notify):
    assert await told(notify.room, "delivered", token="guess") == 401
    assert await told(replace(notify.room, setting=setting("https://n.example", callback=None)), "delivered") == 401
    assert await told(notify.room, "delivered", tail="other") == 404
    assert await told(notify.room, "", body=["no", "status"]) == 400
    assert notify.accepted == [] and not knows("", "Bearer ")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"base": "http://notify.example"}, "https://"),
        ({"key": "balie-secret"}, "env:NAME"),
        ({"templates": {}}, "name a template"),
        ({"templates": {"sms": "welcome"}}, "pattern"),
        ({"colour": "red"}, "Extra"),
    ],
)
def test_a_setting_that_does_not_fit(changes, says):
    with pytest.raises(ValidationError, match=says) as error:
        setting("https://api.notifynl.nl", **changes)
    assert "balie-secret" not in str(error.value)


def test_it_carries_what_it_has_a_template_for():
    assert list(adapter.carries(setting("https://api.notifynl.nl"))) == ["email", "sms"]
    assert list(adapter.carries(setting("https://api.notifynl.nl", templates={"sms": SMS}))) == ["sms"]
    assert adapter.length("x" * 919) == (919, 918)
