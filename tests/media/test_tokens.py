"""Search tokens against a substring scan."""

import re

from hypothesis import given
from hypothesis import strategies as st

from events_svc.media.tokens import (
    Term,
    document,
    folded,
    fts5,
    mark,
    pattern,
    sequences,
    terms,
    tsquery,
)


def test_a_cjk_run_becomes_its_pairs_its_last_character_and_each_of_them() -> None:
    assert document(["论坛会"]) == ("z kaillkafhfl kafhflaepbk kaepbk z caillk cafhfl caepbk")


def test_words_are_folded_and_found_by_three_letters() -> None:
    assert document(["Čapek 2022"]) == "z wcapek w2022 z bc bca bcap b2 b20 b202"


def test_a_stop_parts_what_punctuation_parts_and_blanks_do_not() -> None:
    assert document(["第 3，届"]).split(" z ")[0] == "z kahlcm w3"
    assert [term.is_open for term in terms("第3届 12届 ai大")] == [True, True, True]


def test_there_is_nothing_to_find_in_punctuation() -> None:
    assert (terms("，。*\"' -"), fts5([]), tsquery([]), pattern("|&!():*")) == ([], "", "", None)


def test_a_query_is_told_to_each_engine_in_its_own_words() -> None:
    wanted = terms("论坛 robots 第3")

    assert fts5(wanted) == '"kaillkafhfl" AND "wrobots" * AND "kahlcm w3" *'
    assert tsquery(wanted) == "kaillkafhfl & wrobots:* & kahlcm & w3:*"
    assert sequences(wanted) == [" kahlcm w3"]


def test_what_is_searched_within_is_a_token_like_any_other() -> None:
    assert (mark("s", 31), mark("e", 0)) == ("sbp", "ea")


CJK = st.text("论坛会机器人孪生数字恰佩克㐀𠮷", min_size=1, max_size=8)
WORDS = st.sampled_from(["AI", "robot", "ro", "É", "αβ", "q", "12", "3"])
TEXT = st.lists(CJK | WORDS | st.sampled_from([" ", "，", "-"]), max_size=8).map("".join)


@given(TEXT, CJK | WORDS | st.builds(str.__add__, CJK, WORDS) | st.builds(str.__add__, WORDS, CJK))
def test_a_query_is_found_exactly_where_a_scan_of_the_text_finds_it(text: str, query: str) -> None:
    made = document([text]).split()
    (term,) = terms(query)

    found = _holds(made, term)

    scanned = pattern(query)
    assert scanned is not None
    assert found == (scanned.search(folded(text)) is not None)
    if not re.search(r"[0-9A-Za-zα-ωÉ]", query):
        assert found == (folded(query) in folded(text))


@given(st.text(max_size=40))
def test_a_token_is_ascii_letters_and_digits_whatever_the_text(text: str) -> None:
    made = document([text]).replace(" ", "")

    assert made.isalnum()
    assert made.isascii()


def _holds(made: list[str], term: Term) -> bool:
    """What FTS5 and the two conditions of PostgreSQL do."""
    *whole, last = term.tokens
    return any(
        made[at : at + len(whole)] == whole
        and (
            made[at + len(whole)].startswith(last)
            if term.is_open
            else made[at + len(whole)] == last
        )
        for at in range(len(made) - len(whole))
    )
