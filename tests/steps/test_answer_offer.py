"""What became of an offer: taken, refused with a reason, ignored when the case closes first."""

import pytest

from router.domain.errors import Refused
from router.domain.words import Result, SteerOutcome, SteerReason
from router.steps.answer_offer import CITIZEN, answer_offer
from router.testing import MONDAY, case_file

OFFERED = case_file(steer="click", steer_outcome="offered", product="move")
TAKEN, REFUSED = SteerOutcome.TAKEN, SteerOutcome.REFUSED


def answered(file, outcome, reason=None, text=""):
    return answer_offer(file, CITIZEN, outcome, reason, "n1", text, MONDAY)


def test_a_refusal_keeps_its_reason_and_its_words_stand_apart():
    change = answered(OFFERED, REFUSED, SteerReason.DID_NOT_WORK, "Mijn DigiD is weg")
    assert (change.case.steer_outcome, change.case.steer_reason, change.case.version) == ("refused", "did-not-work", 2)
    (line,) = change.history
    assert (line.type, line.by) == ("steered", "citizen")
    assert line.data == {
        "version": 2, "product": "move", "steer": "click", "outcome": "refused", "reason": "did-not-work", "note": "n1",
    }  # fmt: skip
    assert [(text.id, text.body) for text in change.texts] == [("n1", "Mijn DigiD is weg")]


def test_the_same_answer_again_changes_nothing():
    taken = OFFERED.with_(case=answered(OFFERED, TAKEN).case)
    again = answered(taken, TAKEN)
    assert (again.cases, again.history) == ((), ())
    assert answered(taken, TAKEN, SteerReason.OTHER).cases == ()  # taken has no reason


def test_another_answer_takes_its_place():
    taken = OFFERED.with_(case=answered(OFFERED, TAKEN).case)
    assert answered(taken, REFUSED, SteerReason.TOO_COMPLEX).case.steer_outcome == "refused"
    refused = OFFERED.with_(case=answered(OFFERED, REFUSED, SteerReason.OTHER).case)
    after = answered(refused, TAKEN).case
    assert (after.steer_outcome, after.steer_reason) == ("taken", None)


@pytest.mark.parametrize(
    ("file", "outcome", "reason", "said"),
    [
        (case_file(), TAKEN, None, "No other channel was offered"),
        (OFFERED, REFUSED, None, "Choose why"),
        (OFFERED, SteerOutcome.IGNORED, None, "taken or refused"),
    ],
)
def test_refused_in_one_sentence(file, outcome, reason, said):
    with pytest.raises(Refused, match=said):
        answered(file, outcome, reason)


async def test_closing_first_is_ignoring_it(town):
    contact = await town.receive(text="Ik wil mijn verhuizing doorgeven.")
    case = await town.case_of(contact)
    assert (case.steer, case.steer_outcome) == ("click", "offered")
    closed = (await town.acts.close(case.reference, town.actor(), Result.DONE)).case
    assert closed.steer_outcome == "ignored"
    (line,) = await town.history("steered")
    assert (line.data["outcome"], line.data["version"]) == ("ignored", closed.version)


async def test_an_answer_given_before_stays_at_closing(town):
    case = await town.case_of(await town.receive(text="Ik wil mijn verhuizing doorgeven."))
    await town.acts.answer_offer(case.reference, CITIZEN, TAKEN)
    assert (await town.acts.close(case.reference, town.actor(), Result.DONE)).case.steer_outcome == "taken"
    assert len(await town.history("steered")) == 1


async def test_who_refused_is_not_sent_to_a_form_again(town):
    first = await town.case_of(await town.receive(text="Ik wil mijn verhuizing doorgeven."))
    for _ in range(2):
        await town.acts.answer_offer(first.reference, CITIZEN, REFUSED, SteerReason.PREFERS_PERSON)
    assert len(await town.history("steered")) == 1
    again = await town.case_of(await town.receive(text="Mijn rijbewijs is verlopen."))
    assert (first.steer, again.steer) == ("click", "call")
