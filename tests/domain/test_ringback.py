"""Who asks to be called, in their own words; and who does not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.phone import may_be_dialled
from router.domain.ringback import AFTER, ASKED, Wished, asks_for_call, wished_call

BELGIAN = "+32475123456"


@pytest.mark.parametrize(
    "text",
    [
        "Bel mij terug op 0475 12 34 56",
        "Kunt u me terugbellen op 0475/12.34.56?",
        "Bel me op 0475123456, na 17 uur.",
        "Graag terugbellen na 14u op het nummer 0475 12 34 56 a.u.b.",
        "Belt u mij even: +32 475 12 34 56",
        "Mijn nummer is 0475 12 34 56, bel me terug.",
        "Bel mij terug.\nMijn nummer: 0475 12 34 56\n\nMet groet,\nJan, Molenstraat 12",
        "Ik kan vandaag niet komen, bel mij op 0475 12 34 56",
        "Aarzel niet mij te bellen op 0475 12 34 56",
        "U kunt mij bereiken op 0475 12 34 56 - 14u tot 16u",
        "Ik ben bereikbaar op 0475 12 34 56 12 januari",
        "Rappelez-moi au 0475 12 34 56 s'il vous plaît",
        "N’hésitez pas à me rappeler au 0475/12 34 56",
        "Je suis joignable au +32 (0)475 12 34 56",
        "Pourriez-vous me téléphoner au 0475 12 34 56 ?",
        "Rufen Sie mich bitte unter 0475 12 34 56 an.",
        "Ich bitte um Rückruf: 0032 475 12 34 56",
        "Sie können mich unter 0475 12 34 56 anrufen; Sie können mich erreichen: 0475 12 34 56",
        "Please call me back on 0475 12 34 56.",
        "Don't hesitate to give me a call, 0475-123456",
        "BEL MIJ TERUG OP 0475 12 34 56",
        "bel mij terug op ０４７５ １２ ３４ ５６",
    ],
)
def test_who_asks_to_be_called(text):
    found = wished_call(text, "BE")
    assert found is not None
    assert found.number == BELGIAN


def test_the_same_figures_are_another_number_elsewhere_and_stay_as_they_were_written():
    assert wished_call("bel mij terug op 0475 12 34 56", "NL") == Wished("+31475123456", "0475 12 34 56")
    assert wished_call("bel mij terug op 06-12345678!", "NL") == Wished("+31612345678", "06-12345678")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mijn nummer is 0475 12 34 56.",
        "Bel mij terug.",
        "Bel mij niet terug op 0475 12 34 56",
        "U hoeft mij niet te bellen, ook niet op 0475 12 34 56",
        "Gelieve mij niet te bellen op 0475 12 34 56",
        "Ne me rappelez pas : 0475 12 34 56",
        "Vous ne pouvez pas me joindre au 0475 12 34 56",
        "Bitte rufen Sie mich nicht an: 0475 12 34 56",
        "Do not call me on 0475 12 34 56",
        "Never call me 0475 12 34 56",
        "Bel mij terug op 112",
        "Bel mij terug op 14 0475",
        "Bel mij terug op 1700",
        "Bel mij terug op 0900 12 345",
        "Bel mij terug op 0903 12345",
        "Bel mij terug op 070 222 222",
        "Bel mij terug op +1 900 555 1234",
        "Bel mij over rekening NL91ABNA0417164300",
        "Bel mij over nummer 123456782",
        "Bel mij over zaak KV-2611-0475123456x",
        "> Bel mij terug op 0475 12 34 56\nDank u, dat is gebeurd.",
        "De labelt u meteen 0475 12 34 56",
        "Bel mij terug " + "x" * 500 + " 0475 12 34 56",
    ],
)
def test_who_does_not_or_leaves_a_number_that_is_never_dialled(text):
    assert wished_call(text, "BE") is None


@settings(max_examples=200, deadline=None, database=None)
@given(st.text(max_size=200), st.sampled_from(["NL", "BE"]))
def test_anything_may_be_written(text, region):
    found = wished_call(f"bel mij {text} terug", region)
    assert found is None or may_be_dialled(found.written, region) == found.number


DEAR = [
    "0900{}",
    "0901{}",
    "0902{}",
    "0903{}",
    "0904{}",
    "0905{}",
    "0906{}",
    "0907{}",
    "0909{}",
    "070{}",
    "14{}",
    "1{}",
    "116{}",
    "+319{}",
]


@settings(max_examples=300, deadline=None, database=None)
@given(
    st.sampled_from(DEAR), st.integers(0, 99_999), st.sampled_from(["", " ", "-", "/", "."]),
    st.sampled_from(["NL", "BE"]), st.sampled_from(ASKED),
)  # fmt: skip
def test_a_short_or_dear_number_is_never_suggested(shape, rest, between, region, words):
    figures = shape.format(between + f"{rest:05d}")
    found = wished_call(f"{words} {figures}", region)
    assert found is None or (found.number == may_be_dialled(figures, region) and found.written == figures)


@settings(max_examples=100, deadline=None, database=None)
@given(
    st.integers(10_000_000, 99_999_999),
    st.lists(st.sampled_from(["", " ", "-", "."]), min_size=7, max_size=7),
    st.sampled_from(ASKED),
)
def test_a_mobile_number_is_found_however_it_is_cut(figures, cuts, words):
    written = "06" + "".join(cut + figure for cut, figure in zip(["", *cuts], str(figures), strict=True))
    found = wished_call(f"Dag, {words} {written} dank u", "NL")
    assert (found and found.number) == may_be_dialled(f"06{figures}", "NL")


def test_a_very_long_text_takes_no_longer_than_its_length():
    assert wished_call("bel mij " * 100_000, "NL") is None
    assert wished_call("1 " * 100_000, "NL") is None


@pytest.mark.parametrize("gap", range(AFTER - 12, AFTER + 3))
def test_a_number_at_the_edge_of_where_we_look_is_read_whole_or_not_at_all(gap):
    found = wished_call(f"bel mij {'x' * (gap - 2)} 0475 12 34 56", "BE")
    assert found is None or found == Wished(BELGIAN, "0475 12 34 56")
    before = wished_call(f"0475 12 34 56 {'x' * (gap // 2 - 2)} bel mij", "BE")
    assert before is None or before == Wished(BELGIAN, "0475 12 34 56")


@pytest.mark.parametrize(
    "text", ["Bel mij terug a.u.b.", "Kunt u me terugbellen?", "Rappelez-moi", "Rufen Sie mich an", "Please call me"]
)
def test_it_may_be_asked_without_a_number(text):
    assert asks_for_call(text)


@pytest.mark.parametrize(
    "text", ["Ik zal u terugbellen", "Bel mij niet", "Do not call me", "Het terugbellen duurt lang", ""]
)
def test_what_is_no_asking(text):
    assert not asks_for_call(text)
