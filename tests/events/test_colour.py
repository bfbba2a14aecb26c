"""Every accent reads, on light paper and on dark."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_svc.events.colour import (
    DARK,
    LIGHT,
    READABLE,
    Accents,
    accents,
    contrast,
    ink_on,
    legible,
    luminance,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_black_on_white_has_the_highest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == pytest.approx(1)


def test_the_luminance_of_a_primary_is_its_weight() -> None:
    assert [luminance(c) for c in ("#ff0000", "#00ff00", "#0000ff")] == [0.2126, 0.7152, 0.0722]


def test_a_colour_that_reads_stays_as_it_is() -> None:
    assert legible("#A8321F", LIGHT) == "#a8321f"
    assert legible("#f08a72", DARK) == "#f08a72"


def test_a_pale_accent_is_darkened_on_light_paper_and_kept_on_dark() -> None:
    made = accents("#ffe066")
    assert contrast(made.light, LIGHT[0]) >= READABLE
    assert made.dark == "#ffe066"


def test_an_accent_comes_with_the_ink_of_its_buttons() -> None:
    assert accents("#a8321f") == Accents(
        light="#a8321f", on_light="#ffffff", dark=accents("#a8321f").dark, on_dark="#221100"
    )


@settings(deadline=None)
@given(colours)
def test_every_accent_reads_on_all_papers(colour: str) -> None:
    made = accents(colour)
    assert all(contrast(made.light, ground) >= READABLE for ground in LIGHT)
    assert all(contrast(made.dark, ground) >= READABLE for ground in DARK)


@settings(deadline=None)
@given(colours)
def test_the_ink_of_a_button_reads_on_every_accent(colour: str) -> None:
    made = accents(colour)
    assert contrast(made.on_light, made.light) >= READABLE
    assert contrast(made.on_dark, made.dark) >= READABLE
    assert ink_on(made.light) == made.on_light


@settings(deadline=None)
@given(colours)
def test_a_legible_colour_is_not_changed_again(colour: str) -> None:
    made = legible(colour, LIGHT)
    assert legible(made, LIGHT) == made
