"""Search from the desk: what is typed stays out of addresses, and only what may be opened is found."""


async def test_a_case_is_found_by_who_wrote_it(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.", name="An Janssens")
    other = await desk.writes("Ik wil een paspoort.", name="Piet Bakker", email="p@voorbeeld.example")
    await desk.logs_in()
    page = await desk.post("/desk/search", 200, q="jansens <b>")
    assert "jansens &lt;b&gt;" in page
    page = await desk.post("/desk/search", 200, q="jansens")
    assert f'href="/desk/{reference}"' in page and f"{reference} · In de wachtrij" in page and other not in page


async def test_the_field_stands_on_every_page_of_the_desk(desk):
    await desk.logs_in()
    for path in ("/desk", "/desk/queues", "/desk/search"):
        page = await desk.get(path)
        assert 'method="post" action="/desk/search"' in page and 'data-key="/"' in page


async def test_what_was_not_found_says_the_mend(desk):
    await desk.logs_in()
    assert "Niets gevonden" in await desk.post("/desk/search", 200, q="zzzz")


async def test_an_address_with_a_name_in_it_finds_nothing(desk):
    await desk.writes("De straatlantaarn brandt niet.", name="An Janssens")
    await desk.logs_in()
    assert "Janssens" not in await desk.get("/desk/search?q=janssens")


async def test_found_is_a_few_queries_whatever_the_number(desk, statements):
    for number in range(6):
        await desk.writes("De straatlantaarn brandt niet.", email=f"{number}@voorbeeld.example")
    await desk.logs_in()
    statements.clear()
    await desk.post("/desk/search", 200, q="straatlantaarn")
    assert len(statements) <= 5  # found, lines, and what stands in the bar
