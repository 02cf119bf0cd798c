"""What citizens said after closing, on the page of trends; each figure can be counted again."""

from datetime import timedelta

from router.domain.change import Change, History
from router.testing import case_file

DAY = timedelta(days=1)


async def said(office, number, score, team="permits", ago=DAY, again=False):
    reference, at = f"KV-2611-{number:04}", office.town.clock.now() - ago
    file = case_file(reference=reference, team=team)
    line = History(subject=reference, type="rated", at=at, by="citizen", data={"score": score, "version": 1})
    await office.town.store.apply([Change(cases=() if again else ((None, file.case),), history=(line,))])


async def test_each_case_once_and_a_mean_from_five(office):
    for number, score in enumerate((5, 5, 4, 3, 2), 1):
        await said(office, number, score)
    await said(office, 5, 1, ago=timedelta(hours=1), again=True)  # who said 2 before thinks worse of it now
    await said(office, 6, 5, "taxes")
    await said(office, 7, 1, "taxes", ago=29 * DAY)
    await office.logs_in("operations")
    words = office.words(await office.get("/operations/trends"))
    assert "5 3,6 1 0 1 1 2" in words  # answers, mean, and how often each
    assert "1 – 0 0 0 0 1" in words  # one answer is no mean
    page = await office.get("/operations/counted/rated?team=permits")
    assert 'id="total" data-value="5"' in page


async def test_nobody_said_anything(office):
    await office.logs_in("operations")
    assert "Nog niemand zei iets" in office.words(await office.get("/operations/trends"))
