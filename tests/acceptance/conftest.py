import pytest

from router.testing import klaverdam
from router.testing_town import town_in
from tests.store.kinds import KINDS, opens_of


@pytest.fixture
def book():
    return klaverdam()


@pytest.fixture(params=KINDS)
async def town(request, tmp_path):
    """The same stories on each register."""
    async with town_in(tmp_path, store=await opens_of(request.param, tmp_path, request).made()) as town:
        yield town
