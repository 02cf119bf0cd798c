import pytest

from router.testing import klaverdam
from router.testing_town import town_in


@pytest.fixture
def book():
    return klaverdam()


@pytest.fixture
async def town(tmp_path):
    async with town_in(tmp_path) as town:
        yield town
