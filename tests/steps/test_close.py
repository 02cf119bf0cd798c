import pytest

from router.domain.errors import Refused
from router.domain.words import Result
from router.steps.claim import HeldBy
from router.steps.close import close
from router.testing import MONDAY, case_file, promise


@pytest.mark.parametrize("result", Result)
def test_every_promise_ends(town, result):
    kinds = ("answer", "acknowledge", "callback", "resolve", "partner", "transfer")
    file = case_file(promises=tuple(promise(kind=each) for each in kinds), status="active", assignee="agent")
    change = close(file, town.actor(), result, None, "", {"mail": 1, "all": 1}, MONDAY)
    ended = {after.kind: after for _, after in change.promises}
    assert set(ended) == set(kinds)
    fulfilled = {"answer", "resolve", "partner", "transfer"} if result in ("answered", "done") else set()
    assert {kind for kind, each in ended.items() if each.state == "kept"} == fulfilled
    assert {each.reason for kind, each in ended.items() if kind not in fulfilled} == {f"closed: {result}"}
    assert (change.case.status, change.case.result, change.case.assignee, change.loads[0].after) == (
        "closed",
        result,
        None,
        0,
    )


def test_a_broken_promise_stays_broken(town):
    change = close(case_file(promises=(promise().break_(),)), town.actor(), Result.WITHDRAWN, None, "", {}, MONDAY)
    assert change.promises == ()


def test_refused_twice_and_for_anothers(town):
    with pytest.raises(Refused, match="closed already"):
        close(case_file(status="closed"), town.actor(), Result.DONE, None, "", {}, MONDAY)
    with pytest.raises(HeldBy):
        close(case_file(assignee="webcare", status="active"), town.actor(), Result.DONE, None, "", {}, MONDAY)


async def test_a_new_word_opens_it_again(town):
    case = await town.case_of(await town.receive(message_id="<m1>"))
    await town.acts.close(case.reference, town.actor(), Result.ANSWERED)
    await town.receive(reply_to=("<m1>",), text="Het is nog niet klaar.")
    again = await town.file(case.reference)
    assert (again.case.status, again.case.result, again.case.closed_at) == ("queued", None, None)
    assert again.case.received_at == case.received_at
    assert len([each for each in again.promises if each.is_open and each.kind == "answer"]) == 1
