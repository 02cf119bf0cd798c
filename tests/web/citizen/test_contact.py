"""The contact page: search, and the three ways with the facts there are."""

from datetime import timedelta

import pytest

from router.web.citizen.search import find


@pytest.mark.parametrize(
    ("question", "product"),
    [
        ("paspoort", "passport"),
        ("PASPOORT verlengen", "passport"),
        ("mijn paspoort is kwijt", "passport"),
        ("lantaarn", "street-lighting"),
        ("passeport perdu", "passport"),
        ("parkeerverg", "parking-permit"),
        ("Führerschein", "driving-licence"),
        ("fuhrerschein", "driving-licence"),
    ],
)
def test_search_forgives(book, question, product):
    assert product in [each.id for each in find(question, book.municipality.products.values(), "nl")][:3]


@pytest.mark.parametrize("question", ["", "   ", "xqzzy", "%'--"])
def test_nothing_fits(book, question):
    assert find(question, book.municipality.products.values(), "nl") == []


async def test_an_empty_register_offers_the_simulator(town):
    page = await town.page("/")
    assert "simulate --speed 60" in page
    assert "/form" in page


async def test_the_question_comes_back_escaped(town):
    page = await town.page("/?q=%3Cscript%3E")
    assert "<script>" not in page.replace('<script type="module"', "")
    assert "&lt;script&gt;" in page


async def test_what_is_asked_most_is_offered_once_there_are_cases(town):
    await town.send("/form/passport", text="Mijn paspoort is verlopen")
    await town.settle()
    page = await town.page("/")
    assert "Asked most" in page
    assert "simulate" not in page


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
async def test_every_product_has_its_page_in_every_language(town, language):
    for product in town.site.municipality.products:
        await town.page(f"/product/{product}?lang={language}")


async def test_the_advised_way_comes_first(town):
    page = await town.page("/product/passport")  # channels: face, call
    assert page.index("Our advice") < page.index("Visit us") < page.index("Call me back")
    assert "Do it yourself" not in page


async def test_the_line_says_until_when_and_when_again(town):
    assert "Open now, until 17:00" in await town.page("/product/passport")
    town.clock.go(timedelta(hours=8))
    assert "Closed now. Open again: Tuesday 24 November 08:30" in await town.page("/product/passport")


async def test_an_unknown_product_is_not_found(town):
    await town.page("/product/unicorn", status=404)
    await town.page("/form/unicorn", status=404)


async def test_the_wait_is_told_only_while_the_line_is_open_and_calls_tell(town, monkeypatch):
    assert "Callers now wait" not in await town.page("/product/passport")

    async def two_minutes(*_):
        return timedelta(minutes=2)

    monkeypatch.setattr("router.web.citizen.contact.current_wait", two_minutes)
    assert "Callers now wait about 2 minutes." in await town.page("/product/passport")
    town.clock.go(timedelta(hours=12))
    assert "Callers now wait" not in await town.page("/product/passport")


async def test_a_closing_day_is_told_by_its_name(town):
    town.clock.go(timedelta(days=32))  # Christmas
    page = await town.page("/product/passport?lang=nl")
    assert "Vandaag gesloten: " in page
    assert "Zonder afspraak komen mag altijd." in page


async def test_a_theme_of_ones_own_is_tokens_in_a_stylesheet(town):
    organisation = town.site.pages.organisation
    assert "/theme.css" not in await town.page("/")
    town.site.pages.speak_for(organisation.with_(theme={"utrecht-link-color": "#7a1f5c"}))
    try:
        assert '<link rel="stylesheet" href="/theme.css">' in await town.page("/")
    finally:
        town.site.pages.speak_for(organisation)
