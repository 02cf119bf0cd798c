"""Every page as a browser sees it: light and dark, wide and at 320 px; nothing wrong, and no other host asked."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chromium import axe, chromium
from tests.browser.served import Served, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
CITIZEN = [
    "/",
    "/?q=paspoort",
    "/product/passport",
    "/form/street-lighting",
    "/callback/passport",
    "/status",
    "{status}",
    "{status}/add",
    "{missed}",
    "/nowhere",
]
STAFF = [
    "/login",
    "/desk?team=kcc",
    "/desk/{case}",
    "/desk/{mine}",
    "/desk/queues",
    "/desk/callbacks",
    "/desk/search",
    "/operations",
    "/operations/sources",
    "/operations/trends",
    "/operations/levers",
    "/operations/counted/waiting",
    "/operations/counted/calls",
    "/monitor",
    "/desk/visit",
    "/wallboard",
    "/mailbox",
    "/quarantine",
    "/admin/rules",
    "/admin/rules/routing",
    "/admin/rehearsal",
    "/account",
]
THEMES = ["light", "dark"]
WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll('body *')]
    .filter(each => each.getBoundingClientRect().right > innerWidth).map(each => each.outerHTML.slice(0, 120))"""
MOVES = """() => document.getAnimations().filter(each => each.effect.getComputedTiming().duration > 1)
    .map(each => each.animationName)"""
REFUSALS = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("town")) as town:
        town.run("simulate", "--speed", "20000", "--count", "60", "--seed", "5")
        yield town


@pytest.fixture(scope="module")
def places(town: Served) -> dict[str, str]:
    """Addresses that only this register knows."""
    asked = town.send(
        channel="email",
        subject="Lantaarn stuk",
        text="De straatlantaarn in de Molenstraat is stuk.",
        sender={"name": "Anna Pieters", "email": "anna@example.org", "phone": "+31612345678"},
    )
    mine = town.send(
        channel="webform",
        text="Bel mij terug over mijn paspoort",
        product="passport",
        sender={"email": "bob@example.org", "phone": "+31612345679"},
        callback={},
    )
    town.call(f"/api/v1/cases/{mine}/claims", {})
    for _ in range(3):
        town.call(f"/api/v1/cases/{mine}/callback-attempts", {"outcome": "no-answer"})
    twice = [json.dumps({"channel": "webform", "sourceId": "twice", "text": text}) for text in ("een", "twee")]
    town.call("/api/v1/contacts/batch", "\n".join(twice))  # one name, two texts: the second goes to quarantine
    pages = {"status": asked, "missed": mine}
    return {
        **{name: urlsplit(str(town.case(case)["statusUrl"])).path for name, case in pages.items()},
        "case": asked,
        "mine": mine,
    }


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def contexts(browser: Browser, town: Served) -> Iterator[dict[str, BrowserContext]]:
    """One a theme, with an agent logged in."""
    made = {theme: browser.new_context(color_scheme=theme, locale="nl-NL", base_url=town.url) for theme in THEMES}
    for context in made.values():
        page = context.new_page()
        page.goto("/login")
        page.fill("[name=username]", "lead")
        page.fill("[name=password]", "klaver")
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{town.url}/desk")
        page.close()
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def page(request: pytest.FixtureRequest, contexts: dict[str, BrowserContext], town: Served) -> Iterator[Page]:
    """A page that fails the test when it says something on the console or asks another host."""
    page = contexts["dark" if "dark" in request.node.name else "light"].new_page()
    wrong: list[str] = []
    told = REFUSALS if "nowhere" in request.node.name or "mistakes" in request.node.name else ()
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    ours = (town.url, "data:")
    page.on("request", lambda request: None if request.url.startswith(ours) else wrong.append(f"asked {request.url}"))
    yield page
    page.close()
    assert [each for each in wrong if not each.startswith(told)] == []


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("address", CITIZEN + STAFF)
def test_a_page_has_nothing_that_shuts_people_out(page: Page, places: dict[str, str], address: str, theme: str) -> None:
    page.goto(address.format(**places))
    page.evaluate(axe())
    found = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)["violations"]
    assert [(each["id"], node["target"], node["failureSummary"]) for each in found for node in each["nodes"]] == []


@pytest.mark.parametrize("address", CITIZEN + STAFF)
def test_a_page_fits_a_small_telephone(page: Page, places: dict[str, str], address: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(address.format(**places))
    assert page.evaluate(WIDER) == []


@pytest.mark.parametrize("address", ["/", "{status}", "/desk", "/desk/{case}", "/monitor", "/wallboard"])
def test_nothing_moves_for_who_asks_for_stillness(page: Page, places: dict[str, str], address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(address.format(**places))
    page.evaluate("document.querySelectorAll('main *').forEach(each => each.setAttribute('data-changed', ''))")
    assert page.evaluate(MOVES) == []


def test_a_form_with_mistakes_shuts_nobody_out(page: Page) -> None:
    page.goto("/form/street-lighting")
    page.click("main form button.main")
    page.wait_for_selector(".error-summary")
    page.evaluate(axe())
    assert [each["id"] for each in page.evaluate("tags => axe.run({runOnly: tags})", TAGS)["violations"]] == []


def test_what_is_marked_follows_a_theme_that_turns_meanwhile(page: Page) -> None:
    page.goto("/monitor")
    page.evaluate("document.querySelector('#counts').setAttribute('data-changed', '')")
    page.evaluate("document.getAnimations().forEach(each => each.pause())")
    washes = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        washes.append(page.evaluate("getComputedStyle(document.querySelector('#counts')).backgroundImage"))
    assert washes[0] != washes[1]
