import pytest

from router.domain.contact import CallbackWish
from router.domain.errors import NotFound, Refused
from router.rules.rulebook import Rulebook


async def test_after_the_mend_it_takes_the_place_of_its_row(town):
    sound = town.book
    town.book = Rulebook(sound.municipality.with_(terms={}), sound.rules, "broken")
    contact = await town.receive(callback=CallbackWish())
    assert await town.quarantine() == {contact.id: "promise"}
    with pytest.raises(Refused, match="failed again: promise: KeyError"):
        await town.replay(contact.id)
    town.book = sound
    await town.replay(contact.id)
    assert await town.quarantine() == {}
    assert (await town.case_of(contact)).status == "queued"
    assert await town.contacts() == [contact.id]
    with pytest.raises(NotFound):
        await town.replay(contact.id)


async def test_what_never_lay_there(town):
    with pytest.raises(NotFound, match="not in quarantine"):
        await town.replay("nothing")


async def test_what_could_not_be_taken_apart_waits_for_a_person_who_lets_it_in(town):
    contact = await town.receive(unreadable="its bytes are kept")
    assert await town.quarantine() == {contact.id: "read"}
    await town.replay(contact.id)
    assert await town.quarantine() == {}
    assert (await town.case_of(contact)).status == "queued"
