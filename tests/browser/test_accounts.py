"""Logging in and accounts as a browser sees them: an administrator, a password for the first time, a code from a phone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe, chromium
from tests.browser.served import Served, served
from tests.browser.test_pages import TAGS, WIDER

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
WORDS = "paard batterij nietje"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def fits_everybody(page: Page) -> None:
    """Nothing that shuts people out, and nothing wider than a small telephone."""
    page.evaluate(axe())
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)["violations"]
    assert [(each["id"], node["target"]) for each in found for node in each["nodes"]] == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate(WIDER) == []
    page.set_viewport_size({"width": 1280, "height": 720})


def logs_in(page: Page, account: str, password: str) -> None:
    page.goto("/login")
    page.fill("[name=username]", account)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")


def test_from_an_administrator_to_a_code(browser: Browser, town: Served) -> None:
    admin = browser.new_context(base_url=town.url, locale="en-GB").new_page()
    logs_in(admin, "admin", "klaver")
    admin.goto("/admin/accounts")
    fits_everybody(admin)
    admin.get_by_role("button", name="Give a password to: Samira Verhoeven").click()
    given = admin.locator("code.big").inner_text()
    fits_everybody(admin)

    page = browser.new_context(base_url=town.url, locale="nl-NL").new_page()
    logs_in(page, "agent", "helemaal fout")
    expect(page.get_by_text("horen niet bij elkaar")).to_be_visible()
    fits_everybody(page)
    logs_in(page, "agent", given)
    page.wait_for_url("**/account?change=1")
    fits_everybody(page)
    for field, typed in (("old", given), ("new", WORDS), ("again", WORDS)):
        page.fill(f"[name={field}]", typed)
    page.press("[name=again]", "Enter")
    page.wait_for_url("**/account?done=password")
    fits_everybody(page)
    page.get_by_role("link", name="Code instellen").click()
    fits_everybody(page)
    secret = re.sub(r"\s", "", page.locator("ol code").inner_text())
    page.fill("[name=code]", pyotp.TOTP(secret).at(datetime.now(UTC)))  # noqa: TID251 - the server has the same clock
    page.press("[name=code]", "Enter")
    page.wait_for_url("**/account?done=code")

    other = browser.new_context(base_url=town.url, locale="nl-NL").new_page()
    logs_in(other, "agent", WORDS)
    other.wait_for_url("**/login/code?next=/desk")
    fits_everybody(other)
    page.get_by_role("button", name="Overal uitloggen").click()
    page.wait_for_url(f"{town.url}/login")
