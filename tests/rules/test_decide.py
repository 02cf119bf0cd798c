"""The decision: pure, whole, and honest about what crashed."""

import msgspec
import pytest

from router.domain.contact import Sender
from router.domain.due import Term, due_moment
from router.domain.past import Given
from router.rules.decide import STAGES, StageFailed, decide
from router.rules.facts import Facts, QueueLoad, Told
from router.rules.rulebook import Rulebook
from router.testing import MONDAY, case_file, inbound, moment, promise


def decided(book, joins=None, loads=None, **contact):
    return decide(inbound(**contact), Facts(joins=joins, loads=loads or {}), book, MONDAY)


def kinds(outcome):
    return [each.kind for each in outcome.promises]


def test_the_same_arguments_give_the_same_outcome(book):
    contact = inbound(text="De lantaarnpaal is kapot en dat is gevaarlijk!")
    loads = {"public-space": QueueLoad(waiting=3, oldest_seconds=60)}
    first = decide(contact, Facts(loads=loads), book, MONDAY)
    assert all(decide(contact, Facts(loads=loads), book, MONDAY) == first for _ in range(5))
    told = {"decidedAt": MONDAY, "waiting": 3, "oldestSeconds": 60, "joins": None, "loads": {"public-space": (3, 60)}}
    told["given"] = Given(addresses=("email",))
    assert first.facts == told
    back = Told.read(msgspec.json.encode(told))
    assert (back.facts(), back.decided_at, back.given) == (Facts(loads=loads), MONDAY, told["given"])


def test_every_stage_says_why(book):
    outcome = decided(book, text="Mijn paspoort is verlopen.")
    assert (
        [trace.stage for trace in outcome.traces]
        == ["recognise", "steer", "route", "promise", "queue"]
        == [stage.__name__ for stage in STAGES]
    )
    assert all(trace.why and trace.rule for trace in outcome.traces)


def test_nothing_recognised_goes_to_the_default_team(book):
    outcome = decided(book, text="?")
    assert (outcome.team, outcome.traces[2].rule) == (book.municipality.organisation.default_team, "default-team")
    assert kinds(outcome) == ["acknowledge", "answer"]


def test_a_product_goes_to_the_team_that_does_it(book):
    outcome = decided(book, product="passport")
    assert (outcome.team, outcome.traces[2].rule) == ("civil-affairs", "product-owner")


def test_automatic_mail_earns_no_acknowledgement_and_no_offer(book):
    outcome = decided(book, text="Mijn rijbewijs is verlopen.", automatic=True)
    assert (kinds(outcome), outcome.steer) == ([], "none")
    assert kinds(
        decided(
            book,
            product="building-permit" if "building-permit" in book.municipality.products else _legal(book),
            automatic=True,
        )
    ) == ["resolve"]


def _legal(book):
    return next(each.id for each in book.municipality.products.values() if each.legal and each.kind == "question")


def test_receipt_is_promised_only_where_we_can_write(book):
    assert "acknowledge" not in kinds(decided(book, sender=Sender(phone="+31612345678")))


def test_a_legal_term_stands_beside_the_promised_one(book):
    product = next(
        each for each in book.municipality.products.values() if each.legal and each.promised and each.kind == "question"
    )
    resolve = next(each for each in decided(book, product=product.id).promises if each.kind == "resolve")
    calendar = book.municipality.calendar_of(product.team)
    assert resolve.due == due_moment(Term.parse(product.promised), MONDAY, calendar)
    assert resolve.legal == due_moment(Term.parse(product.legal), MONDAY, calendar)


def test_the_clock_runs_from_receipt(book):
    """However late it is decided."""
    contact = inbound(received_at=moment("vr 20 nov 2026 20:00"), text="?")
    answer = decide(contact, Facts(), book, moment("wo 25 nov 2026 12:00")).promises[-1]
    assert answer.due == moment("wo 25 nov 2026 17:00")  # a mail: the third working day


def test_what_joins_a_case_stays_with_its_team_and_its_promises(book):
    owed = case_file(team="permits", promises=(promise(),))
    outcome = decided(book, joins=owed, text="Mijn paspoort is verlopen.")
    assert (outcome.team, kinds(outcome), outcome.facts["joins"]) == ("permits", [], owed.case.reference)
    answered = case_file(team="permits", promises=(promise().keep(MONDAY),))
    assert kinds(decided(book, joins=answered)) == ["answer"]


@pytest.mark.parametrize("place", range(5), ids=[stage.__name__ for stage in STAGES])
def test_a_stage_that_raises_is_named(book, monkeypatch, place):
    def broken(draft, book, now):
        raise ZeroDivisionError("the sum is off")

    broken.__name__ = STAGES[place].__name__
    monkeypatch.setattr("router.rules.decide.STAGES", (*STAGES[:place], broken, *STAGES[place + 1 :]))
    with pytest.raises(StageFailed, match="ZeroDivisionError: the sum is off") as failed:
        decided(book)
    assert failed.value.stage == broken.__name__


def test_a_rulebook_that_lacks_a_term_fails_in_its_own_stage(book):
    without = book.municipality.with_(terms={})
    with pytest.raises(StageFailed, match="promise: KeyError"):
        decided(Rulebook(without, book.rules, "broken"))


def test_a_moment_outside_the_calendar_fails_in_its_own_stage(book):
    with pytest.raises(StageFailed) as failed:
        decided(book, received_at=MONDAY.replace(year=1900))
    assert failed.value.stage == "promise"
