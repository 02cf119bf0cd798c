"""A day of operations: a line that fails is closed, a day is closed with its effect seen first, and both are undone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import chromium
from tests.browser.served import Served, attempts, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("operations")) as town:
        for place in range(3):
            town.send(
                channel="email", sourceId=f"o{place}", text="Ik wil iets vragen.", sender={"email": "a@example.org"}
            )
        yield town


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(town: Served, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=town.url, locale="nl-NL", color_scheme="dark")
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith((town.url, "data:")) else None)
    page.goto("/login")
    page.fill("[name=username]", "operations")
    page.fill("[name=password]", "klaver")
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/desk")
    yield page
    context.close()
    assert said == []


def sets(page: Page, kind: str, reason: str) -> None:
    page.click(f"#lever-{kind} summary")
    page.fill(f"#{kind}-reason", reason)


def answer_due(town: Served, case: dict[str, str]) -> str:
    return next(each["due"] for each in town.case(case["reference"])["promises"] if each["kind"] == "answer")


def test_the_line_is_closed_and_opened_again(page: Page, browser: Browser, town: Served) -> None:
    page.goto("/operations/levers")
    sets(page, "line", "Storing bij de provider")
    page.get_by_role("button", name="Lijn sluiten").click()
    expect(page.locator("#levers-on")).to_contain_text("Telefoonlijn gesloten")
    expect(page.locator(".notes")).to_contain_text("De telefoonlijn is met de hand gesloten. Storing bij de provider")
    citizen = browser.new_page(base_url=town.url, locale="nl-NL")
    citizen.goto("/product/passport")
    expect(citizen.locator("main")).to_contain_text("De telefoonlijn is nu dicht.")
    page.get_by_role("button", name="Opheffen: Telefoonlijn gesloten").click()
    expect(page.get_by_text("Het is opgeheven.")).to_be_visible()
    citizen.reload()
    expect(citizen.locator("main")).not_to_contain_text("De telefoonlijn is nu dicht.")
    citizen.close()


def test_a_day_is_closed_with_its_effect_seen_first_and_undone(page: Page, town: Served) -> None:
    (case, *_) = town.call("/api/v1/cases")["items"]
    due = answer_due(town, case)
    page.goto("/operations/levers")
    sets(page, "day", "Verhuizing")
    page.fill("#day-value", due[:10])
    page.get_by_role("button", name="Laat zien wat opschuift").click()
    expect(page.locator("#effect")).to_contain_text("open beloften schuiven op")
    page.get_by_role("button", name="Deze dag sluiten").click()
    expect(page.locator("#levers-on")).to_contain_text("Gesloten dag")
    assert any(answer_due(town, case) > due for _ in attempts())
    page.get_by_role("button", name="Opheffen: Gesloten dag").click()
    assert any(answer_due(town, case) == due for _ in attempts())
    page.goto("/operations/levers")
    expect(page.locator("main")).to_contain_text("Er is niets met de hand ingesteld")
    expect(page.locator("section[aria-labelledby=log]")).to_contain_text("Verhuizing")
