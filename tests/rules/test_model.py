"""The model: what it makes of words, and that no file of a stranger's harms us."""

import zlib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.rules.model import BadModel, Model, Stored, features_of

PRODUCTS = ["lamp", "pass", "onbekend"]
LANES = len(PRODUCTS) + 5 + 3 + 1


def row(*lanes):
    return bytes((*(each % 256 for each in lanes), *(0,) * (LANES - 1 - len(lanes)), 4))


def stored(**changes):
    told = {
        "format": 1,
        "products": PRODUCTS,
        "features": [" paspoort ", "lamp", " niet aan "],
        "weights": zlib.compress(row(-20, 100, 0) + row(100, -20, 0) + row(50, 0, 0)),
        "scales": [0.1] * (LANES - 1) + [1.0],
        "biases": [0.0] * LANES,
        "trust": 1.0,
        "trusted": 4.0,
        "sure": 0.9,
        "danger": 0.9,
        "high": 0.9,
    }
    return Stored(**{**told, **changes})


def model(**changes):
    return Model(stored(**changes), ("lamp", "pass"))


def test_words_and_groups_of_letters():
    assert list(features_of("gas")) == [" gas ", " ga", "gas", "as ", " gas", "gas "]


def test_a_word_speaks_for_its_product():
    vote = model().vote(["waar", "ligt", "mijn", "nieuwe", "paspoort"], {})
    assert (vote.product, vote.is_sure, vote.words) == ("pass", True, ("paspoort",))
    assert vote.probability > 0.9


def test_few_words_are_not_enough_to_be_sure():
    assert not model().vote(["mijn", "paspoort"], {}).is_sure


def test_a_part_of_a_word_and_a_pair_speak_too():
    assert model().vote(["lampen"], {}).words == ("lampen",)
    assert model().vote(["niet", "aan"], {}).product == "lamp"
    assert model().vote(["aan", "niet"], {}) is None


def test_the_words_score_counts_beside_it():
    assert model().vote(["xyz"], {"lamp": 3.0}).product == "lamp"
    assert model().vote(["xyz"], {"nobody": 3.0}).product in PRODUCTS


def test_nothing_known_is_no_vote():
    assert model().vote(["xyz"], {}) is None
    assert model().vote([], {}) is None


def test_a_product_that_the_catalogue_lost_is_left_out():
    assert Model(stored(), ("lamp",)).vote(["paspoort"], {}).product != "pass"


def test_the_same_words_give_the_same_vote():
    ours = model()
    assert (
        ours.vote(["paspoort", "lamp"], {})
        == ours.vote(["paspoort", "lamp"], {})
        == model().vote(["paspoort", "lamp"], {})
    )


def test_it_is_read_as_it_was_written():
    assert Model.read(msgspec.msgpack.encode(stored()), ("pass",)).vote(["paspoort"], {}).product == "pass"


@pytest.mark.parametrize(
    "changes",
    [
        {"format": 2},
        {"products": []},
        {"weights": b"x"},
        {"weights": zlib.compress(b"\0")},
        {"weights": zlib.compress(b"\0" * 10_000_000)},
        {"scales": [1.0]},
        {"biases": [float("nan")] * LANES},
        {"trust": float("inf")},
        {"features": [" a "]},
    ],
)
def test_a_model_that_does_not_add_up_is_refused(changes):
    with pytest.raises(BadModel):
        model(**changes)


@given(st.binary())
def test_a_stranger_s_file_is_refused(content):
    with pytest.raises(BadModel):
        Model.read(content, ())


def test_a_large_file_is_refused():
    with pytest.raises(BadModel, match="at most"):
        Model.read(b"\0" * 5_000_000, ())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(min_size=1)), st.dictionaries(st.sampled_from(["lamp", "pass", "x"]), st.floats(0, 100)))
def test_no_words_crash(words, scores):
    vote = model().vote(words, scores)
    assert vote is None or 0 <= vote.probability <= 1


def test_lanes_do_not_run_into_each_other():
    loud = model(weights=zlib.compress(row(-128, 127, -128) * 3))
    vote = loud.vote(["paspoort", *(f"lamp{number}" for number in range(5000))], {})
    assert vote.product == "pass"
