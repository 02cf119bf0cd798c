import pytest

from router.domain.theme import DEFAULTS, contrast, unreadable


def test_contrast_as_wcag_counts_it():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_our_own_colours_can_be_read():
    assert list(unreadable({})) == []


def test_a_pale_link_cannot():
    (*said,) = unreadable({"utrecht-link-color": "#ffcc00"})
    assert len(said) == 3  # on the page, on a sheet, and white on the button
    assert "make one darker" in said[0]


def test_every_token_is_in_the_stylesheet():
    from pathlib import Path

    import router

    css = (Path(router.__file__).parent / "web" / "static" / "balie.css").read_text("utf-8")
    assert [each for each in DEFAULTS if f"--{each}" not in css] == []
