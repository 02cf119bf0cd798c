import pytest

from router.testing_town import town_in
from tests.store.kinds import KINDS, opens_of


@pytest.fixture(params=KINDS)
def opens(request, tmp_path):
    """One register: `await opens.open()` gives a store over it, and again one after a restart."""
    return opens_of(request.param, tmp_path, request)


@pytest.fixture
async def store(opens):
    store = await opens.open()
    yield store
    await store.close()


@pytest.fixture
async def town(opens, tmp_path):
    async with town_in(tmp_path, store=await opens.made()) as town:
        yield town
