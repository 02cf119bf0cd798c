"""How we did: one answer a closing, changed for a week, and its sentence apart from history."""

from datetime import timedelta

import pytest

from router.domain.errors import Refused
from router.domain.words import Result
from router.steps.rate import rate
from router.testing import MONDAY, case_file

CLOSED = case_file(status="closed", closed_at=MONDAY, result="done")


def rated(*before, score=4, text="", at=MONDAY):
    return rate(CLOSED, score, "n2", text, before, at)


def test_a_code_in_history_and_the_sentence_apart():
    change = rated(text="Snel gedaan")
    (line,) = change.history
    assert (line.type, line.by, line.data["score"], line.data["note"]) == ("rated", "citizen", 4, "n2")
    assert [(text.id, text.body) for text in change.texts] == [("n2", "Snel gedaan")]
    assert "Snel" not in str(line)


def test_another_score_keeps_the_sentence_and_the_same_changes_nothing():
    first = rated(text="Snel gedaan").history[0]
    again = rated(first, score=2, at=MONDAY + timedelta(days=7))
    assert (again.history[0].data["score"], again.history[0].data["note"], again.texts) == (2, "n2", ())
    assert rated(first).history == ()


@pytest.mark.parametrize("days", [31, 400])
def test_refused_when_it_is_long_ago(days):
    with pytest.raises(Refused, match="no longer"):
        rated(at=MONDAY + timedelta(days=days))


def test_refused_to_change_after_a_week_and_while_it_is_open():
    with pytest.raises(Refused, match="no longer"):
        rated(rated().history[0], score=1, at=MONDAY + timedelta(days=7, seconds=1))
    with pytest.raises(Refused):
        rate(case_file(), 4, "n", "", (), MONDAY)
    with pytest.raises(Refused, match="Choose"):
        rated(score=6)


async def test_closed_anew_is_asked_anew(town):
    case = await town.case_of(await town.receive(message_id="<m1>"))
    await town.acts.close(case.reference, town.actor(), Result.DONE)
    await town.acts.rate(case.reference, 1)
    town.clock.advance(timedelta(days=8))
    await town.receive(reply_to=("<m1>",), text="Het is nog niet klaar.")
    await town.acts.close(case.reference, town.actor(), Result.DONE)
    change = await town.acts.rate(case.reference, 5)
    assert change.history[0].data["again"] is False
