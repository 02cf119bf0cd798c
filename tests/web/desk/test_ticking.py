"""Words to oneself are ticked off; those to others stay."""

from router.domain.change import Change, Notice


async def told(desk, reference, *ids, account="agent"):
    now = desk.site.clock.now()
    words = [Notice(id=each, account=account, case=reference, at=now, code="answer-at-risk") for each in ids]
    await desk.store.apply([Change(notices=tuple(words))])


async def test_one_is_ticked_off_and_the_title_counts_the_others(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await told(desk, reference, "n1", "n2")
    await desk.logs_in()
    page = await desk.get("/desk")
    assert "<title>(2) " in page and 'value="n1"' in page
    assert await desk.post("/desk/notices", notice="n1", next=f"/desk/{reference}") == f"/desk/{reference}"
    page = await desk.get("/desk")
    assert "<title>(1) " in page and 'value="n1"' not in page and 'value="n2"' in page


async def test_the_word_of_another_is_not_mine_to_tick_off(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await told(desk, reference, "n1", account="lead")
    await desk.logs_in()
    assert await desk.post("/desk/notices", notice="n1", next="//elsewhere.example") == "/desk"
    await desk.post("/logout")
    await desk.logs_in("lead")
    assert 'value="n1"' in await desk.get("/desk")


async def test_told_again_it_stays_ticked_off(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await told(desk, reference, "n1")
    await desk.logs_in()
    await desk.post("/desk/notices", notice="n1")
    await told(desk, reference, "n1")
    page = await desk.get("/desk")
    assert 'value="n1"' not in page and "<title>(" not in page
