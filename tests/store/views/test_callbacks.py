"""Who waits for a call: too late, today, later."""

from datetime import timedelta

from router.domain.contact import CallbackWish, Sender
from router.domain.words import CallbackOutcome
from router.store.views.callbacks import callbacks

NOOR = Sender(name="Noor", phone="+31612345678")


async def asks(town, **more):
    contact = await town.receive(**{"callback": CallbackWish(), "sender": NOOR, "text": "Bel mij.", **more})
    return (await town.case_of(contact)).reference


async def listed(town, team=None):
    now = town.clock.now()
    midnight = now.replace(hour=23, minute=0, second=0)  # of Amsterdam, in winter
    found = await callbacks(town.store.engine, team, midnight, now)
    return {name: [each.reference for each in getattr(found, name)] for name in ("late", "today", "planned")}


async def test_today_later_and_too_late(town):
    first = await asks(town)
    assert await listed(town) == {"late": [], "today": [], "planned": [first]}
    await town.acts.call_back(first, town.actor(), CallbackOutcome.BUSY)
    assert (await listed(town))["today"] == [first]  # to be rung again before midnight
    town.at("wo 25 nov 2026 10:00")
    second = await asks(town)
    assert await listed(town) == {"late": [], "today": [first], "planned": [second]}
    town.at("wo 25 nov 2026 17:00")
    assert (await listed(town))["late"] == [first]


async def test_what_was_done_or_closed_is_gone(town):
    reached, closed = await asks(town), await asks(town)
    await town.acts.call_back(reached, town.actor(), CallbackOutcome.REACHED)
    await town.acts.close(closed, town.actor("lead"), "unreachable")
    assert not any((await listed(town)).values())


async def test_by_team_in_order_of_when_to_ring(town):
    wish = CallbackWish(not_before=town.clock.now() + timedelta(hours=2))
    later, sooner = await asks(town, callback=wish), await asks(town)
    await town.acts.call_back(sooner, town.actor(), CallbackOutcome.NO_ANSWER)
    team = (await town.case(sooner)).team
    assert (await listed(town, team))["today"] == [sooner, later]
    assert not any((await listed(town, "permits")).values())
