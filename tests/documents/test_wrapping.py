"""Where texts break into lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.documents.wrapping import wrapped

pytestmark = pytest.mark.engineless

TEXTS = st.text(st.sampled_from("ab 机器人（）。，x-"), max_size=40)


def test_chinese_breaks_between_characters_and_words_at_spaces() -> None:
    assert wrapped("一次播放 abc de", 4, len) == ["一次播放", "abc", "de"]
    assert wrapped("一次播放的时长", 3, len) == ["一次播", "放的时", "长"]


def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one() -> None:
    assert wrapped("一次播放。二", 4, len) == ["一次播", "放。二"]
    assert wrapped("一次播（放）", 4, len) == ["一次播", "（放）"]


def test_a_word_that_is_too_long_is_cut() -> None:
    assert wrapped("abcdefg", 3, len) == ["abc", "def", "g"]


@given(TEXTS, st.integers(1, 9))
def test_nothing_is_lost_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = wrapped(text, width, len)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= width for line in lines)
