"""Attempts: what each outcome plans, and when the citizen is asked how to go on."""

from datetime import timedelta

import pytest

from router.domain.contact import CallbackWish, Sender
from router.domain.words import CallbackOutcome
from router.testing import MONDAY, moment

NOOR = Sender(name="Noor", phone="+31612345678", email="noor@example.org")
NO_ANSWER, WRONG = CallbackOutcome.NO_ANSWER, CallbackOutcome.WRONG_NUMBER


async def waiting(town, sender=NOOR, wish=CallbackWish(), **more):  # noqa: B008  # frozen
    """Somebody asked to be called; the reference."""
    contact = await town.receive(callback=wish, sender=sender, **more)
    return (await town.case_of(contact)).reference


async def rung(town, reference, *outcomes):
    for outcome in outcomes:
        await town.acts.call_back(reference, town.actor(), CallbackOutcome(outcome))
    return await town.promise(reference, "callback")


@pytest.mark.parametrize("outcome", CallbackOutcome)
async def test_only_reaching_somebody_keeps_the_promise(town, outcome):
    reference = await waiting(town)
    await town.acts.call_back(reference, town.actor(), outcome, "een notitie")
    assert (await town.promise(reference, "callback")).state == ("kept" if outcome == "reached" else "open")
    (line,) = await town.history("called-back")
    assert line.data["outcome"] == outcome


@pytest.mark.parametrize(
    ("outcome", "then"),
    [
        ("no-answer", "ma 23 nov 2026 10:30"),
        ("busy", "ma 23 nov 2026 10:10"),
        ("voicemail", "ma 23 nov 2026 12:00"),
        ("wrong-number", None),
    ],
)
async def test_in_vain_the_next_is_planned_and_history_says_when(town, outcome, then):
    promise = await rung(town, await waiting(town), outcome)
    assert (promise.attempts, promise.next_attempt) == (1, moment(then) if then else None)
    (line,) = await town.history("called-back")
    planned = promise.next_attempt.isoformat().replace("+00:00", "Z") if promise.next_attempt else None
    assert (line.data["attempt"], line.data["next"]) == (1, planned)


async def test_the_window_they_asked_for_is_kept_and_rung_in(town):
    wish = CallbackWish(not_before=moment("ma 23 nov 2026 12:00"), not_after=moment("ma 23 nov 2026 17:00"))
    reference = await waiting(town, wish=wish)
    promise = await town.promise(reference, "callback")
    assert (promise.not_before, promise.not_after) == (wish.not_before, wish.not_after)
    assert (await rung(town, reference, "busy")).next_attempt == wish.not_before


async def test_the_clock_of_the_promise_runs_on(town):
    reference = await waiting(town)
    before = await town.promise(reference, "callback")
    after = await rung(town, reference, "no-answer", "busy", "no-answer", "busy")
    assert (after.due, after.next_at, after.state) == (before.due, before.next_at, "open")
    town.at("wo 25 nov 2026 17:00:01")
    while await town.clock_ticks():
        pass
    assert (await town.promise(reference, "callback")).state == "broken"


async def test_after_three_in_vain_the_citizen_is_asked_once(town):
    reference = await waiting(town)
    await town.deliver()  # the acknowledgement
    assert (await rung(town, reference, "no-answer", "busy")).asks is None
    assert await town.deliver() == []
    assert (await rung(town, reference, "no-answer")).asks == "choice"
    (letter,) = await town.deliver()
    assert "3 keer" in letter.text and "maandag 23 november om 10:30" in letter.text
    assert f"{town.links.status(reference)}#callback" in letter.text and letter.automatic
    await rung(town, reference, "no-answer")
    assert await town.deliver() == []
    (line,) = await town.history("callback-asked")
    assert (line.data["attempts"], line.data["asks"]) == (3, "choice") and line.data["message"]


async def test_a_wrong_number_is_asked_for_and_not_rung_again(town):
    reference = await waiting(town)
    await town.deliver()
    promise = await rung(town, reference, WRONG, WRONG)
    assert (promise.asks, promise.next_attempt) == ("number", None)
    (letter,) = await town.deliver()
    assert "nummer dat wij van u hebben klopt niet" in letter.text


async def test_who_left_no_address_is_written_nothing_and_the_desk_can_see_it(town):
    reference = await waiting(town, Sender(phone="+31612345678"))
    await rung(town, reference, WRONG)
    assert await town.deliver() == []
    (line,) = await town.history("callback-asked")
    assert line.data["message"] is None


async def test_the_municipality_says_after_how_many(town):
    organisation = town.book.municipality.organisation
    town.became(organisation=organisation.with_(callbacks=organisation.callbacks.with_(most=1)))
    assert (await rung(town, await waiting(town), "busy")).asks == "choice"


async def test_reaching_them_late_fulfils_what_broke(town):
    reference = await waiting(town)
    town.at("wo 25 nov 2026 17:30")
    while await town.clock_ticks():
        pass
    promise = await rung(town, reference, "no-answer", "reached")
    assert (promise.state, promise.fulfilled) == ("broken", town.clock.now())
    assert promise.fulfilled - MONDAY > timedelta(days=2)
