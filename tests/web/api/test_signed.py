"""What a neighbour signs: these bytes, now, once, with a secret that counts. Everything else is 401 and changes nothing."""

import gzip
import hmac

import msgspec
import pytest

from tests.web.api.conftest import OLD_SECRET, SECRET

pytestmark = pytest.mark.asyncio(loop_scope="module")
EVENTS = "/telephony/events"


def event(call, kind="queued"):
    return {"event": kind, "callId": call, "queue": "kcc", "caller": "+31612345678", "at": "2026-11-02T09:00:00+01:00"}


def mac(raw, at, secret=SECRET, digest="sha256"):
    return hmac.new(secret.encode(), f"{at}.".encode() + raw, digest).hexdigest()


@pytest.fixture
def now(api):
    return int(api.app.clock.now().timestamp())


async def told(api, raw, *headers, **more):
    """The status of a delivery with these signatures."""
    given = [("Content-Type", "application/json"), *(("X-Balie-Signature", each) for each in headers), *more.items()]
    url = f"/api/v1{EVENTS}"
    async with api.session.post(url, data=raw, headers=given) as answer:
        return answer.status


async def known(api, call):
    return (await api.app.store.calls([call])).get(call, [])


WRONG = {
    "another algorithm": lambda raw, now: f"t={now},v1={mac(raw, now, digest='sha1')}",
    "its name": lambda raw, now: f"t={now},sha256={mac(raw, now)}",
    "written anew": lambda raw, now: f"t={now},v1={mac(msgspec.json.format(raw, indent=1), now)}",
    "the secret of nobody": lambda raw, now: f"t={now},v1={mac(raw, now, '')}",
    "a moment that was not signed": lambda raw, now: f"t={now},v1={mac(raw, now - 1)}",
    "too old": lambda raw, now: f"t={now - 330},v1={mac(raw, now - 330)}",
    "too new": lambda raw, now: f"t={now + 330},v1={mac(raw, now + 330)}",
    "two moments": lambda raw, now: f"t={now},t={now - 999},v1={mac(raw, now)}",
    "cut short": lambda raw, now: f"t={now},v1={mac(raw, now)[:-1]}",
    "in capitals": lambda raw, now: f"t={now},v1={mac(raw, now).upper()}",
    "the body in the moment": lambda raw, now: f"t={now}.{raw[:4].decode()},v1={mac(raw, now)}",
    "no text": lambda raw, now: f"t={now},v1=\udcff",
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_anything_but_these_bytes_now_is_not_believed(api, now, wrong):
    raw = msgspec.json.encode(event(f"wrong-{wrong}"))
    assert await told(api, raw, WRONG[wrong](raw, now)) == 401
    await api.settled()
    assert await known(api, f"wrong-{wrong}") == []


async def test_two_signatures_are_not_believed_though_one_is_right(api, now):
    raw = msgspec.json.encode(event("two"))
    right = f"t={now},v1={mac(raw, now)}"
    assert await told(api, raw, right, right) == 401
    assert await told(api, raw, right, "t=1,v1=0") == 401
    assert await told(api, raw) == 401


async def test_sent_again_within_its_time_it_has_no_second_effect(api, now):
    raw = msgspec.json.encode(event("again"))
    for _ in range(3):
        assert await told(api, raw, f"t={now},v1={mac(raw, now)}") == 202
    await api.settled()
    assert len(await known(api, "again")) == 1


async def test_while_the_secret_changes_both_count(api, now):
    for secret in (OLD_SECRET, SECRET):
        raw = msgspec.json.encode(event(f"signed with {secret}"))
        assert await told(api, raw, f"t={now},v1={mac(raw, now, secret)}") == 202


async def test_a_packed_body_is_refused_before_it_is_unpacked(api, now):
    raw = msgspec.json.encode(event("packed"))
    for body in (raw, gzip.compress(raw)):
        headers = {"Content-Encoding": "gzip"}
        assert await told(api, gzip.compress(raw), f"t={now},v1={mac(body, now)}", **headers) == 415
    bomb = gzip.compress(b" " * 50_000_000)
    assert await told(api, bomb, "t=1,v1=0", **{"Content-Encoding": "gzip"}) == 415
