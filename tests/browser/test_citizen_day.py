"""A citizen's day: asks, follows, adds, complains of not being called, says how we did. And the form on another site."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.chromium import axe, chromium
from tests.browser.served import ROOT, Served, served

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing between the dots of the tests."""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Another site: its origin and its folder."""
    folder = tmp_path_factory.mktemp("elsewhere")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", folder
        server.shutdown()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, elsewhere: tuple[str, Path]) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("town")
    shutil.copytree(ROOT / "examples" / "klaverdam", folder / "klaverdam")
    channels = folder / "klaverdam" / "channels.yaml"
    channels.write_text(channels.read_text().replace("webform: {}", f'webform: {{embed: ["{elsewhere[0]}"]}}'))
    before = os.environ.get("BALIE_MUNICIPALITY")
    os.environ["BALIE_MUNICIPALITY"] = str(folder / "klaverdam")
    try:
        with served(folder) as town:
            yield town
    finally:
        os.environ.pop("BALIE_MUNICIPALITY")
        if before is not None:
            os.environ["BALIE_MUNICIPALITY"] = before


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def narrow(browser: Browser, town: Served) -> Page:
    return browser.new_page(
        base_url=town.url, locale="nl-NL", java_script_enabled=False, viewport={"width": 320, "height": 800}
    )


def test_a_day_without_javascript_on_a_small_screen(browser: Browser, town: Served) -> None:
    page = narrow(browser, town)
    page.goto("/callback/street-lighting")
    page.get_by_label("Naam").fill("Anna Pieters")
    page.get_by_label("Telefoonnummer").fill("06 12345678")
    page.get_by_role("button", name="Bel mij terug").click()
    page.wait_for_url("**/sent/*")
    page.get_by_role("link", name="Volg wat er gebeurt").click()
    link = page.url.partition("?")[0]
    page.get_by_role("link", name="Iets toevoegen").click()
    page.get_by_label("Wat wilt u toevoegen?").fill("Het is de lamp bij nummer 12.")
    page.get_by_role("button", name="Versturen").click()
    expect(page.locator(".flash")).to_be_visible()
    page.get_by_role("button", name="Ik ben niet gebeld").click()
    expect(page.locator(".flash")).to_be_visible()
    reference = link.split("/")[-2]
    close(town, reference)
    page.goto(f"{link}/rate?score=4")
    expect(page.get_by_label("Goed", exact=True)).to_be_checked()
    page.goto(link)
    page.get_by_role("button", name="Heel goed").click()
    expect(page.get_by_role("heading", name="U zei: Heel goed")).to_be_visible()
    assert [each["data"]["score"] for each in town.case(reference)["history"] if each["type"] == "rated"] == [5]


def close(town: Served, reference: str) -> None:
    body = json.dumps({"result": "done"}).encode()
    url = f"{town.url}/api/v1/cases/{reference}/closure"
    headers = {"Authorization": "Bearer token", "Content-Type": "application/json", "X-Balie-Agent": "lead"}
    with urlopen(Request(url, body, headers), timeout=15) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_the_closed_case_has_no_faults_and_fits(browser: Browser, town: Served, language: str) -> None:
    reference = town.send(channel="webform", text="De lamp in de Molenstraat is stuk.")
    close(town, reference)
    link = str(town.case(reference)["statusUrl"])
    page = browser.new_page(viewport={"width": 320, "height": 800}, bypass_csp=True)
    for path in (link, f"{link}/rate", f"{link}/add"):
        page.goto(f"{path}?lang={language}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.evaluate(axe())
        faults = page.evaluate("axe.run()")["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in faults] == []


def test_the_form_stands_on_another_site(browser: Browser, town: Served, elsewhere: tuple[str, Path]) -> None:
    origin, folder = elsewhere
    script = f'<script src="{town.url}/embed.js" data-product="litter" data-title="Melding"></script>'
    (folder / "page.html").write_text(f'<!doctype html><html lang="nl"><title>Elders</title><body>{script}')
    context = browser.new_context(locale="nl-NL")
    page = context.new_page()
    page.goto(f"{origin}/page.html")
    frame = page.frame_locator("iframe[title=Melding]")
    frame.locator("[name=text]").fill("Er ligt afval bij de brug.")
    page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    frame.get_by_role("button", name="Versturen").click()
    expect(frame.get_by_role("heading", name="Dank u wel")).to_be_visible()
    expect(frame.get_by_role("link", name="Volg wat er gebeurt")).to_be_visible()
    assert context.cookies() == []


def test_a_site_that_is_not_named_gets_no_form(browser: Browser, town: Served, elsewhere: tuple[str, Path]) -> None:
    origin, folder = elsewhere
    (folder / "other.html").write_text(f'<!doctype html><iframe src="{town.url}/form/litter?embed=1"></iframe>')
    page = browser.new_page()
    page.goto(f"{origin.replace('127.0.0.1', 'localhost')}/other.html")
    expect(page.frame_locator("iframe").locator("[name=text]")).to_have_count(0)
