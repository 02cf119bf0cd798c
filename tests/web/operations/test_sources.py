"""Sources on a page, on the page of operations, and among the figures."""

from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestClient, TestServer

from router.domain.change import Change
from router.domain.source import Source
from router.web.operations.sources import ailing, source_states
from router.web.server import web_app
from tests.web.operations.conftest import Office


class Listening:
    """As much of it as the page asks."""

    def __init__(self, *names):
        self._names = names

    def names(self):
        return list(self._names)

    def adapter(self, name):
        return None


async def write(town, *sources):
    await town.store.apply([Change(sources=sources)])


async def three(town):
    now = town.clock.now()
    well = Source(name="bluesky/gemeente", heard_at=now, spoke_at=now)
    worn = Source(name="mastodon/gemeente", heard_at=now, spoke_at=now, trouble="expired", since=now)
    quiet = Source(name="feed/krant", heard_at=now, spoke_at=now - timedelta(days=4), silent_after=3 * 86400)
    await write(town, well, worn, quiet)


async def test_what_ails_stands_first_in_words(office):
    await three(office.town)
    await office.logs_in("operations")
    page = await office.get("/operations/sources")
    words = office.words(page)
    assert "laat ons niet meer binnen" in words
    assert "zegt niets" in words
    assert "in orde" in words
    assert page.index("feed/krant") < page.index("bluesky/gemeente")
    english = office.words(await office.get("/operations/sources", **{"Accept-Language": "en"}))
    assert "lets us in no more" in english


async def test_the_page_of_operations_says_so(office):
    await office.logs_in("operations")
    assert "aandacht nodig" not in office.words(await office.get("/operations"))
    await three(office.town)
    assert "2 bronnen hebben aandacht nodig: feed/krant, mastodon/gemeente" in office.words(
        await office.get("/operations")
    )


async def test_figures(office):
    await three(office.town)
    found = await office.get("/metrics")
    assert 'balie_source_ails{source="mastodon/gemeente"} 1.0' in found
    assert 'balie_source_ails{source="bluesky/gemeente"} 0.0' in found


async def test_what_is_set_and_was_never_heard_of_is_there_and_what_is_gone_is_not(office):
    await three(office.town)
    site = replace(office.site, listening=Listening("mastodon/gemeente", "mastodon/nieuw"))
    states = await source_states(site, office.town.clock.now())
    assert [(each.source.name, each.ails) for each in states] == [
        ("mastodon/gemeente", "expired"),
        ("mastodon/nieuw", None),
    ]
    assert [each.account for each in await ailing(site, office.town.clock.now())] == ["gemeente"]


@pytest.mark.parametrize("account", ["agent"])
async def test_it_is_for_who_watches(office, account):
    await office.logs_in(account)
    await office.get("/operations/sources", status=403)


async def test_nothing_set_says_so(office):
    site = replace(office.site, listening=Listening())
    async with TestClient(TestServer(web_app(site))) as client:
        elsewhere = Office(office.town, site, client)
        await elsewhere.logs_in("operations")
        assert "Nog geen bronnen" in elsewhere.words(await elsewhere.get("/operations/sources"))
