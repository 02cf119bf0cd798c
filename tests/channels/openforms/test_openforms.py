"""A form's answers as a contact: readable, once under its reference, its files kept, and nothing that is not ours to know."""

import base64
import json
import tracemalloc
from datetime import timedelta
from types import SimpleNamespace

import pytest
from aiohttp import ClientSession, web
from hypothesis import given
from hypothesis import strategies as st

from router.channels.openforms import adapter
from router.channels.openforms.parse import parse
from router.channels.openforms.setting import Setting, misfits
from router.domain.errors import BadPayload
from router.testing import MONDAY
from router.testing_room import neighbour, room_for
from tests.channels.openforms.neighbour import KNOWN, SETTING, submission

SHAPE = Setting.model_validate(SETTING)


def read(body, setting=SHAPE):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parse(raw, setting, MONDAY, "NL")


def file(data, name="foto.png"):
    return {"file_name": name, "content": base64.b64encode(data).decode()}


@pytest.fixture
async def here():
    async def meet(request):
        return await adapter.serve(stage.room, request, request.match_info["tail"])

    async with (
        room_for(adapter, SETTING) as (room, stage),
        neighbour(web.route("*", "/{tail:.*}", meet)) as address,
        ClientSession() as session,
    ):
        stage.room, stage.address, stage.session = room, address, session
        yield stage


async def in_pieces(raw):
    for start in range(0, len(raw), 65536):
        yield raw[start : start + 65536]


async def post(here, body):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with here.session.post(f"{here.address}/submissions", data=in_pieces(raw), headers=KNOWN) as answer:
        return answer.status, await answer.json(content_type=None) if answer.status != 413 else None


def test_answers_are_readable_and_what_we_know_by_name_is_known():
    contact, _ = read(submission(adres={"straat": "Dorpsstraat", "huisnummer": 12}, akkoord=True, leeg=None))
    assert contact.text.splitlines()[0] == "De lamp is stuk"
    assert "Straat: Dorpsstraat\nhuisnummer: 12\nakkoord: ✓" in contact.text
    assert (contact.sender.name, contact.sender.email, contact.sender.phone) == (
        "Anna",
        "anna@example.org",
        "+31612345678",
    )
    assert (contact.product, contact.kind, contact.place) == ("street-lighting", "report", "Dorpsstraat 12")
    assert "123456782" not in str(contact)


def test_a_form_that_is_not_mapped_comes_in_all_the_same():
    contact, _ = read(submission(form="nieuw formulier"))
    assert (contact.product, contact.sender.email, contact.subject) == (None, None, "nieuw formulier")
    assert "Wat is er?: De lamp is stuk" in contact.text


def test_a_repeat_is_the_same_and_other_answers_are_told_apart():
    (one, _), (again, _), (other, _) = read(submission()), read(submission()), read(submission(wat="De boom"))
    assert (one.id, one.digest) == (again.id, again.digest)
    assert one.id == other.id
    assert one.digest != other.digest


def test_when_it_was_handed_in_is_believed_but_never_in_the_future():
    for at, told in ((MONDAY - timedelta(hours=2), -2), (MONDAY + timedelta(hours=2), 0)):
        body = submission()
        body["metadata"]["registration_timestamp"] = at.isoformat()
        assert read(body)[0].received_at == MONDAY + timedelta(hours=told)


async def test_files_are_kept_by_their_own_bytes(here):
    picture = b"\x89PNG" + bytes(100)
    files = [file(picture, "../../etc/foto.png"), file(b"", "leeg.txt")]
    status, told = await post(here, submission(bijlage=files, een=file(b"%PDF-1.7", "brief.txt")))
    (contact,) = here.accepted
    assert (status, told["id"], told["reference"]) == (202, contact.id, "OF-1234")
    assert told["url"] == f"https://balie.example/api/v1/contacts/{contact.id}"
    assert [(each.name, each.media_type, each.size) for each in contact.attachments] == [
        ("foto.png", "image/png", 104),
        ("leeg.txt", "text/plain", 0),
        ("brief.txt", "application/pdf", 8),
    ]
    assert here.originals[contact.attachments[0].sha256] == picture


async def test_base64_in_other_clothes_and_no_base64(here):
    escaped = json.dumps(submission(een=file(b"\xff\xff\xfe>?" * 30))).replace("/", "\\/").encode()
    assert (await post(here, escaped))[0] == 202
    assert here.originals["0"] == b"\xff\xff\xfe>?" * 30
    assert (await post(here, submission(een={"file_name": "x", "content": "no base64!"})))[0] == 400
    assert (await post(here, submission(een={"file_name": "x", "content": None})))[0] == 400


async def test_a_file_too_large_is_named_and_left_out(here):
    assert (await post(here, submission(een=file(bytes(20 * 1024 * 1024 + 10)))))[0] == 202
    (attachment,) = here.accepted[0].attachments
    assert (attachment.left_out, attachment.sha256, here.originals) == ("size", "", {})


async def test_a_file_of_twenty_megabytes_is_in_memory_once(here):
    data = bytes(range(256)) * (4096 * 19)
    raw = json.dumps(submission(een=file(data))).encode()
    tracemalloc.start()
    try:
        assert (await post(here, raw))[0] == 202
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert here.originals["0"] == data
    assert peak < 1.3 * len(data), f"{peak / len(data):.2f} times the file"


def test_many_and_deep_answers_are_bounded():
    deep = {"a": "x"}
    for _ in range(50):
        deep = {"a": deep}
    contact, files = read(
        submission(deep=deep, **{f"k{number}": "y" * 1000 for number in range(1000)}, f=[file(b"x")] * 99)
    )
    assert contact.text.endswith("(…)")
    assert len(contact.text) < 20_100
    assert len(files) <= 25


async def test_a_million_values_are_refused_before_one_is_made(here):
    assert (await post(here, submission(many=[1] * 200_000)))[0] == 413


def test_a_product_that_is_not_there_is_told_with_its_place():
    (found,) = misfits(SHAPE, SimpleNamespace(products={}))
    assert found.where == ("forms", "melding", "product")
    assert "street-lighting" in found.said


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["content", "file_name", "wat", "x"]), inner, max_size=3),
)  # fmt: skip


@given(st.sampled_from(["values", "values_schema", "metadata"]), ANY, ANY)
def test_anything_is_a_contact_or_a_reason(part, one, other):
    body = submission(wat=other)
    body[part] = one
    try:
        contact, _ = read(body)
        assert contact.source_id
    except BadPayload as error:
        assert str(error)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_reason(raw):
    with pytest.raises(BadPayload):
        read(raw)
