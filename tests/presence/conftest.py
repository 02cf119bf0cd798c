import pytest

from router.presence.picked import presences_beside
from tests.queues.kinds import KINDS, maker_of


@pytest.fixture(params=KINDS)
async def presences(request):
    queues = maker_of(request.param, request)()
    await queues.open()
    yield presences_beside(queues)
    await queues.close()
