import re

from hypothesis import given, settings
from hypothesis import strategies as st

from events_svc.events.slugs import LONGEST, PATTERN, first_free, slug_of


def test_an_address_is_made_from_the_english_name() -> None:
    assert slug_of({"zh": "峰会", "en": "Robot Summit: “12th”"}, "summit") == "robot-summit-12th"


def test_a_chinese_name_gets_the_fallback() -> None:
    assert slug_of({"zh": "第12届机器人峰会"}, "summit-2026") == "summit-2026"


def test_accents_of_letters_fall_away() -> None:
    assert slug_of({"en": "Café Zürich"}, "x") == "cafe-zurich"


def test_a_taken_address_is_counted_on() -> None:
    assert first_free("summit", ["summit", "summit-2", "summits"]) == "summit-3"
    assert first_free("new", []) == "new-2"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_every_name_gives_an_address_that_fits(name: str) -> None:
    made = slug_of({"en": name}, "event")
    assert re.fullmatch(PATTERN.strip("^$"), made)
    assert len(made) <= LONGEST
