"""The office of operations, for who watches social media; what Mastodon brings can be answered there."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from router.testing_town import town_in
from router.web.server import web_app
from tests.web.operations.conftest import Office, site_of_town


@pytest.fixture
async def office(tmp_path) -> AsyncIterator[Office]:
    async with town_in(tmp_path) as town:
        town.speaks_over("mastodon")
        site = site_of_town(town, tmp_path)
        async with TestClient(TestServer(web_app(site))) as client:
            yield Office(town, site, client)
