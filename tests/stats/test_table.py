"""A table of readings as CSV: understood as a whole, or refused with row and column."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_svc.stats import table
from events_svc.stats import table_faults as faults
from events_svc.stats.table import Cell, Line
from events_svc.stats.table_faults import TableWrong, Wrong
from events_svc.web.i18n import merged

AT = datetime(2022, 12, 30, 2, 0, tzinfo=UTC)


def read(words: str, encoding: str = "utf-8") -> list[Line]:
    return table.read(words.encode(encoding), timezone="Asia/Shanghai")


def wrong(words: str | bytes) -> list[Wrong]:
    raw = words.encode() if isinstance(words, str) else words
    with pytest.raises(TableWrong) as refused:
        table.read(raw, timezone="Asia/Shanghai")
    return refused.value.wrong


def test_a_long_table_has_a_line_a_figure() -> None:
    lines = read(
        "source,metric,value,read_at,evidence,reason\n"
        '41,views,"62,400",2022-12-30 10:00,shot 3,first\n'
        "41,likes,hidden,2022-12-30T02:00:00Z,,\n"
    )

    assert lines == [
        Line(2, 41, "", AT, (Cell("value", "views", 62_400),), "shot 3", "first"),
        Line(3, 41, "", AT, (Cell("value", "likes", None),)),
    ]


def test_a_wide_table_has_a_column_for_each_figure_by_the_platforms_own_name() -> None:
    lines = read(
        "url;read_at;total_audience_count;max_online_count;audiences_avg_seconds\n"
        "https://x.cn/1;2022-12-30 10:00;36390;2210;\n"
    )

    assert lines[0].cells == (
        Cell("total_audience_count", "views", 36_390),
        Cell("max_online_count", "peak", 2_210),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_heads_are_read_in_the_encodings_of_chinese_spreadsheets(encoding: str) -> None:
    lines = read(
        "链接\t读取时间\t播放量\t证据\nhttps://b.cn/1\t2022/12/30\t62400\t截图\n", encoding
    )

    assert lines == [
        Line(
            2, None, "https://b.cn/1", datetime(2022, 12, 29, 16, tzinfo=UTC),
            (Cell("播放量", "views", 62_400),), "截图",
        )
    ]  # fmt: skip


HEAD = "source,metric,value,read_at\n"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", Wrong(1, "", faults.NO_TABLE)),
        (HEAD, Wrong(1, "", faults.NO_TABLE)),
        ("value,read_at\n1,2022-12-30\n", Wrong(1, "source", faults.NO_LINK)),
        ("source,value\n1,2\n", Wrong(1, "read_at", faults.NO_TIME)),
        ("source,read_at\n1,2022-12-30\n", Wrong(1, "value", faults.NO_VALUE)),
        (HEAD + "x,views,1,2022-12-30", Wrong(2, "source", faults.NO_SOURCE, "x")),
        (HEAD + ",views,1,2022-12-30", Wrong(2, "source", faults.NOT_NAMED)),
        (HEAD + "1,cheers,1,2022-12-30", Wrong(2, "metric", faults.NO_METRIC, "cheers")),
        (HEAD + "1,views,,2022-12-30", Wrong(2, "value", faults.NO_NUMBER)),
        (HEAD + "1,views,6.24万,2022-12-30", Wrong(2, "value", faults.NO_NUMBER, "6.24万")),
        (HEAD + "1,views,-1,2022-12-30", Wrong(2, "value", faults.NO_NUMBER, "-1")),
        (HEAD + f"1,views,{10**17},2022-12-30", Wrong(2, "value", faults.NO_NUMBER, str(10**17))),
        (HEAD + "1,views,1,yesterday", Wrong(2, "read_at", faults.NO_MOMENT, "yesterday")),
        (HEAD + "1,views,1,0001-01-01T00:00Z", Wrong(2, "read_at", faults.NO_MOMENT, "0001-01-01T00:00Z")),
        (HEAD + "1,views,1,9999-12-31T23:59-23:00", Wrong(2, "read_at", faults.NO_MOMENT, "9999-12-31T23:59-23:00")),
    ],
    ids=[
        "empty", "head-alone", "no-link", "no-time", "no-value", "strange-id", "no-id", "metric",
        "blank", "words", "negative", "huge", "moment", "first-day", "end-of-time",
    ],
)  # fmt: skip
def test_what_is_wrong_says_row_and_column(words: str, found: Wrong) -> None:
    assert wrong(words) == [found]


def test_all_wrong_rows_are_told_at_once() -> None:
    lines = "1,views,x,2022-12-30\n1,views,5,2022-12-30\n\n1,views,y,2022-12-30\n"

    assert [(one.line, one.value) for one in wrong(HEAD + lines)] == [(2, "x"), (5, "y")]


def test_a_table_has_a_bound() -> None:
    rows = "1,views,1,2022-12-30\n" * 2_001

    assert wrong(HEAD + rows)[0].reason == faults.TOO_LONG
    assert wrong(b"," * 600_001)[0].reason == faults.TOO_LONG
    assert wrong(b"\0\1")[0].reason == faults.NO_TABLE


@given(st.text(max_size=60))
def test_no_cell_breaks_the_reader(words: str) -> None:
    try:
        lines = read(HEAD + words)
    except TableWrong:
        return
    assert all(cell.value is None or cell.value >= 0 for line in lines for cell in line.cells)


def test_every_reason_speaks_chinese() -> None:
    reasons = [
        value for name, value in vars(faults).items() if name.isupper() and isinstance(value, str)
    ]
    catalogue = merged("zh")

    assert [words for words in reasons if not catalogue.get(words)] == []
