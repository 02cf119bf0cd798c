"""A report app: finds a service, reports, gets a token and then a number; and nobody reads who reported."""

import json
from dataclasses import replace
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from aiohttp import ClientSession, web
from hypothesis import given
from hypothesis import strategies as st

from router.channels.open311 import adapter
from router.channels.open311.report import contact
from router.channels.open311.setting import Setting, misfits
from router.channels.open311.written import Refusal, Table, written
from router.store.views.taken import RegisterOf
from router.testing import MONDAY, klaverdam
from router.testing_room import neighbour, room_for
from router.testing_town import town_in
from tests.channels.open311.neighbour import FIELDS, SETTING

PRIVATE = ("anna@example.org", "De lamp is stuk", "52.09")


@pytest.fixture
async def app(tmp_path):
    async def meet(request):
        return await adapter.serve(town.room, request, request.match_info["tail"])

    async with (
        town_in(tmp_path) as town,
        room_for(adapter, SETTING, town.clock, municipality=lambda: klaverdam().municipality) as (room, _),
        neighbour(web.route("*", "/{tail:.*}", meet)) as address,
        ClientSession() as session,
    ):
        register = RegisterOf(town.store.engine, "open311")
        town.room = replace(room, accept=lambda events: town.accept(*events), register=register)
        town.address, town.session = f"{address}/v2/", session
        yield town


async def get(app, path, **query):
    async with app.session.get(app.address + path, params=query) as answer:
        return answer.status, await answer.text()


async def post(app, fields, form="json"):
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode(fields).encode()
    async with app.session.post(f"{app.address}requests.{form}", data=body, headers=headers) as answer:
        return answer.status, await answer.text()


async def test_services_in_both_formats(app):
    status, text = await get(app, "services.json")
    listed = json.loads(text)
    assert status == 200
    assert "street-lighting" in [each["service_code"] for each in listed]
    root = ElementTree.fromstring((await get(app, "services.xml"))[1])
    assert [each.findtext("service_code") for each in root.iter("service")] == [each["service_code"] for each in listed]
    assert json.loads((await get(app, "services/street-lighting.json"))[1]) == {
        "service_code": "street-lighting",
        "attributes": [],
    }
    assert ElementTree.fromstring((await get(app, "services/street-lighting.xml"))[1]).tag == "service_definition"
    assert (await get(app, "services/passport.json"))[0] == 404


async def test_a_report_has_a_token_and_then_a_number_and_tells_nothing_of_who_reported(app):
    status, text = await post(app, FIELDS)
    token = json.loads(text)[0]["token"]
    assert status == 200
    assert json.loads((await get(app, f"tokens/{token}.json"))[1])[0]["service_request_id"] == ""
    await app.settle()
    number = json.loads((await get(app, f"tokens/{token}.json"))[1])[0]["service_request_id"]
    assert number
    for path in (f"requests/{number}.json", "requests.json", "requests.xml", f"requests/{number}.xml"):
        status, text = await get(app, path)
        assert status == 200
        assert number in text
        assert not [each for each in PRIVATE if each in text]
    (row,) = json.loads((await get(app, "requests.json", status="open", service_code="street-lighting"))[1])
    assert (row["status"], row["requested_datetime"][-1]) == ("open", "Z")
    for query in ({"status": "closed"}, {"service_code": "trees"}, {"end_date": "2020-01-01T00:00:00Z"}):
        assert json.loads((await get(app, "requests.json", **query))[1]) == []
    app.room = replace(app.room, setting=Setting.model_validate(SETTING | {"public": ["street-lighting"]}))
    (row,) = json.loads((await get(app, "requests.json", service_request_id=number))[1])
    assert (row["description"], row["lat"], row["long"]) == ("De lamp is stuk", "52.090000", "5.120000")
    assert "anna" not in str(row)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"api_key": "guess"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "passport"}, 404),
        ({"lat": "north"}, 400),
        ({"lat": "nan"}, 400),
        ({"lat": "", "long": ""}, 400),
        ({"jurisdiction_id": "elsewhere.example"}, 404),
    ],
)
async def test_what_is_wrong_is_told_in_both_formats(app, changes, status):
    told, text = await post(app, FIELDS | changes)
    (error,) = json.loads(text)
    assert (told, error["code"]) == (status, status)
    told, text = await post(app, FIELDS | changes, "xml")
    assert (told, ElementTree.fromstring(text).findtext("error/code")) == (status, str(status))
    await app.settle()
    assert await app.cases() == []


@pytest.mark.parametrize(
    "query", [{"start_date": "0001-01-01"}, {"end_date": "0001-01-01"}, {"start_date": "9999-12-31"}]
)
async def test_any_moment_is_a_list(app, query):
    assert (await get(app, "requests.json", **query))[0] == 200


async def test_no_moment_and_no_such_request(app):
    assert (await get(app, "requests.json", start_date="soon"))[0] == 400
    assert (await get(app, "requests/KV-1.json"))[0] == 404
    assert (await get(app, "services.csv"))[0] == 404


def test_a_product_that_is_not_there_is_told_with_its_place():
    (found,) = misfits(Setting(public=["no-such"]), klaverdam().municipality)
    assert found.where == ("public", 0)


@given(
    st.dictionaries(
        st.sampled_from([*FIELDS, "address_string", "media_url", "attribute[a]", "phone"]), st.text(max_size=40)
    )
)
def test_any_fields_are_a_contact_or_a_reason(fields):
    try:
        made = contact(FIELDS | fields, MONDAY, "NL")
        assert made.place
        assert made.id == contact(FIELDS | fields, MONDAY, "NL").id
    except Refusal as refusal:
        assert refusal.status == 400


@given(st.text(max_size=100))
def test_any_text_is_sound_xml(text):
    ElementTree.fromstring(written(Table("a", "b", [{"c": text}]), "xml"))
