from hypothesis import given
from hypothesis import strategies as st

from router.queues.in_order import InOrder


@given(st.lists(st.tuples(st.sampled_from(("add", "add", "add", "remove", "look")), st.integers(0, 300)), max_size=300))
def test_it_is_a_sorted_list_whenever_somebody_looks(acts):
    keys, plain = InOrder(), []
    for act, number in acts:
        if act == "add":
            keys.add((number, "x"))
            plain.append((number, "x"))
        elif act == "remove" and (number, "x") in plain:
            keys.remove((number, "x"))
            plain.remove((number, "x"))
        elif act == "look":
            assert keys.keys() == sorted(plain)
    assert len(keys) == len(plain)
    assert keys.keys() == sorted(plain)
