import pytest

from router.testing import klaverdam
from router.testing_town import town_in
from tests.queues.kinds import KINDS, maker_of


@pytest.fixture
def book():
    return klaverdam()


@pytest.fixture
async def town(tmp_path):
    async with town_in(tmp_path) as town:
        yield town


@pytest.fixture(params=KINDS)
async def each_town(request, tmp_path):
    """A town over each implementation of the queues."""
    async with town_in(tmp_path, queues=maker_of(request.param, request)()) as town:
        yield town
