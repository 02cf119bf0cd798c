"""Who wrote "call me back" is suggested to the agent, who promises it with one press; nothing happens by itself."""

ASKS = "De lantaarn brandt niet.\nBel mij terug op 06 12345678, liefst na 14u."


async def test_the_page_suggests_it_and_one_press_promises_it(desk):
    reference = await desk.writes(ASKS, subject="Lantaarn")
    await desk.logs_in()
    page = await desk.get(f"/desk/{reference}")
    assert "Terugbellen?" in page and 'href="tel:+31612345678">06 12345678<' in page and 'data-key="y"' in page
    assert "callback" not in (await desk.case(reference)).promises, "never by itself"
    assert (await desk.post(f"/desk/{reference}/call", number="+31612345678")).startswith(
        f"/desk/{reference}?done=call"
    )
    assert (await desk.case(reference)).promises["callback"].state == "open"
    page = await desk.get(f"/desk/{reference}?done=call")
    assert "Terugbellen?" not in page
    assert "Er is een telefoontje beloofd." in page and "beloofde hen te bellen" in page
    await desk.post(f"/desk/{reference}/callback", outcome="reached", text="Gesproken")
    assert "Terugbellen?" not in await desk.get(f"/desk/{reference}"), "it was done"


async def test_a_number_alone_a_dear_one_and_a_refusal_are_no_wish(desk):
    await desk.logs_in()
    for text in ("Mijn nummer is 06 12345678.", "Bel mij terug op 0900 8844.", "Bel mij niet op 06 12345678."):
        assert "Terugbellen?" not in await desk.get(f"/desk/{await desk.writes(text)}")


async def test_what_is_not_dialled_is_refused_with_the_mend(desk):
    reference = await desk.writes(ASKS)
    await desk.logs_in()
    assert "Dit nummer wordt niet gebeld" in await desk.post(f"/desk/{reference}/call", 409, number="0900 8844")


async def test_who_left_a_number_and_asks_for_a_call_without_one(desk):
    await desk.logs_in()
    page = await desk.get(
        f"/desk/{await desk.writes('De lantaarn brandt niet. Kunt u me even terugbellen?', phone='+31687654321')}"
    )
    assert 'href="tel:+31687654321">+31687654321</a> <small>' in page
