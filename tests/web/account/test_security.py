"""What holds for every page: headers, cookies, and forms that are ours."""

import re

import pytest
from aiohttp.test_utils import TestClient, TestServer

from router.testing_town import town_in
from router.web.permissions import By
from router.web.server import web_app
from tests.web.account.conftest import DEMO, site_of
from tests.web.account.test_permissions import asks, of

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:", "font-src": "'self'",
    "connect-src": "'self'", "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'", "manifest-src": "'self'",
}  # fmt: skip
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)


async def test_every_page_keeps_to_the_policy(office):
    """No script and no style stands in a page, every form carries its token, and headers keep others out."""
    case = (await office.town.case_of(await office.town.receive(text="Mijn paspoort is kwijt."))).reference
    await office.town.acts.claim(case, office.town.actor("admin"))
    pages = {address for method, address, _ in of(office.client.app, By.SESSION, By.NOBODY, By.DEMO) if method == "GET"}
    for address in [f"/desk/{case}", *sorted(each for each in pages if not each.endswith("/events"))]:
        browser = office.browser()
        browser.session.cookie_jar.update_cookies({"balie": await office.site.sign_in.enter("admin", "?")})
        async with browser.session.get(browser.url + address, allow_redirects=False) as answer:
            text = await answer.text()
            policy = dict(
                each.strip().partition(" ")[::2] for each in answer.headers["Content-Security-Policy"].split(";")
            )
            assert policy == POLICY, address
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["X-Frame-Options"] == "DENY"
            assert "camera=()" in answer.headers["Permissions-Policy"]
        if answer.content_type == "text/html":
            assert INLINE.findall(text) == [], address
            assert [form[:90] for form in FORM.findall(text) if 'name="csrf" value="' not in form] == [], address


@pytest.mark.parametrize("kind", ["text/plain", "application/json", ""])
async def test_a_post_that_is_no_form_acts_for_nobody(office, kind):
    browser = office.browser()
    await browser.logs_in("agent")
    for path in ("/desk/next", "/account/sessions/end-all", "/logout"):
        async with browser.session.post(
            browser.url + path, data=b"csrf=x", headers={"Content-Type": kind} if kind else {}, allow_redirects=False
        ) as answer:
            assert answer.status == 403, path
    await browser.get("/desk")


async def test_a_form_from_another_site_is_refused_whatever_it_carries(office):
    browser = office.browser()
    await browser.logs_in("agent")
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 303)):
        async with browser.session.post(
            browser.url + "/desk/presence",
            data={"csrf": browser.cookie("csrf"), "state": "away"},
            headers={"Sec-Fetch-Site": site},
            allow_redirects=False,
        ) as answer:
            assert answer.status == status


async def test_behind_tls_cookies_belong_to_this_host_alone(tmp_path):
    async with (
        town_in(tmp_path) as town,
        TestClient(TestServer(web_app(site_of(town, tmp_path, secure=True)))) as client,
    ):
        async with client.get("/login") as answer:
            (csrf,) = answer.cookies.values()
        form = {"csrf": csrf.value, "username": "agent", "password": DEMO}
        cookies = {csrf.key: csrf.value}
        async with client.post("/login", data=form, cookies=cookies, allow_redirects=False) as answer:
            assert answer.status == 303
            made = [csrf, *answer.cookies.values()]
    assert {each.key for each in made} == {"__Host-csrf", "__Host-balie"}
    for each in made:
        assert (each["secure"], each["httponly"], each["samesite"], each["path"], each["domain"]) == (
            True,
            True,
            "Lax",
            "/",
            "",
        )


async def test_a_register_that_is_away_keeps_no_citizen_out(office, monkeypatch):
    from router.domain.errors import StoreDown

    token = await office.site.sign_in.enter("agent", "?")

    async def away(*_):
        raise StoreDown("the register does not answer")

    monkeypatch.setattr(office.site.store, "session", away)
    browser = office.browser()
    browser.session.cookie_jar.update_cookies({"balie": token})
    await browser.get("/")
    await browser.get("/desk", 503)
    assert (await asks(office, "GET", "/login"))[0] == 200
