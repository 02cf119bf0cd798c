import pytest

from tests.queues.kinds import KINDS, maker_of


@pytest.fixture(params=KINDS)
async def queues(request):
    queues = maker_of(request.param, request)()
    await queues.open()
    yield queues
    await queues.close()
