"""Tables as organisers write them: headers in Chinese and English, days as headings, cells left empty."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from events_svc.schedule.importing import dialects
from events_svc.schedule.importing.errors import FileRefused
from events_svc.schedule.importing.timetable import ReadPerson, Timetable
from tests.importing.books import CLOCK, DATE, INSTANT, book, sheet

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 8, 26)


def read(raw: str | bytes) -> Timetable:
    octets = raw.encode() if isinstance(raw, str) else raw
    return dialects.read(octets, timezone="Asia/Shanghai", day=FIRST)


def lines(found: Timetable) -> list[tuple[Any, ...]]:
    """Day and time in Shanghai, minutes, title, speakers."""
    return [
        (
            one.starts_at.astimezone(SHANGHAI).strftime("%d %H:%M"),
            (one.ends_at - one.starts_at) // timedelta(minutes=1),
            next(iter(one.title.values())),
            [next(iter(found.people[key].name.values())) for key in one.people],
        )
        for one in found.sessions
    ]


def refused(raw: str | bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        read(raw)
    return str(caught.value)


AGENDA = """第十二届峰会 议程,,,
时间,主题,演讲嘉宾,单位
8月26日（周三）,,,
09:00-09:30,开幕,林知远,协会
上午9:30～10:00,机器人与人,张三、李四,甲大学、乙公司
10:00,茶歇,,
10:20,圆桌,王五,丙研究院
,,赵六,丁公司
分论坛：智能工厂,,,
下午2:00至2:45,Digital twins,Ada & Grace,X
8月27日 星期四,,,
23:30-00:30,夜谈,Ada,X
00:30-01:00,深夜,Bo,
"""


def test_an_agenda_of_one_s_own_is_read() -> None:
    found = read(AGENDA)
    assert lines(found) == [
        ("26 09:00", 30, "开幕", ["林知远"]),
        ("26 09:30", 30, "机器人与人", ["张三", "李四"]),
        ("26 10:00", 20, "茶歇", []),
        ("26 10:20", 220, "圆桌", ["王五", "赵六"]),
        ("26 14:00", 45, "Digital twins", ["Ada", "Grace"]),
        ("27 23:30", 60, "夜谈", ["Ada"]),
        ("28 00:30", 30, "深夜", ["Bo"]),
    ]
    assert found.people["name:李四"] == ReadPerson(
        "name:李四", {"zh": "李四"}, affiliation={"zh": "乙公司"}
    )
    assert [one.track for one in found.sessions] == ["", "", "", "", "分论坛:智能工厂", "", ""]
    assert found.odd == []


@pytest.mark.parametrize(
    ("encoding", "odd"),
    [("utf-8-sig", []), ("utf-16", []), ("gb18030", ["This is no UTF-8: it is read as GB 18030."])],
)
def test_what_excel_saves_is_read(encoding: str, odd: list[str]) -> None:
    found = read(AGENDA.encode(encoding))
    assert (len(found.sessions), [str(one) for one in found.odd]) == (7, odd)


def test_rows_pasted_without_a_header_are_time_topic_speaker_organisation() -> None:
    found = read("09:00-09:30\t开幕\t林知远\t协会\n09:30-10:00\tTalk\tAda and Grace\tX\n")
    assert lines(found) == [
        ("26 09:00", 30, "开幕", ["林知远"]),
        ("26 09:30", 30, "Talk", ["Ada", "Grace"]),
    ]
    assert [str(odd) for odd in found.odd] == [
        "There is no header: time, topic, speaker and organisation are taken for granted.",
        "line 1: No day is written: 2026-08-26 is taken.",
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Date,Start,End,Title,Title (en),Speaker,Company,Job title,Room,Track,Type,Language,ID",
        "日期,开始时间,结束时间,中文题目,英文题目,主讲人,单位,职务,会场,专题,类型,语言,编号",
        "Date 日期,Start/开始,End(结束),主题,English title,嘉宾 Speaker,单位,职务,地点 Room,专题,类型,语言,编号",
    ],
)
def test_every_column_is_found_by_its_name_in_either_language(header: str) -> None:
    found = read(
        f"{header}\n2026/8/26,9:00,10:30,开幕,Opening,林知远,协会,会长,主会场,智能,talk,zh,77\n"
    )
    (session,) = found.sessions
    assert (session.key, session.number, session.title) == (
        "id:77",
        77,
        {"zh": "开幕", "en": "Opening"},
    )
    assert (session.rooms, session.track, session.kind, session.language) == (
        ("主会场",),
        "智能",
        "talk",
        "zh",
    )
    assert (session.ends_at - session.starts_at, found.odd) == (timedelta(minutes=90), [])
    (person,) = found.people.values()
    assert (person.name, person.affiliation, person.position) == (
        {"zh": "林知远"},
        {"zh": "协会"},
        {"zh": "会长"},
    )


@pytest.mark.parametrize(
    ("written", "start", "minutes"),
    [
        ("09:00-09:30", "09:00", 30),
        ("9：00—9：30", "09:00", 30),
        ("9.00 – 9.30", "09:00", 30),
        ("9点～9点30分", "09:00", 30),
        ("下午2:00-3:15", "14:00", 75),
        ("上午11:30-下午1:00", "11:30", 90),
        ("2:00 PM - 2:30 PM", "14:00", 30),
        ("11:30 am to 12:15 pm", "11:30", 45),
        ("12:00 AM-1:00 AM", "00:00", 60),
        ("中午12:00-13:00", "12:00", 60),
        ("23:00-24:00", "23:00", 60),
        ("2026-08-26 09:00-09:30", "09:00", 30),
    ],
)
def test_times_as_people_write_them(written: str, start: str, minutes: int) -> None:
    ((at, length, *_),) = lines(read(f"time,topic\n{written},Talk\n"))
    assert (at[3:], length) == (start, minutes)


@pytest.mark.parametrize(
    "heading",
    [
        "8月27日",
        "2026年8月27日 星期四",
        "8月27日（周四）下午",
        "第二天",
        "第二天 8月27日",
        "Day 2",
        "Day 2: Thursday 27 August 2026",
        "Thursday, August 27",
        "27 Aug 2026",
        "27.8.2026",
        "2026-08-27",
        "2026/8/27",
    ],
)
def test_days_as_headings_in_every_writing(heading: str) -> None:
    rows = f'time,topic,speaker\n"{heading}",,\n09:00-09:30,Talk,Ada\n'
    assert lines(read(rows)) == [("27 09:00", 30, "Talk", ["Ada"])]


def test_a_spreadsheet_with_merged_cells_clocks_and_dates_is_read() -> None:
    first = sheet(
        ["峰会议程", "", "", ""],
        ["时间", "主题", "嘉宾", "单位"],
        ["09:00-10:00", "圆桌", "张三", "甲"],
        ["", "", "李四", "乙"],
        ["10:00-10:30", "A 报告", "王五", "丙"],
        ["", "B 报告", "赵六", "丁"],
        ["10:30-10:45", "茶歇", "", ""],
        merged=["A1:D1", "A3:A4", "B3:B4", "A5:A6", "B7:D7"],
    )
    second = sheet(
        ["date", "start", "end", "topic"],
        [(46261, DATE), (0.375, CLOCK), (0.4375, CLOCK), "Talk"],
        ["", (46261.5, INSTANT), (0.52083333, CLOCK), "Noon"],
    )
    found = read(book(first, second, names=["8月26日", "Day 2"]))
    assert lines(found) == [
        ("26 09:00", 60, "圆桌", ["张三", "李四"]),
        ("26 10:00", 30, "A 报告", ["王五"]),
        ("26 10:00", 30, "B 报告", ["赵六"]),
        ("26 10:30", 15, "茶歇", []),
        ("27 09:00", 90, "Talk", []),
        ("27 12:00", 30, "Noon", []),
    ]
    assert [str(odd) for odd in found.odd] == []


def test_a_sheet_without_topics_is_passed_over_and_told() -> None:
    people = sheet(["姓名", "电话"], ["张三", "138"])
    found = read(
        book(people, sheet(["时间", "主题"], ["9:00-10:00", "开幕"]), names=["名单", "8月26日"])
    )
    assert lines(found) == [("26 09:00", 60, "开幕", [])]
    assert [str(odd) for odd in found.odd] == [
        "sheet “名单”: This sheet has no topics: it is passed over."
    ]


def test_two_people_of_one_name_are_told_apart_by_their_house() -> None:
    found = read(
        "time,topic,speaker,company\n9:00-10:00,A,王伟,甲\n10:00-11:00,B,王伟,乙\n11:00-12:00,C,王伟,\n"
    )
    assert [one.people for one in found.sessions] == [
        ("name:王伟",),
        ("name:王伟@乙",),
        ("name:王伟",),
    ]


def test_what_is_not_understood_is_told_by_its_column() -> None:
    found = read("time,topic,Catering\n9:00,A,yes\n")
    assert [str(odd) for odd in found.odd] == [
        "line 1, column C: The column “Catering” is passed over.",
        "line 2: No day is written: 2026-08-26 is taken.",
        "line 2: No end is written: it is taken for half an hour.",
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("time,topic\n25:00-26:00,A\n", "line 2: The time “25:00” cannot be read."),
        ("time,topic\nsoon,A\n", "line 2: The time “soon” cannot be read."),
        (
            "time,topic\n9:00-10:00,A\n\nmorgen früh,B\n",
            "line 4: The time “morgen früh” cannot be read.",
        ),
        ("time,topic,speaker\n9:00-10:00,,Ada\n", "line 2: There is no title."),
        ("time,topic\n,A\n", "line 2: There is no time."),
        ("date,time,topic\n31.2.2026,9:00,A\n", "line 2: The day “31.2.2026” cannot be read."),
        (
            "time,topic,abstract\n9:00,A," + "x" * 200_001 + "\n",
            "The line cannot be read: field larger",
        ),
        ("a,b,c\n1,2,3\n", "The file has no events."),
    ],
)
def test_a_row_that_cannot_be_read_says_which(rows: str, words: str) -> None:
    assert words in refused(rows)


def test_without_any_day_nothing_is_guessed() -> None:
    with pytest.raises(FileRefused) as caught:
        dialects.read(b"time,topic\n9:00,A\n", timezone="UTC")
    assert str(caught.value) == "line 2: There is no day."
