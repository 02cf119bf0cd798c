"""What people come to do, from beginning to end: an agent without a mouse, a citizen without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import chromium
from tests.browser.served import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until it has the focus, as somebody without a mouse does."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}.")


def test_an_agent_works_a_case_by_keyboard(browser: Browser, town: Served) -> None:
    reference = town.send(
        channel="email",
        subject="Lantaarn stuk",
        text="De straatlantaarn in de Molenstraat is stuk.",
        sender={"name": "Anna Pieters", "email": "anna@example.org"},
    )
    page = browser.new_page(base_url=town.url, locale="en-GB")
    page.goto("/desk")
    tab_to(page, "[name=username]")
    page.keyboard.type("agent")
    tab_to(page, "[name=password]")
    page.keyboard.type("klaver")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{town.url}/desk")
    tab_to(page, f"a[href^='/desk/{reference}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{reference}*")
    page.keyboard.press("p")
    expect(page.get_by_text("The case is yours.")).to_be_visible()
    page.wait_for_load_state()  # its keys are there
    page.keyboard.press("m")
    expect(page.locator("#text-reply")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Dank u wel. De lamp wordt donderdag vervangen.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Your answer is on its way.")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("x")
    expect(page.locator("[name=result]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The case is closed.")).to_be_visible()
    assert town.case(reference)["status"] == "closed"
    assert any("De lamp wordt donderdag vervangen." in str(letter["text"]) for letter in town.letters(2))
    page.close()


def test_a_citizen_needs_no_javascript(browser: Browser, town: Served) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=town.url, locale="en-GB")
    page = context.new_page()
    page.goto("/product/street-lighting")
    page.click("a[href^='/form/street-lighting']")
    page.fill("[name=text]", "The street lamp in front of number 12 is broken.")
    page.fill("[name=place]", "Molenstraat 12")
    page.fill("[name=email]", "carla@example.org")
    page.set_input_files("[name=files]", {"name": "lamp.txt", "mimeType": "text/plain", "buffer": b"a lamp"})
    page.click("main form button.main")
    page.wait_for_url("**/sent/**")
    page.click("main a[href*='/status/KV-']")
    page.wait_for_url("**/status/KV-*/*")
    expect(page.get_by_role("heading", name="Street lighting")).to_be_visible()
    context.close()
