"""What comes in the wrong order, or too often, is still one case."""

from datetime import timedelta

import pytest

from router.domain.contact import CallbackWish, Sender
from router.testing import MONDAY, inbound

HOUR = timedelta(hours=1)
NOOR, BO = Sender(email="noor@example.org"), Sender(email="bo@example.org")
VICTIM = "+31612345678"


def mail(number, *answers, sender=NOOR, **more):
    return inbound(
        message_id=f"<m{number}>", reply_to=answers, received_at=MONDAY + number * HOUR, sender=sender, **more
    )


async def cases_of(town, *batches):
    """In how many cases these end, each batch decided before the next comes."""
    town.clock.advance(9 * HOUR)
    for batch in batches:
        await town.accept(*batch)
        await town.settle()
    return len({(await town.case_of(each)).reference for batch in batches for each in batch})


@pytest.mark.parametrize("apart", [False, True], ids=["in one batch", "one by one"])
async def test_a_reply_before_its_first_mail_is_one_case(town, apart):
    told = [mail(3, "<m2>", "<m1>"), mail(2, "<m1>"), mail(1)]
    assert await cases_of(town, *([[each] for each in told] if apart else [told])) == 1
    assert await town.quarantine() == {}


async def test_two_replies_whose_first_mail_never_came_are_one_case(town):
    assert await cases_of(town, [mail(2, "<m1>")], [mail(3, "<m1>")]) == 1


async def test_somebody_else_is_not_caught_by_what_a_reply_names(town):
    assert await cases_of(town, [mail(2, "<m1>")], [mail(1, sender=BO)]) == 2
    assert await cases_of(town, [mail(4, "<m3>", source_id="a")], [mail(3, sender=BO)]) == 2


async def test_a_machine_s_answer_waits_for_nothing(town):
    assert await cases_of(town, [mail(2, "<m1>", automatic=True)], [mail(1)]) == 2


async def test_one_mail_at_two_entrances_is_two_cases_all_the_same(town):
    twice = [mail(1, source_id=entrance) for entrance in ("info", "burger")]
    assert await cases_of(town, *([each] for each in twice)) == 2


async def asks(town, sender=None, **more):
    town.clock.advance(timedelta(minutes=2))
    sender = sender or Sender(name="Noor", phone=VICTIM)
    return await town.case_of(
        await town.receive(channel="phone", source="callback", sender=sender, callback=CallbackWish(), **more)
    )


async def owed(town):
    return [each for case in await town.cases() for each in (await town.file(case)).owed("callback")]


async def test_a_number_left_five_hundred_times_is_rung_for_three(town):
    found = {(await asks(town, Sender(name=f"Noor {number}", phone=VICTIM))).reference for number in range(20)}
    await town.accept(
        *(
            inbound(channel="phone", source="callback", sender=Sender(phone=VICTIM), callback=CallbackWish())
            for _ in range(480)
        )
    )
    await town.settle()
    assert (len(found), len(await owed(town)), len(await town.cases())) == (3, 3, 3)


async def test_what_is_too_many_joins_the_one_about_the_same(town):
    first, other, third = [await asks(town, product=each) for each in ("passport", "parking-permit", "passport")]
    assert (await asks(town, product="parking-permit")).reference == other.reference
    assert (await asks(town, product="marriage")).reference in (first.reference, third.reference)
    assert (await asks(town, Sender(name="Bo", phone="+31687654321"))).reference not in (await town.cases())[:3]


async def test_once_they_were_reached_they_may_ask_again(town):
    first, *_ = [await asks(town) for _ in range(3)]
    await town.acts.call_back(first.reference, town.actor(), "reached")
    assert (await asks(town)).reference not in (await town.cases())[:3]
    assert len(await owed(town)) == 3
