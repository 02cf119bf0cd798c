"""A correction changes the case, keeps a label, and leaves the team alone."""

import pytest
from sqlalchemy import select

from router.domain.errors import NotFound
from router.domain.words import Kind, Urgency
from router.steps.correct import Correction, correct, suggested_team
from router.store import tables
from router.store.rows import LABEL
from router.testing import MONDAY, case_file, klaverdam

FILE = case_file(product="passport", priority=10)


def corrected(town, **changes):
    return correct(FILE, town.actor(), Correction(**changes), MONDAY)


def test_the_case_follows_and_history_has_both_sides(town):
    change = corrected(town, product="identity-card", kind=Kind.COMPLAINT, urgency=Urgency.NORMAL)
    assert (change.case.product, change.case.kind, change.case.team) == ("identity-card", "complaint", "kcc")
    (line,) = change.history
    assert (line.type, line.by) == ("corrected", "agent")
    assert line.data["before"] == {"product": "passport", "kind": "question"}
    assert line.data["after"] == {"product": "identity-card", "kind": "complaint"}
    (label,) = change.labels
    assert (label.contact, label.product, label.kind, label.urgency, label.language, label.by) == (
        "contact-1", "identity-card", "complaint", "normal", "nl", "agent",
    )  # fmt: skip


def test_nothing_else_is_nothing(town):
    assert corrected(town, product="passport", language="nl").cases == ()
    assert corrected(town).labels == ()


def test_about_no_product_of_ours(town):
    change = corrected(town, product=None)
    assert (change.case.product, change.labels[0].product) == (None, None)


@pytest.mark.parametrize(("urgency", "priority"), [(Urgency.HIGH, 40), (Urgency.DANGER, 80)])
def test_what_is_more_urgent_goes_forward(town, urgency, priority):
    assert corrected(town, urgency=urgency).case.priority == priority


@pytest.mark.parametrize("changes", [{"kind": Kind.COMPLAINT}, {"urgency": Urgency.HIGH}])
def test_who_turns_out_to_need_a_person_is_not_sent_to_a_form(town, changes):
    offered = case_file(product="moving", steer="click", steer_outcome="offered")
    change = correct(offered, town.actor(), Correction(**changes), MONDAY)
    assert (change.case.steer, change.case.steer_outcome) == ("none", None)
    assert (change.history[0].data["before"]["steer"], change.history[0].data["after"]["steer"]) == ("click", "none")
    taken = case_file(product="moving", steer="click", steer_outcome="taken")
    assert correct(taken, town.actor(), Correction(**changes), MONDAY).case.steer_outcome == "taken"


def test_the_team_that_does_it_is_suggested():
    municipality = klaverdam().municipality
    assert suggested_team(FILE.case, municipality) == "civil-affairs"
    assert suggested_team(FILE.case.with_(team="civil-affairs"), municipality) is None
    assert suggested_team(FILE.case.with_(product=None), municipality) is None


async def test_the_last_correction_is_the_label(town):
    case = await town.case_of(await town.receive(text="Ik heb een vraag."))
    await town.acts.correct(case.reference, town.actor(), Correction(product="passport"))
    await town.acts.correct(case.reference, town.actor("lead"), Correction(kind=Kind.COMPLAINT))
    async with town.store.engine.connect() as connection:
        (label,) = LABEL.all_of((await connection.execute(select(tables.labels))).all())
    assert (label.contact, label.product, label.kind, label.by) == (case.contact, "passport", "complaint", "lead")
    assert len(await town.history("corrected")) == 2


async def test_a_product_that_is_not_there_is_said(town):
    case = await town.case_of(await town.receive())
    with pytest.raises(NotFound, match='no product "pasport"'):
        await town.acts.correct(case.reference, town.actor(), Correction(product="pasport"))
