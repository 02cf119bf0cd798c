import pytest

from router.domain.contact import CallbackWish, Sender
from router.domain.words import CallbackOutcome


@pytest.mark.parametrize("outcome", CallbackOutcome)
async def test_only_reaching_somebody_keeps_the_promise(town, outcome):
    contact = await town.receive(callback=CallbackWish(), sender=Sender(phone="+31612345678"))
    case = await town.case_of(contact)
    await town.acts.call_back(case.reference, town.actor(), outcome, "een notitie")
    assert (await town.promise(case.reference, "callback")).state == ("kept" if outcome == "reached" else "open")
    (line,) = await town.history("called-back")
    assert line.data["outcome"] == outcome
