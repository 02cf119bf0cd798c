"""Erlang's formulas against published figures, exact fractions, and what must hold of any line."""

from fractions import Fraction
from math import exp, factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.errors import CannotPlan
from router.staffing.erlang import Load, agents_needed, erlang_a, erlang_b, erlang_c, waits

RATES = st.floats(0.001, 2)
HANDLES = st.floats(20, 900)
PATIENCES = st.floats(5, 3600)


def load(a_minute, minutes, patience=None):
    return Load(rate=a_minute / 60, handle=minutes * 60, patience=patience and patience * 60)


# Erlangs that lines carry at 1 % and at 0.1 % lost, as in every telephone engineer's table (three figures).
@pytest.mark.parametrize(
    ("lines", "one_percent", "one_in_thousand"),
    [(1, 0.0101, 0.001), (2, 0.153, 0.0458), (3, 0.455, 0.194), (5, 1.36, 0.762), (10, 4.46, 3.09), (20, 12.0, 9.41),
     (30, 20.3, 16.7), (50, 37.9, 32.5), (100, 84.1, 75.2)],
)  # fmt: skip
def test_erlang_b_as_in_the_tables(lines, one_percent, one_in_thousand):
    assert erlang_b(one_percent, lines) == pytest.approx(0.01, rel=0.03)
    assert erlang_b(one_in_thousand, lines) == pytest.approx(0.001, rel=0.03)


def exact_c(erlangs, agents):
    last = Fraction(erlangs**agents, factorial(agents)) * Fraction(agents, agents - erlangs)
    return last / (sum(Fraction(erlangs**k, factorial(k)) for k in range(agents)) + last)


@pytest.mark.parametrize(("erlangs", "agents"), [(1, 2), (2, 3), (4, 5), (8, 10), (16, 20), (45, 50), (100, 110)])
def test_erlang_c_is_the_exact_fraction(erlangs, agents):
    assert waits(erlangs, agents) == pytest.approx(float(exact_c(erlangs, agents)), rel=1e-12)


@pytest.mark.parametrize(
    ("erlangs", "agents", "share"), [(1, 2, 0.3333), (2, 3, 0.4444), (4, 5, 0.5541), (8, 10, 0.4092)]
)
def test_erlang_c_as_in_the_tables(erlangs, agents, share):
    assert waits(erlangs, agents) == pytest.approx(share, abs=0.00005)


def test_the_published_example_of_a_call_centre():
    """200 calls an hour of 3 minutes, 80 % within 20 s: 14 agents; 17.4 % wait, 88.8 % in time, 7.8 s on average, 71.4 % busy."""
    line = load(200 / 60, 3)
    assert agents_needed(line, erlang_c, 0.8, 20) == 14
    found = erlang_c(line, 14, 20)
    assert waits(line.erlangs, 14) == pytest.approx(0.174, abs=0.0005)
    assert (round(found.sl, 3), round(found.wait, 1), round(found.occupancy, 3)) == (0.888, 7.8, 0.714)
    assert erlang_c(line, 13, 20).sl < 0.8


def test_the_published_table_of_erlang_a():
    """Garnett, Mandelbaum and Reiman (2002): 48 calls a minute, 1 minute, 50 agents; without and with a patience of 2 minutes."""
    without, patient = erlang_c(load(48, 1), 50, 20), erlang_a(load(48, 1, 2), 50, 20)
    assert (round(without.wait, 1), without.occupancy) == (20.8, pytest.approx(0.96))
    assert (round(patient.abandoned, 3), round(patient.wait, 1), round(patient.occupancy, 2)) == (0.031, 3.7, 0.93)


@pytest.mark.parametrize(("erlangs", "agents"), [(3, 2), (5, 5), (20, 18), (48, 50)])
def test_patience_as_long_as_a_call_makes_the_number_present_poisson(erlangs, agents):
    """Then everybody leaves at one rate, served or not (M/M/∞), and what is not served is Σ(k-n)P(k) of all E."""
    present = [exp(-erlangs) * float(Fraction(erlangs**k, factorial(k))) for k in range(erlangs + 150)]
    queue = sum((k - agents) * share for k, share in enumerate(present) if k > agents)
    found = erlang_a(load(erlangs, 1, 1), agents, 25)
    assert found.abandoned == pytest.approx(queue / erlangs, rel=1e-9)
    assert erlang_a(load(erlangs, 1, 1), agents, 0).sl2 == pytest.approx(sum(present[:agents]), rel=1e-9)


def test_endless_patience_is_erlang_c():
    patient, endless = erlang_a(load(10, 3, 60 * 24 * 365), 33, 25), erlang_c(load(10, 3), 33, 25)
    assert (patient.sl, patient.wait) == pytest.approx((endless.sl, endless.wait), rel=5e-3)


@pytest.mark.parametrize("agents", [1, 20, 149, 150, 151, 400])
@pytest.mark.parametrize("patience", [0.001, 1, 60, 86_400])
def test_extremes_stay_shares(agents, patience):
    found = erlang_a(Load(rate=0.5, handle=300, patience=patience), agents, 25)
    for share in (found.reached, found.sl, found.sl2, found.abandoned, found.occupancy):
        assert -1e-9 <= share <= 1 + 1e-9


@settings(max_examples=300, deadline=None, database=None)
@given(RATES, HANDLES, PATIENCES, st.integers(1, 60), st.floats(0, 120))
def test_what_holds_of_any_line(rate, handle, patience, agents, within):
    line = Load(rate=rate, handle=handle, patience=patience)
    found, more = erlang_a(line, agents, within), erlang_a(line, agents + 1, within)
    assert more.reached >= found.reached - 1e-9 and more.abandoned <= found.abandoned + 1e-9
    assert erlang_c(line, agents, within).reached <= found.sl2 + 1e-9
    assert found.reached <= min(found.sl, found.sl2) + 1e-9
    assert found.occupancy * agents == pytest.approx(line.erlangs * (1 - found.abandoned), rel=1e-6, abs=1e-9)


@settings(max_examples=200, deadline=None, database=None)
@given(RATES, HANDLES, PATIENCES, st.floats(0.01, 0.99), st.floats(0, 120), st.sampled_from([erlang_a, erlang_c]))
def test_the_fewest_agents_are_found(rate, handle, patience, target, within, model):
    line = Load(rate=rate, handle=handle, patience=patience)
    agents = agents_needed(line, model, target, within)
    assert model(line, agents, within).reached >= target
    assert agents == 1 or model(line, agents - 1, within).reached < target


def test_a_line_without_calls_has_one_agent():
    assert agents_needed(Load(rate=0, handle=300, patience=60), erlang_a, 0.8, 25) == 1
    assert erlang_a(Load(rate=0, handle=300, patience=60), 1, 25).occupancy == 0


@pytest.mark.parametrize(("rate", "handle", "patience"), [(-1, 60, None), (1, 0, None), (1, 60, 0), (1000, 60, None)])
def test_what_is_no_load(rate, handle, patience):
    with pytest.raises(CannotPlan):
        Load(rate=rate, handle=handle, patience=patience)
