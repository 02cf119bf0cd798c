"""A day of web care: a storm of 200 mentions answered once each, and the rest by keyboard alone."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe, chromium
from tests.browser.fediverse import Fediverse, fediverse
from tests.browser.served import ROOT, Served, served
from tests.browser.test_pages import TAGS, WIDER

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
STORM = 200
SAID = (
    "Gft weer niet opgehaald in de Kerkstraat",
    "De groene container in de Kerkstraat is niet geleegd",
    "Gft al drie weken niet geleegd in de Kerkstraat. Het stinkt",
    "Gft-bak Kerkstraat staat er nog, niet opgehaald",
)
ANSWER = "Dat klopt niet zoals het hoort. De wagen komt vandaag voor 16.00 uur nog langs."


@pytest.fixture(scope="module")
def there() -> Iterator[Fediverse]:
    with fediverse() as there:
        yield there


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, there: Fediverse) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("town")
    shutil.copytree(ROOT / "examples" / "klaverdam", folder / "klaverdam")
    channels = folder / "klaverdam" / "channels.yaml"
    account = f"{{accounts: [{{name: klaverdam, server: '{there.url}', token: 'env:FEDIVERSE_TOKEN'}}]}}"
    channels.write_text(channels.read_text().replace("mastodon: {}", f"mastodon: {account}"))
    ours = {"BALIE_MUNICIPALITY": str(folder / "klaverdam"), "FEDIVERSE_TOKEN": "token"}
    before = {name: os.environ.get(name) for name in ours}
    os.environ |= ours
    try:
        with served(folder) as town:
            there.is_heard()
            yield town
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, town: Served) -> Iterator[Page]:
    context = browser.new_context(base_url=town.url, locale="nl-NL", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto("/login?next=/monitor")
    page.fill("[name=username]", "webcare")
    page.fill("[name=password]", "klaver")
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/monitor")
    yield page
    context.close()


def fits_everybody(page: Page) -> None:
    """In light and dark, and at 320 px."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.evaluate(axe())
        found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)["violations"]
        assert [(theme, each["id"], node["target"]) for each in found for node in each["nodes"]] == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate(WIDER) == []
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_storm_gets_one_answer_and_everybody_hears_it_once(page: Page, there: Fediverse) -> None:
    asked = there.says("fatima", "Is het zwembad open in de kerstvakantie?")
    expect(page.get_by_text("1 nieuw bericht")).to_be_visible(timeout=15000)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="fatima")).to_be_visible()
    first = page.locator(".post").first
    before = first.bounding_box()

    posts = {there.says(f"buur{number}", SAID[number % len(SAID)], 42) for number in range(STORM)}
    expect(page.get_by_text(f"{STORM} nieuwe berichten")).to_be_visible(timeout=60000)
    assert (first.bounding_box() or {})["height"] == (before or {})["height"]  # what one reads stays what it is
    page.keyboard.press("n")
    burst = page.locator(".burst")
    expect(burst).to_contain_text(f"{STORM} berichten")
    expect(burst).to_contain_text(f"bereik {STORM * 42}")
    fits_everybody(page)

    burst.get_by_role("link", name="Eén antwoord maken").click()
    area = page.get_by_label("Antwoord voor allemaal")
    area.fill(ANSWER)
    expect(page.locator("[data-count-left]")).to_have_text(f"{468 - len(ANSWER)} over")
    fits_everybody(page)
    area.press("Control+Enter")
    page.wait_for_url("**/monitor?done=together")
    answers = there.has(STORM)
    expect(page.get_by_text(f"{STORM} van {STORM} geplaatst")).to_be_visible(timeout=30000)

    joined = {there.says(f"later{number}", SAID[number], 42) for number in range(3)}
    answers = there.has(STORM + 3)
    assert Counter(each["in_reply_to_id"] for each in answers) == Counter(posts | joined)
    assert all(ANSWER in each["status"] and each["visibility"] == "public" for each in answers)
    assert asked not in {each["in_reply_to_id"] for each in answers}


def test_the_rest_by_keyboard_alone(page: Page, there: Fediverse) -> None:
    page.locator(".post a", has_text="fatima").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**case=KV-*")
    fits_everybody(page)
    count = len(there.answers)
    page.keyboard.press("p")
    page.wait_for_url("**done=claim")
    page.keyboard.press("g")
    page.get_by_label("Nieuws, alleen om te weten").focus()
    page.keyboard.press("Space")
    fits_everybody(page)
    page.keyboard.press("m")
    page.get_by_label("Antwoord", exact=True).focus()
    page.keyboard.type("Ja, tot en met 23 december.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**done=reply")
    assert "tot en met 23 december" in there.has(count + 1)[-1]["status"]
    expect(page.locator(".post", has_text="fatima")).to_have_count(0)


def test_a_source_is_muted_and_a_list_kept(page: Page, there: Fediverse) -> None:
    page.get_by_text("Bron dempen").click()
    page.get_by_role("button", name="Dempen", exact=True).click()
    expect(page.get_by_text("mastodon/klaverdam gedempt tot")).to_be_visible()
    page.get_by_role("button", name="Niet meer dempen").click()
    expect(page.get_by_text("De bron is niet meer gedempt.")).to_be_visible()
    page.get_by_role("link", name="Alles vandaag").click()
    page.get_by_text("Bewaar deze lijst").click()
    page.get_by_label("Naam van de lijst").fill("Mijn lijst")
    page.get_by_role("button", name="Bewaar", exact=True).click()
    expect(page.get_by_role("link", name="Mijn lijst")).to_be_visible()
    fits_everybody(page)
