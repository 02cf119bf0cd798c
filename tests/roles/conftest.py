import pytest

from router.testing_town import town_in
from tests.queues.kinds import KINDS, maker_of


@pytest.fixture(params=KINDS)
async def town(request, tmp_path):
    async with town_in(tmp_path, queues=maker_of(request.param, request)()) as town:
        yield town
