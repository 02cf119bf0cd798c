"""Earlier contacts of this person, and the same report nearby."""

from router.domain.contact import Sender
from router.store.views.earlier import earlier, nearby
from router.testing_town import town_in

LAMP = "De straatlantaarn brandt niet."


async def test_the_same_report_in_the_same_street_of_somebody_else(tmp_path):
    async with town_in(tmp_path) as town:

        async def reports(place, name, text=LAMP):
            sender = Sender(name=name, email=f"{name}@kl.example")
            return await town.case_of(await town.receive(text=text, place=place, sender=sender))

        old = await reports("Dorpsstraat 3", "eerder")
        town.at("wo 9 dec 2026 10:00")
        first = await reports("Dorpsstraat 12", "an")
        second = await reports("dorpsstraat 14, Klaverdam", "bo")
        await reports("Kerkstraat 12", "cor")
        await reports("Dorpsstraat 16", "an")
        await reports("Dorpsstraat 18", "dirk", "Ik wil een paspoort.")
        found = await nearby(town.store.engine, first, town.clock.now())
        assert [each.reference for each in found] == [second.reference] != [old.reference]
        assert await nearby(town.store.engine, first.with_(place=None), town.clock.now()) == []


async def test_earlier_ones_of_the_same_person(tmp_path):
    async with town_in(tmp_path) as town:
        first = await town.case_of(await town.receive())
        second = await town.case_of(await town.receive(text="Ik wil een paspoort."))
        found = await earlier(town.store.engine, second.reference, {second.party})
        assert [each.reference for each in found] == [first.reference] and found[0].is_open
        assert await earlier(town.store.engine, second.reference, set()) == []


async def test_the_page_shows_them_and_puts_them_together(desk):
    first = await desk.writes(LAMP)
    second = await desk.writes("Ik wil een paspoort.")
    await desk.logs_in()
    page = await desk.get(f"/desk/{second}")
    assert "Eerdere contacten van deze persoon" in page and f'name="into" value="{first}"' in page
    await desk.post(f"/desk/{second}/merge", into=first)
    assert (await desk.case(second)).case.merged_into == first
    assert f'name="into" value="{first}"' not in await desk.get(f"/desk/{second}")
