"""Every channel folder keeps the contract. A new folder is found by itself, and is asked for its neighbour.py."""

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from importlib import import_module, util
from io import BytesIO
from pathlib import Path
from typing import get_args

import pytest
from aiohttp import ClientSession, web
from pydantic import BaseModel, ValidationError

import router.channels
from router.channels.base import Adapter, Nothing
from router.channels.found import adapters
from router.domain.contact import Inbound
from router.domain.errors import BadPayload, SendFailed, StreamDown, StreamFull
from router.domain.words import Channel
from router.testing import MONDAY
from router.testing_room import listening, neighbour, room_for

HERE = Path(__file__).parent
FOLDERS = sorted(path.parent for each in router.channels.__path__ for path in Path(each).glob("*/__init__.py"))
TESTS = {folder.name: folder.parents[2] / "tests" / "channels" / folder.name for folder in FOLDERS}
NAMES = [folder.name for folder in FOLDERS]
FAULTS = {"429": 429, "5xx": 503, "expired token": 401}
FILES = {"SmtpEntry.key"}  #: a path to a key, not a key
SILENCE, ENDLESS = "silence", "oversized"
HUGE = b"[" + b" " * (64 * 1024)


def described(name):
    """What this folder's neighbour.py says, made anew."""
    path = TESTS[name] / "neighbour.py"
    if not path.exists():
        pytest.fail(
            f"tests/channels/{name}/neighbour.py is missing: describe the neighbour (see tests/channels/described.py)"
        )
    spec = util.spec_from_file_location(f"neighbour_of_{name}", path)
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.NEIGHBOUR


def having(part):
    """The folders that have this part of an adapter."""
    return [name for name in NAMES if getattr(adapters()[name], part) is not None]


def told_elsewhere(said, case):
    """A case that this suite cannot play must be a test that is there."""
    where = said.elsewhere.get(case)
    if where is None:
        return False
    path, _, test = where.partition("::")
    assert f"def {test}(" in (HERE / path).read_text("utf-8"), f"{case}: {where} is not there"
    return True


def described_for(name, case, part):
    """The description, with this part; a case that is played elsewhere ends here."""
    said = described(name)
    if told_elsewhere(said, case):
        pytest.skip(f"{case}: {said.elsewhere[case]}")
    assert getattr(said, part) is not None, f"neighbour.py of {name} says nothing of {part}"
    return said


class Town:
    """The neighbour's server, and what goes wrong with it now."""

    def __init__(self, answer):
        self.answer, self.fault = answer, None

    async def handle(self, request):
        if self.fault == SILENCE:
            request.transport.close()
            return web.Response()
        if self.fault == ENDLESS:
            return web.Response(body=HUGE * 160, content_type="application/json")
        if self.fault is not None:
            headers = {"Retry-After": "7"} if self.fault == 429 else {}
            return web.json_response({"error": "InvalidToken"}, status=self.fault, headers=headers)
        return await self.answer(request)


async def _nobody(request):
    raise web.HTTPNotFound


@asynccontextmanager
async def standing(name, said):
    """A room of the channel, with its neighbour beside it and our own door for it: (room, stage, town, address)."""
    adapter, town = adapters()[name], Town(said.answer or _nobody)
    if adapter.setting is None:
        adapter = replace(adapter, setting=Nothing)
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(neighbour(web.route("*", "/{tail:.*}", town.handle)))
        part = said.setting(address) if said.setting else {}
        room, stage = await stack.enter_async_context(room_for(adapter, part))
        plain = room.secret
        room = replace(
            room, secret=lambda env: said.secrets.get(env) or plain(env), municipality=lambda: said.municipality
        )

        async def meet(request):
            return await adapter.serve(room, request, request.match_info["tail"])

        door = await stack.enter_async_context(neighbour(web.route("*", f"/channels/{name}/{{tail:.*}}", meet)))
        yield room, stage, town, f"{door}/channels/{name}/"


async def come_by(address, asked):
    async with (
        ClientSession() as session,
        session.request(asked.method, address + asked.tail, data=BytesIO(asked.body), headers=asked.headers) as answer,
    ):
        await answer.read()
        return answer.status


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_has_an_adapter_by_its_name_a_readme_and_a_neighbour(name):
    adapter = import_module(f"router.channels.{name}").adapter
    assert isinstance(adapter, Adapter)
    assert adapter.name == name
    folder = next(each for each in FOLDERS if each.name == name)
    assert (folder / "README.md").read_text().startswith("# ")
    said = described(name)
    for case in said.elsewhere:
        told_elsewhere(said, case)


def test_every_channel_has_a_folder():
    assert {adapters()[name].channel for name in NAMES} - {None} == set(Channel)


@pytest.mark.parametrize("name", having("setting"))
def test_its_setting_fits_and_what_is_not_known_is_refused(name):
    setting, said = adapters()[name].setting, described(name)
    part = said.setting("http://127.0.0.1:9") if said.setting else {}
    setting.model_validate(part)
    with pytest.raises(ValidationError) as refused:
        setting.model_validate({**part, "no-such-key": "geheim-9"})
    assert "geheim-9" not in str(refused.value)


def shapes(model, seen=()):
    """This shape and all within it."""
    yield model
    for each in model.model_fields.values():
        for inner in _models(each.annotation):
            if inner not in seen:
                yield from shapes(inner, (*seen, model))


def _models(kind):
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [found for each in get_args(kind) for found in _models(each)]


def is_secret(shape, key):
    named = key in ("key", "api_key") or any(word in key for word in ("token", "secret", "password"))
    return named and f"{shape.__name__}.{key}" not in FILES


@pytest.mark.parametrize("name", having("setting"))
def test_a_secret_stands_only_in_the_environment(name):
    """What is called like a secret is one: written out, it is refused, and the refusal does not repeat it."""
    for shape in shapes(adapters()[name].setting):
        for key in shape.model_fields:
            if is_secret(shape, key):
                with pytest.raises(ValidationError) as refused:
                    shape.model_validate({key: "written-out-9"})
                said = [each["msg"] for each in refused.value.errors() if each["loc"] == (key,)]
                assert said, f"{shape.__name__}.{key} takes a secret that is written out"
                assert "written-out-9" not in str(refused.value)


@pytest.mark.parametrize("name", having("sources"))
def test_its_accounts_are_named_before_they_speak(name):
    adapter, said = adapters()[name], described(name)
    named = list(adapter.sources(adapter.setting.model_validate(said.setting("http://127.0.0.1:9"))))
    assert named
    assert len(named) == len(set(named))


@pytest.mark.parametrize("name", having("webhook"))
def test_a_body_through_the_webhook(name):
    said, webhook = described_for(name, "webhook", "webhook"), adapters()[name].webhook
    first, second = webhook(said.webhook, MONDAY), webhook(said.webhook, MONDAY)
    assert first
    assert [each.id for each in first] == [each.id for each in second]
    for body in (b"", b"\xff", b"[" * 5000, b"null", b'{"a": 1}', said.webhook[:-2]):
        try:
            assert not webhook(body, MONDAY)
        except BadPayload as error:
            assert str(error)


@pytest.mark.parametrize("name", having("serve"))
async def test_a_neighbour_that_comes_by_is_heard_once_per_id(name):
    said = described_for(name, "served", "served")
    async with standing(name, said) as (_, stage, _, address):
        for _ in range(2):
            assert await come_by(address, said.served.good) < 300
        ids = [getattr(each, "id", each) for each in stage.accepted]
        assert ids
        assert ids[: len(ids) // 2] == ids[len(ids) // 2 :], "the same body got another id"


@pytest.mark.parametrize("name", having("serve"))
async def test_a_bad_signature_and_an_expired_token_are_not_believed(name):
    said = described_for(name, "bad signature", "served")
    assert said.served.unsigned
    async with standing(name, said) as (_, stage, _, address):
        for asked in said.served.unsigned:
            assert await come_by(address, asked) in (400, 401, 403, 404)
        assert stage.accepted == []
        assert stage.originals == {}


@pytest.mark.parametrize("name", having("serve"))
@pytest.mark.parametrize("case", ["unreadable", "oversized"])
async def test_nonsense_and_more_than_may_be_is_no_contact(name, case):
    said = described_for(name, case, "served")
    asked = getattr(said.served, case)
    assert asked is not None, f"neighbour.py of {name} has no {case}, nor says where it is played"
    async with standing(name, said) as (_, stage, _, address):
        assert await come_by(address, asked) < 500
        assert stage.accepted == []


@pytest.mark.parametrize("name", having("serve"))
async def test_an_unknown_sender_is_a_contact_all_the_same(name):
    said = described_for(name, "unknown sender", "served")
    assert said.served.stranger is not None, f"neighbour.py of {name} has no stranger, nor says where it is played"
    async with standing(name, said) as (_, stage, _, address):
        assert await come_by(address, said.served.stranger) < 300
        assert stage.accepted


@pytest.mark.parametrize("name", having("serve"))
@pytest.mark.parametrize("refusal", [StreamFull(), StreamDown()])
async def test_while_we_take_nothing_it_is_told_to_come_back(name, refusal):
    said = described_for(name, "we are full", "served")
    async with standing(name, said) as (_, stage, _, address):
        stage.refusal = refusal
        assert await come_by(address, said.served.good) in (429, 500, 503)
        stage.refusal = None
        assert await come_by(address, said.served.good) < 300
        assert stage.accepted


@pytest.mark.parametrize("name", having("listen"))
@pytest.mark.parametrize("fault", [*FAULTS, SILENCE, ENDLESS])
async def test_trouble_with_the_neighbour_is_told_and_passes(name, fault):
    said = described_for(name, f"listen: {fault}", "listened")
    async with standing(name, said) as (room, stage, town, _):
        town.fault = FAULTS.get(fault, fault)
        async with listening(adapters()[name].listen, room):
            await stage.until(lambda: stage.troubles and stage.slept)
            assert fault != "429" or 7.0 in stage.slept, "Retry-After is not honoured"
            town.fault = None
            await stage.until(lambda: any(each.heard_at and not each.trouble for each in stage.sources.values()))
            if said.listened.bring is not None:
                said.listened.bring()
                await stage.until(lambda: stage.accepted)


@pytest.mark.parametrize("name", having("listen"))
async def test_what_is_brought_once_comes_in_once_and_a_stranger_too(name):
    said = described_for(name, "listen: duplicate", "listened")
    async with standing(name, said) as (room, stage, _, _):
        async with listening(adapters()[name].listen, room):
            await stage.until(lambda: stage.sources)
            said.listened.bring()
            await stage.until(lambda: stage.accepted)
        async with listening(adapters()[name].listen, room):
            (said.listened.stranger or said.listened.bring)()
            await stage.until(lambda: len({each.id for each in stage.accepted if isinstance(each, Inbound)}) == 2)
    assert all(each.source == name for each in stage.accepted)


@pytest.mark.parametrize("name", having("listen"))
async def test_while_we_take_nothing_the_cursor_stands_still(name):
    said = described_for(name, "listen: we are full", "listened")
    async with standing(name, said) as (room, stage, _, _), listening(adapters()[name].listen, room):
        await stage.until(lambda: stage.sources)
        stage.refusal, count = StreamFull(), len(stage.slept)
        said.listened.bring()
        await stage.until(lambda: len(stage.slept) > count + 1)
        stage.refusal = None
        await stage.until(lambda: stage.accepted)


@pytest.mark.parametrize("name", having("send"))
@pytest.mark.parametrize("fault", [*FAULTS, SILENCE, ENDLESS])
async def test_a_message_that_cannot_go_says_whether_again(name, fault):
    said = described_for(name, f"send: {fault}", "message")
    async with standing(name, said) as (room, _, town, _):
        town.fault = FAULTS.get(fault, fault)
        with pytest.raises(SendFailed) as failed:
            await adapters()[name].send(room, said.message, MONDAY)
        assert failed.value.code
        assert failed.value.code not in ("too-long", "account-gone"), "the message itself was no good"
        assert fault not in ("429", "5xx") or failed.value.again
        assert fault != SILENCE or failed.value.again or failed.value.unsure
        town.fault = None
        await adapters()[name].send(room, said.message, MONDAY)
