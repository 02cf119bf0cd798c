"""Logging in, one's own account, and what an administrator does."""

import re
from datetime import timedelta

import pyotp
import pytest

from router.web.account.browsers import browser_of
from tests.web.account.conftest import WORDS, words

SECRET = re.compile(r'<code class="num">([A-Z2-7 ]+)</code>')
GIVEN = re.compile(r'<code class="big num">([a-z2-9-]+)</code>')


def code_of(office, secret, ahead=0):
    return pyotp.TOTP(secret).generate_otp(int(office.town.clock.now().timestamp()) // 30 + ahead)


async def test_wrong_tries_are_told_with_how_long_to_wait(office):
    browser = office.browser()
    await browser.get("/login")
    for _ in range(4):
        page = await browser.post("/login", 401, username="lead", password="fout", next="/desk/queues")
        assert "do not belong together" in page and 'value="/desk/queues"' in page and "fout" not in page
    page = await browser.post("/login", 429, username="lead", password="fout")
    assert "Try again after 30 s" in page
    assert "Try again after 30 s" in await browser.post("/login", 429, username="lead", password="klaver")
    office.town.clock.advance(timedelta(seconds=30))
    assert await browser.post("/login", username="lead", password="klaver") == "/desk"


async def test_a_page_tells_where_one_is_logged_in_and_ends_it(office):
    here, there = office.browser(), office.browser("Mozilla/5.0 (iPhone) AppleWebKit Version/18 Safari/604")
    for browser in (here, there):
        await browser.logs_in("agent")
    page = words(await here.get("/account"))
    assert "Firefox, Linux this browser" in page and "Safari, iPhone" in page
    (other,) = re.findall(r'name="session" value="(\w+)"', await here.get("/account"))
    assert await here.post("/account/sessions/end", session=other) == "/account?done=ended"
    assert await there.get("/desk", 303) == "/login?next=/desk"
    assert await here.post("/account/sessions/end-all") == "/login"
    assert await here.get("/account", 303) == "/login?next=/account"


async def test_nobody_ends_the_session_of_another(office):
    mine, other = office.browser(), office.browser()
    await mine.logs_in("agent")
    await other.logs_in("lead")
    (session,) = await office.site.sessions.of("lead")
    assert await mine.post("/account/sessions/end", session=session.id) == "/account"
    await other.get("/desk")


async def test_logging_in_again_ends_the_session_before(office):
    browser = office.browser()
    await browser.logs_in("agent")
    await browser.logs_in("lead")
    assert len(await office.site.sessions.of("agent")) == 0
    assert "Oosterbaan" in await browser.get("/account")


async def test_an_administrator_gives_a_password_that_is_changed_at_first(office):
    admin, new = office.browser(), office.browser()
    await admin.logs_in("admin")
    page = await admin.post("/admin/accounts/agent/make", 200)
    (given,) = GIVEN.findall(page)
    assert given not in await admin.get("/admin/accounts")
    assert await new.logs_in("agent", given) == "/desk"
    assert await new.get("/desk", 303) == "/account?change=1"
    page = await new.get("/account?change=1")
    assert "Somebody else knows this password" in page
    for wrong, words_ in (("kort", "at least 12"), (given, "the same as the old one")):
        assert words_ in await new.post("/account/password", 409, old=given, new=wrong, again=wrong)
    assert "not the same twice" in await new.post("/account/password", 409, old=given, new=WORDS, again="anders")
    assert await new.post("/account/password", old=given, new=WORDS, again=WORDS) == "/account?done=password"
    await new.get("/desk")
    assert await office.browser().logs_in("agent", WORDS) == "/desk"


async def test_closing_opening_and_a_new_password(office):
    admin, agent = office.browser(), office.browser()
    await admin.logs_in("admin")
    await agent.logs_in("agent")
    assert await admin.post("/admin/accounts/agent/shut") == "/admin/accounts?done=1"
    assert await agent.get("/desk", 303) == "/login?next=/desk"
    await agent.get("/login")
    assert "closed" in await agent.post("/login", 401, username="agent", password="klaver")
    await admin.post("/admin/accounts/agent/open")
    await agent.logs_in("agent")
    (given,) = GIVEN.findall(await admin.post("/admin/accounts/agent/make", 200))
    (again,) = GIVEN.findall(await admin.post("/admin/accounts/agent/reset", 200))
    assert given != again
    for act, said in (("shut", "your own account"), ("reset", "your own password")):
        assert said in await admin.post(f"/admin/accounts/admin/{act}", 409)
    assert "not in agents.yaml" in await admin.post("/admin/accounts/stranger/make", 409)
    await admin.post("/admin/accounts/agent/nothing", 404)


async def test_a_code_from_setting_up_to_logging_in(office):
    browser = office.browser()
    await browser.logs_in("lead")
    await browser.get("/account/second-step", 409)  # the demo's password guards nothing
    await browser.post("/account/password", old="klaver", new=WORDS, again=WORDS)
    page = await browser.get("/account/second-step")
    assert "<svg" in page and page == await browser.get("/account/second-step")
    secret = SECRET.search(page).group(1).replace(" ", "")
    assert "is not right" in await browser.post("/account/second-step", 409, code="000000")
    assert await browser.post("/account/second-step", code=code_of(office, secret)) == "/account?done=code"
    assert await browser.get("/account/second-step", 303) == "/account"

    other = office.browser()
    await other.get("/login/code", 303)
    assert await other.logs_in("lead", WORDS) == "/login/code?next=/desk"
    assert await other.get("/desk", 303) == "/login?next=/desk"
    assert 'autocomplete="one-time-code"' in await other.get("/login/code?next=/desk")
    assert "is not right" in await other.post("/login/code", 401, code="123456")
    office.town.clock.advance(timedelta(seconds=30))
    assert await other.post("/login/code", code=code_of(office, secret), next="/desk/queues") == "/desk/queues"
    await other.get("/desk/queues")

    assert "do not belong" in await other.post("/account/second-step/drop", 409, password="fout")
    assert await other.post("/account/second-step/drop", password=WORDS) == "/account?done=no-code"
    assert await office.browser().logs_in("lead", WORDS) == "/desk"


async def test_who_waits_too_long_with_the_code_begins_again(office):
    await office.site.accounts.make("lead", "admin", WORDS)
    secret = pyotp.random_base32()
    await office.site.accounts.set_second_step("lead", secret, code_of(office, secret))
    browser = office.browser()
    await browser.logs_in("lead", WORDS)
    office.town.clock.advance(timedelta(minutes=6))
    assert await browser.post("/login/code", code=code_of(office, secret)) == "/login"
    browser.session.cookie_jar.update_cookies({"step": "lead.99999999999.forged"})
    assert await browser.get("/login/code", 303) == "/login"


async def test_an_administrator_takes_a_lost_telephones_code_away(office):
    await office.site.accounts.make("lead", "admin", WORDS)
    secret = pyotp.random_base32()
    await office.site.accounts.set_second_step("lead", secret, code_of(office, secret))
    admin = office.browser()
    await admin.logs_in("admin")
    assert "/admin/accounts/lead/drop-code" in await admin.get("/admin/accounts")
    await admin.post("/admin/accounts/lead/drop-code")
    assert await office.browser().logs_in("lead", WORDS) == "/desk"


async def test_without_a_demo_no_account_is_shown(office):
    object.__setattr__(office.site.sign_in, "_demo", None)
    page = await office.browser().get("/login")
    assert "Accounts of the demo" not in page and "Oosterbaan" not in page


async def test_the_api_does_what_the_command_line_asks(office):
    assert await office.api("POST", "/accounts", {"account": "admin", "password": WORDS}) == (201, {"account": "admin"})
    status, told = await office.api("POST", "/accounts", {"account": "admin", "password": WORDS})
    assert status == 409 and "already" in told["detail"]
    assert (await office.api("POST", "/accounts", {"account": "nobody"}))[0] == 404
    assert (await office.api("POST", "/accounts", {"account": "agent", "password": "kort"}))[0] == 409
    status, made = await office.api("POST", "/accounts", {"account": "agent"})
    assert (status, sorted(made)) == (201, ["account", "password"])
    assert (await office.api("POST", "/accounts/agent/locks", {}))[0] == 200
    items = {each["account"]: each for each in (await office.api("GET", "/accounts"))[1]["items"]}
    assert (items["admin"]["state"], items["agent"]["state"], items["lead"]["state"]) == ("open", "shut", "demo")
    assert (await office.api("POST", "/accounts/agent/unlocks", {}))[0] == 200
    assert (await office.api("POST", "/accounts/agent/password", {"password": WORDS}))[1] == {"account": "agent"}
    assert (await office.api("POST", "/accounts/agent/nothing", {}))[0] == 404
    assert (await office.town.history("account-made"))[0].by == "balie"


@pytest.mark.parametrize(
    ("said", "words_"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/18.0 Safari/605", "Safari, macOS"),
        ("", "?"),
    ],
)
def test_a_browser_in_two_words(said, words_):
    assert browser_of(said) == words_
