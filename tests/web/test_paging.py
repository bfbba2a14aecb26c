"""Where pages of lists begin and end."""

from dataclasses import dataclass

import pytest

from events_svc.web import paging
from events_svc.web.forms import Malformed


@dataclass
class Row:
    id: int


def test_a_page_is_followed_by_the_id_of_its_last_row() -> None:
    rows = [Row(9), Row(7), Row(4)]

    assert paging.cut(rows, 2) == ([Row(9), Row(7)], "7")


@pytest.mark.parametrize("rows", [[], [Row(9)], [Row(9), Row(7)]])
def test_nothing_follows_a_page_that_holds_all(rows: list[Row]) -> None:
    assert paging.cut(rows, 2) == (rows, None)


def test_a_cursor_is_read_as_it_was_written() -> None:
    _, following = paging.cut([Row(2**59), Row(1)], 1)

    assert (paging.number(following or ""), paging.number("")) == (2**59, None)


@pytest.mark.parametrize(
    "given", ["0", "-1", "1.5", "+1", "1_0", " 1", "x", "１", "9" * 19, "9" * 5000]
)
def test_a_cursor_that_we_did_not_make_is_refused(given: str) -> None:
    with pytest.raises(Malformed) as refused:
        paging.number(given)

    assert [*refused.value.errors] == ["cursor"]
