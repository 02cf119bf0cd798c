"""Called back by a key, over the signed route: once, at the number keyed in, and never beside a missed call."""

from datetime import timedelta

import pytest

from router.channels.phone.keypad import asked_by_key, left_by_key
from router.domain.contact import CallEvent
from router.domain.words import CallEventKind as Kind
from router.testing import MONDAY
from router.testing_town import town_in


def wish(digits="", caller="+31612345678", call="c1"):
    return asked_by_key(call, digits, caller, "kcc", "phone", "NL", MONDAY)


def said(kind, seconds, call="c1"):
    at = MONDAY + timedelta(seconds=seconds)
    return CallEvent(call=call, event=Kind(kind), at=at, queue="kcc", caller="+31612345678")


@pytest.mark.parametrize(
    ("digits", "number"),
    [("", "+31612345678"), ("0687654321", "+31687654321"), ("0687654321#", "+31687654321"), ("14020", "+31612345678"),
     ("09008844", "+31612345678"), ("112", "+31612345678")],
)  # fmt: skip
def test_the_number_keyed_in_else_the_one_they_call_from(digits, number):
    found = wish(digits)
    assert found.sender.phone == number
    assert found.id == wish(digits).id != wish(digits, call="c2").id


@pytest.mark.parametrize(("digits", "caller"), [("", None), ("09008844", "112"), ("**", "anonymous")])
def test_nothing_that_may_be_dialled_is_no_wish(digits, caller):
    assert wish(digits, caller) is None


async def test_one_callback_whoever_hangs_up_after_the_key(tmp_path):
    async with town_in(tmp_path) as town:
        town.clock.advance(timedelta(minutes=30))
        for _ in range(2):
            await town.accept(said("queued", 0), left_by_key(said("abandoned", 20)), wish("0687654321"))
            await town.settle()
        await town.accept(said("ended", 21))
        await town.settle()
        (reference,) = await town.cases()
        file = await town.file(reference)
        assert [each.kind for each in file.promises if each.kind == "callback"] == ["callback"]
        assert (await town.store.party(file.case.party)).phone == "+31687654321"
