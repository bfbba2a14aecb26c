"""Search tokens against a substring scan."""

from hypothesis import given
from hypothesis import strategies as st

from events_svc.media.tokens import folded, fts5, terms, tokens, tsquery


def test_a_cjk_run_becomes_its_pairs_and_its_last_character() -> None:
    assert tokens(["论坛会"]) == "kaillkafhfl kafhflaepbk kaepbk"


def test_words_are_folded_and_kept_apart_from_chinese() -> None:
    assert tokens(["Čapek 2022"]) == "wcapek w2022"
    assert terms("ＡＩ论坛") == [["wai"], [tokens(["论坛"]).split()[0]]]


def test_there_is_nothing_to_find_in_punctuation() -> None:
    assert (fts5("，。*\"' -"), tsquery("&|!():*")) == ("", "")


CJK = st.text("论坛会机器人孪生数字恰佩克㐀𠮷", min_size=1, max_size=8)
TEXT = st.lists(CJK | st.sampled_from([" ", "，", "AI", "robot", "É"]), max_size=8).map("".join)


@given(TEXT, CJK)
def test_a_chinese_query_is_found_exactly_where_a_substring_scan_finds_it(
    text: str, query: str
) -> None:
    found = _holds(tokens([text]).split(), terms(query)[0])

    assert found == (folded(query) in folded(text))


@given(st.text(max_size=40))
def test_a_token_is_ascii_letters_and_digits_whatever_the_text(text: str) -> None:
    made = tokens([text])

    assert made == "" or (made.replace(" ", "").isalnum() and made.isascii())


def _holds(document: list[str], phrase: list[str]) -> bool:
    """What FTS5 and tsvector do: the phrase in a row, its last token as a beginning."""
    *whole, last = phrase
    return any(
        document[at : at + len(whole)] == whole and document[at + len(whole)].startswith(last)
        for at in range(len(document) - len(whole))
    )
