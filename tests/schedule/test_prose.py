"""Prose of imports becomes text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.schedule.prose import paragraphs, plain


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", []),
        ("One.\n\nTwo\nlines.", ["One.", "Two\nlines."]),
        ("<p>One &amp; more</p><p>Two</p>", ["One & more", "Two"]),
        ("<ul><li>a</li><li>b</li></ul>", ["– a\n– b"]),
        ("see <a href='https://a.example/x'>here</a>.", ["see here (https://a.example/x)."]),
        ("<a href='javascript:alert(1)'>here</a>", ["here"]),
        ("a<script>alert(1)</script>b<style>p{}</style>", ["ab"]),
        (
            "# Title\n\n**bold** and [link](https://a.example)",
            ["Title", "bold and link (https://a.example)"],
        ),
        ("one<br>two", ["one\ntwo"]),
        ("one<![if x]>two <![; three", ["onetwo <![; three"]),
        ("a < b and snake_case stay", ["a < b and snake_case stay"]),
    ],
)
def test_tags_and_marks_go_and_words_stay(words: str, expected: list[str]) -> None:
    assert paragraphs(words) == expected


@given(st.text(alphabet="<>/ap =\"'&;!-[]()\n#* sbript", max_size=200))
def test_any_words_become_text(words: str) -> None:
    assert all(part.strip() == part and part for part in paragraphs(words))
    assert "\n\n\n" not in plain(words)
