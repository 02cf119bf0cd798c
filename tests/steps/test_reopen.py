"""Opened again by a person: nothing that was promised is forgotten, and no clock begins anew."""

import pytest

from router.domain.errors import Refused
from router.domain.words import PromiseState, Result
from router.steps.reopen import reopen
from router.testing import case_file


async def test_what_closing_cancelled_is_promised_for_the_same_moment(town):
    case = await town.case_of(await town.receive(channel="webform"))
    before = [each for each in (await town.file(case.reference)).promises if each.is_open]
    await town.acts.close(case.reference, town.actor(), Result.WITHDRAWN)
    change = await town.acts.reopen(case.reference, town.actor(), "De verkeerde gesloten.")
    file = await town.file(case.reference)
    again = [each for each in file.promises if each.is_open]
    assert {(each.kind, each.due, each.since) for each in again} == {
        (each.kind, each.due, each.since) for each in before
    }
    assert before and len({each.id for each in file.promises}) == len(before) * 2
    assert (file.case.status, file.case.result, file.case.closed_at) == ("queued", None, None)
    assert file.case.next_breach == min(each.due for each in before)
    assert change.history[0].data["promises"] == sorted(each.kind for each in before)


async def test_it_waits_in_its_queue_and_breaks_at_its_old_moment(town):
    case = await town.case_of(await town.receive(channel="webform"))
    await town.acts.close(case.reference, town.actor(), Result.WITHDRAWN)
    town.at("ma 30 nov 2026 10:00")
    await town.acts.reopen(case.reference, town.actor(), "Toch niet klaar.")
    assert await town.queues.top(case.team, 9) == [case.reference]
    while await town.clock_ticks():
        pass
    broken = [each for each in (await town.file(case.reference)).promises if each.state == PromiseState.BROKEN]
    assert {each.ended for each in broken} == {each.due for each in broken} and broken


async def test_what_was_kept_stays_kept(town):
    case = await town.case_of(await town.receive(channel="webform"))
    await town.acts.close(case.reference, town.actor(), Result.ANSWERED)
    kept = [each for each in (await town.file(case.reference)).promises if each.state == PromiseState.KEPT]
    await town.acts.reopen(case.reference, town.actor(), "Er is nog iets.")
    file = await town.file(case.reference)
    assert kept and [each for each in file.promises if each.state == PromiseState.KEPT] == kept
    await town.acts.close(case.reference, town.actor(), Result.DONE)
    assert (await town.file(case.reference)).case.is_closed


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (case_file(), "Waarom", "is open"),
        (case_file(status="closed", merged_into="KV-2611-0009"), "Waarom", "put together"),
        (case_file(status="closed"), "  ", "Write down why"),
    ],
)
def test_refused(town, file, text, says):
    with pytest.raises(Refused, match=says):
        reopen(file, town.actor(), "n1", text, town.clock.now())
