"""Names are covered wherever they stand."""

from hypothesis import given
from hypothesis import strategies as st

from events_svc.calls.models import Presenter
from events_svc.reviews.veil import COVER, covering, over

VEIL = covering(["Ada Lovelace", "阿达"], ["Some University", "ada@uni.example", ""])
NAMES = st.sampled_from(["Ada Lovelace", "ADA LOVELACE", "阿达", "some university", "Lovelace"])


def test_whole_names_in_any_case_and_parts_as_words_are_covered() -> None:
    said = "ADA LOVELACE of some university: Lovelace shows, write ada@uni.example"
    assert VEIL.text(said) == f"{COVER} of {COVER}: {COVER} shows, write {COVER}"


def test_a_chinese_name_is_covered_without_blanks_around_it() -> None:
    assert VEIL.text("我是阿达教授") == f"我是{COVER}教授"


def test_what_only_begins_like_a_name_stays() -> None:
    assert VEIL.text("Adaptive robots, an adagio") == "Adaptive robots, an adagio"


@given(st.lists(st.one_of(NAMES, st.sampled_from(["，", "机器人", "robots"]))))
def test_no_name_is_left_and_nothing_else_is_gone(parts: list[str]) -> None:
    covered = VEIL.text(" ".join(parts)).casefold()
    assert not [one for one in ("lovelace", "阿达", "some university") if one in covered]
    assert covered.count("机器人") == parts.count("机器人")


def test_an_answer_of_any_shape_that_names_somebody_is_known() -> None:
    naming = ["by Ada Lovelace", {"zh": "阿达"}, ["x", "Some University"]]
    assert [VEIL.names_somebody(one) for one in naming] == [True] * 3
    assert [VEIL.names_somebody(one) for one in ["robots", 7, True, None, {}]] == [False] * 5


def test_who_was_invited_and_has_not_joined_is_covered_too() -> None:
    invited = Presenter(
        proposal_id=1, name="Grace Hopper", email="grace@navy.example", speaker=None
    )
    assert over([invited]).text("With Grace Hopper of grace@navy.example") == (
        f"With {COVER} of {COVER}"
    )


def test_without_names_nothing_is_covered() -> None:
    assert covering(["", " "], ["", "a"]).text("a robot") == "a robot"
