from datetime import timedelta

from router.testing import MONDAY


async def test_past_promises_end_without_firing_anything(town):
    long_ago = MONDAY - timedelta(days=40)
    for number in range(80):
        await town.receive(source_id=f"old-{number}", received_at=long_ago, backlog=True)
    files = [await town.file(each) for each in await town.cases()]
    assert len(files) == 80
    assert {each.state for file in files for each in file.promises} == {"kept", "broken"}
    assert not any(each.is_owed for file in files for each in file.promises)
    assert {(file.case.status, file.case.next_breach) for file in files} == {("closed", None)}
    assert (await town.clock_ticks(), await town.deliver(), await town.notices()) == (0, [], [])


async def test_what_is_not_past_goes_on(town):
    contact = await town.receive(received_at=MONDAY - timedelta(hours=1), backlog=True)
    case = await town.case_of(contact)
    assert case.status == "queued"
    assert (await town.promise(case.reference, "answer")).is_open
    assert await town.deliver() == []
