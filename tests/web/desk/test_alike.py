"""Perhaps the same person: suggested on the page, never merged, and what an agent says is kept."""

from router.domain.contact import Sender
from router.store.views.alike import alike
from router.testing_town import town_in


async def people(town, place="Klaver"):
    """The same person by mail with a number, by phone, and by name and place over a post; and somebody else."""
    mail = await town.receive(sender=Sender(name="An", email="An@kl.example", phone="+31612345678"), place=place)
    phone = await town.receive(channel="phone", source="phone", sender=Sender(phone="+31612345678"))
    post = await town.receive(
        channel="mention", source="mastodon", sender=Sender(name="An", handle="@an"), place=place, message_id="<p>"
    )
    other = await town.receive(sender=Sender(name="An", email="another@kl.example"), place="Elders")
    return [await town.case_of(each) for each in (mail, phone, post, other)]


async def test_by_number_address_name_and_place(tmp_path):
    async with town_in(tmp_path) as town:
        mail, phone, post, other = await people(town)
        party = await town.store.party(mail.party)
        found = await alike(town.store.engine, party, mail.place)
        assert {(each.case, each.why) for each in found} == {(phone.reference, "phone"), (post.reference, "place")}
        assert await alike(town.store.engine, await town.store.party(other.party), other.place) == []


async def test_what_an_agent_says_is_kept_both_ways_and_merges_nothing(tmp_path):
    async with town_in(tmp_path) as town:
        mail, phone, post, _ = await people(town)
        await town.acts.same_person(mail.reference, town.actor(), phone.party, True)
        await town.acts.same_person(mail.reference, town.actor(), post.party, False)
        (left,) = await alike(town.store.engine, await town.store.party(mail.party), mail.place)
        assert (left.case, left.said) == (phone.reference, "same-person")
        assert await alike(town.store.engine, await town.store.party(post.party), post.place) == []
        assert (await town.case(phone.reference)).party != (await town.case(mail.reference)).party


async def test_the_page_suggests_and_takes_the_word(desk):
    first = await desk.writes("De straatlantaarn brandt niet.", phone="+31612345678")
    second = await desk.writes("Hij brandt nog steeds niet.", email="ander@voorbeeld.example", phone="+31612345678")
    await desk.logs_in()
    page = await desk.get(f"/desk/{second}")
    assert "Misschien dezelfde persoon" in page and first in page
    other = (await desk.case(first)).case.party
    assert (await desk.post(f"/desk/{second}/person", other=other, same="no")).startswith(f"/desk/{second}?done=person")
    assert "Misschien dezelfde persoon" not in await desk.get(f"/desk/{second}")
    await desk.post(f"/desk/{second}/person", 409, other="nobody", same="yes")
