import pytest

from router.domain.errors import NotFound, Refused
from router.testing import MONDAY


async def moved(town, reference, *teams, by="agent"):
    for team in teams:
        await town.acts.transfer(reference, town.actor(by), team, "Graag overnemen.")
    return await town.file(reference)


async def test_the_clock_runs_on_and_a_colleague_must_take_it(town):
    case = await town.case_of(await town.receive())
    await town.deliver()  # the acknowledgement, whose promise would break first
    before = await town.promise(case.reference, "answer")
    file = await moved(town, case.reference, "permits")
    assert (file.case.team, file.case.status, file.case.transfers) == ("permits", "queued", 1)
    answer, taken = await town.promise(case.reference, "answer"), await town.promise(case.reference, "transfer")
    assert (answer.due, answer.since, answer.team, answer.generation) == (
        before.due,
        before.since,
        "permits",
        before.generation + 1,
    )
    assert (taken.team, taken.since) == ("permits", MONDAY)
    assert file.case.next_breach == taken.due == min(each.due for each in file.promises if each.is_owed)
    assert (await town.queues.top("kcc", 9), await town.queues.top("permits", 9)) == ([], [case.reference])


async def test_the_third_move_needs_a_lead(town):
    case = await town.case_of(await town.receive())
    await moved(town, case.reference, "permits", "taxes")
    with pytest.raises(Refused, match="moved twice already"):
        await moved(town, case.reference, "public-space")
    assert (await moved(town, case.reference, "public-space", by="lead")).case.transfers == 3


async def test_a_loop_is_refused(town):
    case = await town.case_of(await town.receive())
    await moved(town, case.reference, "permits")
    with pytest.raises(Refused, match="had this case before"):
        await moved(town, case.reference, "kcc")
    with pytest.raises(Refused, match="has this case already"):
        await moved(town, case.reference, "permits")


async def test_no_note_no_team_no_move(town):
    case = await town.case_of(await town.receive())
    with pytest.raises(Refused, match="hand-over note"):
        await town.acts.transfer(case.reference, town.actor(), "permits", " ")
    with pytest.raises(NotFound, match='no team "permts"'):
        await town.acts.transfer(case.reference, town.actor(), "permts", "x")


async def test_who_had_it_has_one_fewer(town):
    case = await town.case_of(await town.receive())
    await town.acts.claim(case.reference, town.actor())
    file = await moved(town, case.reference, "permits")
    assert (file.case.assignee, await town.holds("agent")) == (None, 0)


async def test_a_partner_gets_it_by_mail_and_is_followed(town):
    case = await town.case_of(await town.receive(text="De container is niet geleegd"))
    await town.deliver()
    if case.team != "waste-partner":
        await moved(town, case.reference, "waste-partner")
        (letter,) = await town.deliver()
        assert letter.to == town.book.municipality.teams["waste-partner"].email
        assert "noor" not in letter.text.casefold()
    assert (await town.promise(case.reference, "partner")).team == "waste-partner"
