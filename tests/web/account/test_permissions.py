"""Every route has its line in the table, and the table is what happens."""

import re

import pytest

from router.domain.words import Role
from router.steps.sign_in import digest
from router.web.auth import COOKIE
from router.web.permissions import ADMINS, BARE, TABLE, By, who_may
from router.web.security import csrf_of
from router.web.server import web_app

OTHER_TEAM = "permits"
SAMPLES = {
    "reference": "KV-2611-9999", "secret": "x", "product": "passport", "contact": "c", "id": "c", "sha256": "0" * 64,
    "act": "note", "stage": "routing", "version": "0123456789abcdef", "account": "agent", "team": "kcc",
    "source": "mastodon", "channel": "nothing", "tail": "x", "hash": "0", "path": "balie.css",
    "figure": "late",
}  # fmt: skip
OPEN_TOO_LONG, NOT_YOURS, OTHERS = "open for too long", "may not open this page", "with another team"


def routes(app):
    """(method, pattern, address) of each; HEAD comes with GET."""
    found = set()
    for route in app.router.routes():
        pattern = route.resource.canonical
        address = re.sub(r"{(\w+)}", lambda name: SAMPLES[name[1]], pattern)
        found.add(("GET" if route.method == "HEAD" else route.method, pattern, address))
    return sorted(found)


def of(app, *kinds):
    return [
        (method, address, who)
        for method, pattern, address in routes(app)
        if (who := who_may(method, pattern)).by in kinds
    ]


async def test_every_route_has_its_line_and_no_line_is_left_over(office):
    found = {f"{method} {pattern}" for method, pattern, _ in routes(web_app(office.site))}
    assert sorted(found - set(TABLE)) == [], "router/web/permissions.py says nothing about these"
    assert sorted(set(TABLE) - found) == [], "router/web/permissions.py speaks of routes that there are not"


async def test_a_route_without_a_line_serves_nobody(office, monkeypatch):
    monkeypatch.delitem(TABLE, "GET /status")
    assert "Nobody may open" in await office.browser().get("/status", 403)


async def asks(office, method, address, role=None):
    """Status, where it leads and what it says. A form goes without its token: who may is refused for that alone."""
    headers, cookies = {"Accept-Language": "en"}, {}
    if role is not None:
        cookies = {COOKIE: await office.site.sign_in.enter(role, "?")}
    browser = office.browser()
    browser.session.cookie_jar.update_cookies(cookies)
    method = "POST" if method == "*" else method
    async with browser.session.request(method, browser.url + address, headers=headers, allow_redirects=False) as answer:
        streams = answer.content_type == "text/event-stream"
        return answer.status, answer.headers.get("Location", ""), "" if streams else await answer.text()


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_gets_what_the_table_says(office, role):
    wrong = []
    for method, address, who in of(office.client.app, By.SESSION):
        status, leads, said = await asks(office, method, address, role)
        if role not in who.roles:
            fits = status == 403 and NOT_YOURS in said
        elif method == "POST":
            fits = status == 403 and OPEN_TOO_LONG in said
        else:
            fits = status in (200, 303, 404, 409) and not leads.startswith("/login")
        if not fits:
            wrong.append((method, address, status, leads))
    assert wrong == []


async def test_a_stranger_logs_in_first(office):
    found = [(await asks(office, method, address))[:2] for method, address, _ in of(office.client.app, By.SESSION)]
    assert {(status, leads.partition("?")[0]) for status, leads in found} == {(303, "/login")}


async def test_what_is_public_asks_nobody(office):
    wrong = []
    for method, address, _ in of(office.client.app, By.NOBODY, By.DEMO):
        status, leads, said = await asks(office, method, address)
        if status == 401 or (status == 403 and OPEN_TOO_LONG not in said) or leads.startswith("/login?"):
            wrong.append((method, address, status))
    assert wrong == []


async def test_the_api_wants_its_token_and_neighbours_their_signature(office):
    for method, address, _ in of(office.client.app, By.TOKEN):
        async with office.client.request(method, address) as answer:
            assert (answer.status, answer.content_type) == (401, "application/problem+json"), address
        async with office.client.request(method, address, headers={"Authorization": "Bearer wrong"}) as answer:
            assert answer.status == 401, address
    for method, address, _ in of(office.client.app, By.OWN_WORD):
        assert (await asks(office, method, address))[0] in (401, 404), address


async def test_a_session_is_no_token(office):
    for method, address, _ in of(office.client.app, By.TOKEN):
        assert (await asks(office, method, address, "admin"))[0] == 401, address


async def test_whose_password_must_be_changed_does_that_first(office):
    await office.site.accounts.make("lead", "admin")
    for method, address, _ in of(office.client.app, By.SESSION):
        if address not in BARE:
            status, leads, _ = await asks(office, method, address, "lead")
            assert (status, leads) == (303, "/account?change=1"), address


async def test_the_mailbox_is_open_in_the_demo_alone(office):
    await office.browser().get("/mailbox")
    object.__setattr__(office.site.sign_in, "_demo", None)
    assert (await asks(office, "GET", "/mailbox"))[0] == 303
    assert who_may("GET", "/admin/accounts").roles == ADMINS


class TestTeams:
    @pytest.fixture
    async def case(self, office):
        (self.stranger,) = office.town.crowd(1, OTHER_TEAM)
        contact = await office.town.receive(text="Mijn paspoort is kwijt.", product="passport")
        case = await office.town.case_of(contact)
        assert case.team != OTHER_TEAM
        return case

    async def test_who_works_elsewhere_neither_sees_nor_acts(self, office, case):
        page = f"/desk/{case.reference}"
        for method, address in (("GET", page), ("POST", f"{page}/claim"), ("POST", f"{page}/note")):
            status, _, said = await asks(office, method, address, self.stranger.account)
            assert status == 403 and OTHERS in said, address
        assert (await asks(office, "GET", page, "agent"))[0] == 200
        assert OPEN_TOO_LONG in (await asks(office, "POST", f"{page}/claim", "agent"))[2]

    async def test_a_stream_follows_no_case_of_another_team(self, office, case):
        """Whether it changed, who reads it, and that somebody types there are for those who may see it."""
        address = f"/events?case={case.reference}&version=0"
        status, _, said = await asks(office, "GET", address, self.stranger.account)
        assert status == 403 and OTHERS in said
        assert (await asks(office, "GET", address, "agent"))[0] == 200
        browser = office.browser()
        token = await office.site.sign_in.enter(self.stranger.account, "?")
        browser.session.cookie_jar.update_cookies({COOKIE: token})
        await browser.post("/desk/typing", 204, csrf=csrf_of(office.site, digest(token)), case=case.reference)
        assert office.site.looking.others("agent", office.site.clock.now()) == {}

    async def test_who_handed_it_over_may_look_and_note_and_no_more(self, office, case):
        lead = office.town.actor("lead")
        await office.town.acts.transfer(case.reference, lead, OTHER_TEAM, "voor jullie")
        (clerk,) = [each for each in office.town.crowd(1, case.team)]
        page = f"/desk/{case.reference}"
        assert (await asks(office, "GET", page, clerk.account))[0] == 200
        assert OPEN_TOO_LONG in (await asks(office, "POST", f"{page}/note", clerk.account))[2]
        assert OTHERS in (await asks(office, "POST", f"{page}/reply", clerk.account))[2]

    async def test_operations_looks_everywhere_and_acts_nowhere(self, office, case):
        page = f"/desk/{case.reference}"
        assert (await asks(office, "GET", page, "operations"))[0] == 200
        assert NOT_YOURS in (await asks(office, "POST", f"{page}/note", "operations"))[2]


async def test_a_token_is_of_one_session(office):
    mine, other = [await office.site.sign_in.enter(name, "?") for name in ("agent", "lead")]
    browser = office.browser()
    browser.session.cookie_jar.update_cookies({COOKIE: mine, "csrf": csrf_of(office.site, digest(other))})
    await browser.post("/desk/presence", 403, csrf=csrf_of(office.site, digest(other)), state="away")
    await browser.post("/desk/presence", 303, csrf=csrf_of(office.site, digest(mine)), state="away")
