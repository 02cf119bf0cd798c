"""The form on another site: only where channels.yaml says so, without cookies, and never more than the form."""

import pytest
from pydantic import ValidationError

from router.channels.webform.setting import Setting

SITE = "https://www.klaverdam.example"
TOKEN = "5d0e33f4-9a1f-4f6c-8a47-0f3f6a1d2b11"


@pytest.fixture
def allowed(book):
    settings = book.municipality.settings
    assert isinstance(settings, dict)
    settings["webform"] = {"embed": [SITE]}
    yield
    settings["webform"] = {}


async def _headers(town, path):
    answer = await town.client.get(path)
    return answer, answer.headers["Content-Security-Policy"], answer.headers.get("X-Frame-Options")


async def test_the_form_may_stand_on_that_site_and_sets_no_cookie(town, allowed):
    answer, policy, old = await _headers(town, "/form/litter?embed=1&lang=nl")
    assert f"frame-ancestors {SITE};" in policy
    assert old is None
    assert "Set-Cookie" not in answer.headers
    page = await answer.text()
    assert "page-header" not in page
    assert "embed=1" in page


@pytest.mark.parametrize("path", ["/form/litter", "/?embed=1", "/status?embed=1", "/callback?embed=1"])
async def test_nothing_else_may(town, allowed, path):
    _, policy, old = await _headers(town, path)
    assert "frame-ancestors 'none'" in policy
    assert old == "DENY"


async def test_without_origins_nobody_may(town):
    _, policy, old = await _headers(town, "/form/litter?embed=1")
    assert "frame-ancestors 'none'" in policy
    assert old == "DENY"


async def test_who_sent_it_stays_in_the_frame(town, allowed):
    status, address = await town.send("/form/street-lighting?embed=1", text="De lamp is stuk.")
    assert (status, "embed=1" in address) == (303, True)
    assert "page-header" not in await town.page(address)


async def test_json_from_that_site_is_one_contact_however_often(town, allowed):
    for _ in range(2):
        answer = await town.client.post(
            "/embed/form/street-lighting", json={"token": TOKEN, "text": "De lamp is stuk."}, headers={"Origin": SITE}
        )
        assert answer.status == 202
        assert answer.headers["Access-Control-Allow-Origin"] == SITE
    assert len(await town.settle()) == 1
    asked = await town.client.options("/embed/form", headers={"Origin": SITE})
    assert asked.status == 204


@pytest.mark.parametrize(("body", "status"), [({"token": TOKEN, "text": ""}, 422), ({"text": "x"}, 400), ([], 400)])
async def test_what_is_wrong_is_told(town, allowed, body, status):
    assert (await town.client.post("/embed/form", json=body, headers={"Origin": SITE})).status == status


@pytest.mark.parametrize("origin", ["https://evil.example", ""])
async def test_another_site_may_not(town, allowed, origin):
    answer = await town.client.post(
        "/embed/form", json={"token": TOKEN, "text": "x"}, headers={"Origin": origin} if origin else {}
    )
    assert answer.status == 404
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "good", ["https://a.example", "https://a.example:8443", "http://localhost:9", "HTTPS://A.example"]
)
def test_origins_that_fit(good):
    assert Setting(embed=[good]).embed == [good.lower()]


@pytest.mark.parametrize(
    "bad",
    ["", "*", "https://*.example", "http://a.example", "https://a.example/path", "a.example", "https://a;b", "data:x"],
)
def test_origins_that_do_not(bad):
    with pytest.raises(ValidationError, match="write an origin"):
        Setting(embed=[bad])
