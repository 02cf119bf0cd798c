"""Asking to be called: a number that can be called, a window, and the moment promised at once."""

from sqlalchemy import select

from router.store import tables

PHONE = "06 12345678"


async def test_the_moment_is_told_before_and_after(town):
    assert "before Wednesday 25 November 17:00" in await town.page("/callback/passport")
    status, address = await town.send("/callback/passport", name="Jan", phone=PHONE, text="Over mijn paspoort")
    assert status == 303
    await town.settle()
    assert "We call you before Wednesday 25 November 17:00." in await town.page(address)


async def test_it_is_a_phone_contact_with_a_callback_promise(town):
    await town.send("/callback", name="Jan", phone=PHONE, preferred="2026-11-24-morning")
    (reference,) = await town.settle()
    file = (await town.site.store.files([reference]))[reference]
    assert (file.case.channel, file.case.source) == ("phone", "callback")
    assert "callback" in [promise.kind for promise in file.promises]
    async with town.site.reads.connect() as connection:
        facts = (await connection.execute(select(tables.parties.c.phone))).scalar()
    assert facts == "+31612345678"


async def test_who_leaves_the_number_of_somebody_else_gets_no_link_to_their_case(town):
    for name in ("Jan", "Jo", "Jet"):
        await town.send("/callback", name=name, phone=PHONE, email=f"{name}@example.org")
    cases = await town.settle()
    _, address = await town.send("/callback", name="Piet", phone=PHONE, email="piet@example.org")
    assert await town.settle() == cases
    page = await town.page(address)
    assert "safe with us" in page and "We call you before" in page
    assert "KV-" not in page and "/status/" not in page


async def test_windows_are_open_parts_of_the_days_until_then(town):
    page = await town.page("/callback")
    assert "2026-11-23-morning" in page
    assert "2026-11-25-afternoon" in page
    assert "2026-11-26" not in page


async def test_name_and_number_are_needed(town):
    status, page = await town.send("/callback", name="", phone="12", text="Vraag")
    assert status == 422
    assert "#field-name" in page
    assert "#field-phone" in page
    assert "Vraag" in page
