"""Meta comes by at the real site: no cookie, no form token, only its signature; and its words are a case."""

import hmac
import json
from dataclasses import replace
from types import SimpleNamespace

from aiohttp.test_utils import TestClient, TestServer

from router.channels.meta import adapter
from router.listening import Listening
from router.testing import MONDAY
from router.testing_room import room_for
from router.testing_town import town_in
from router.web.server import web_app
from tests.web.operations.conftest import site_of_town

PART = {
    "app_secret": "env:APP_SECRET",
    "verify_token": "env:VERIFY",
    "accounts": [{"name": "pagina", "kind": "page", "id": "1001", "token": "env:PAGE_TOKEN"}],
}
BODY = {
    "object": "page",
    "entry": [
        {
            "id": "1001",
            "messaging": [
                {
                    "sender": {"id": "24"},
                    "timestamp": int(MONDAY.timestamp() * 1000),
                    "message": {"mid": "m_1", "text": "De lamp is stuk"},
                }
            ],
        }
    ],
}


async def test_a_signed_delivery_becomes_a_case_and_another_does_not(tmp_path):
    async with town_in(tmp_path) as town, room_for(adapter, PART, town.clock) as (room, _):
        room = replace(room, accept=lambda events: town.accept(*events))
        municipality = SimpleNamespace(channels=("meta",), settings={"meta": PART})
        listening = Listening(lambda: municipality, lambda *_: room, listens=False)
        site = replace(site_of_town(town, tmp_path), listening=listening)
        raw = json.dumps(BODY).encode()
        signed = "sha256=" + hmac.new(b"app_secret", raw, "sha256").hexdigest()
        async with TestClient(TestServer(web_app(site))) as client:
            for signature, status in ((signed, 200), (signed[:-1] + "!", 403)):
                headers = {"X-Hub-Signature-256": signature, "Content-Type": "application/json"}
                async with client.post("/channels/meta/webhook", data=raw, headers=headers) as answer:
                    assert answer.status == status, await answer.text()
            asked = {"hub.mode": "subscribe", "hub.challenge": "42", "hub.verify_token": "verify"}
            async with client.get("/channels/meta/webhook", params=asked) as answer:
                assert (answer.status, await answer.text()) == (200, "42")
        await town.settle()
        (contact,) = await town.contacts()
        found = await town.store.message(contact)
        assert found is not None and found[1].body == "De lamp is stuk"
        assert len(await town.cases()) == 1
