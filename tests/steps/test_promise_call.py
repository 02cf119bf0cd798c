"""An agent promises a call to who wrote that they would like one."""

import pytest

from router.domain.contact import Sender
from router.domain.errors import Refused
from router.domain.words import CallbackOutcome, Result

BY_MAIL = Sender(name="Noor", email="noor@example.org")


async def written(town, **more):
    contact = await town.receive(text="De lantaarn brandt niet. Bel mij terug op 06 12345678.", sender=BY_MAIL, **more)
    return (await town.case_of(contact)).reference


async def test_it_is_a_callback_like_any_other_from_now_on(town):
    reference = await written(town)
    change = await town.acts.promise_call(reference, town.actor(), "06 12345678")
    promise = await town.promise(reference, "callback")
    assert (promise.state, promise.since) == ("open", town.clock.now())
    file = await town.file(reference)
    assert (await town.store.party(file.case.party)).phone == "+31612345678"
    assert file.case.next_breach == min(each.due for each in file.promises if each.is_owed)
    (line,) = await town.history("call-promised")
    assert line.by == town.actor().account
    assert "612345678" not in repr(change.history)
    await town.acts.call_back(reference, town.actor(), CallbackOutcome.REACHED)
    assert (await town.promise(reference, "callback")).state == "kept"


async def test_not_twice(town):
    reference = await written(town)
    await town.acts.promise_call(reference, town.actor(), "06 12345678")
    with pytest.raises(Refused, match="promised already"):
        await town.acts.promise_call(reference, town.actor(), "06 12345678")


@pytest.mark.parametrize("number", ["112", "14 0475", "0900 8844", "+1 900 555 1234", "", "bel mij"])
async def test_never_to_a_short_or_dear_number(town, number):
    reference = await written(town)
    with pytest.raises(Refused, match="not dialled"):
        await town.acts.promise_call(reference, town.actor(), number)


async def test_not_in_a_closed_case(town):
    reference = await written(town)
    await town.acts.close(reference, town.actor(), Result.DONE)
    with pytest.raises(Refused, match="closed"):
        await town.acts.promise_call(reference, town.actor(), "06 12345678")
