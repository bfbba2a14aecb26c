"""Which column of a table says what: names of headers in Chinese and English. Pure."""

import re

from events_svc.schedule.importing.sheets import Cell
from events_svc.schedule.importing.wording import folded

_NAMES = {
    "time": "时间 時間 时段 時段 起止时间 时间段 议程时间 time when slot hours",
    "start": "开始 开始时间 開始 開始時間 起始时间 start begin begins from|start time|begin time|starts at",
    "end": "结束 结束时间 結束 結束時間 截止时间 end ends to until|end time|ends at",
    "length": "时长 時長 分钟 duration length minutes min",
    "day": "日期 日 天 date day",
    "title": "主题 主題 题目 題目 议题 議題 议程 議程 标题 標題 演讲主题 报告题目 演讲题目 内容 內容 议程内容 环节"
    " 课程 课程内容 topic title session talk subject agenda activity event programme program lecture"
    "|session title|talk title|presentation title",
    "subtitle": "副标题 副標題 副题 subtitle",
    "speaker": "嘉宾 嘉賓 演讲人 演讲嘉宾 演讲者 讲者 講者 主讲 主讲人 主讲嘉宾 报告人 讲师 講師 发言人 发言嘉宾 授课教师"
    " 姓名 speaker speakers presenter presenters lecturer teacher name names|speaker name|speaker(s)",
    "affiliation": "单位 單位 机构 機構 工作单位 公司 所属单位 组织 organisation organization affiliation company"
    " institution institute org employer",
    "position": "职务 職務 职称 職稱 职位 头衔 position role|job title|speaker title",
    "room": "地点 地點 会场 會場 会议室 會議室 教室 场地 场所 房间 厅 room rooms hall place location venue where",
    "track": "专题 專題 分论坛 论坛 板块 主线 track theme stream forum",
    "kind": "类型 類型 类别 形式 type kind format category",
    "language": "语言 語言 language lang",
    "abstract": "摘要 简介 簡介 内容简介 内容摘要 abstract description summary details",
    "number": "编号 編號 id code guid uid",
}
_OTHER_LANGUAGE = {
    "title_en": "英文主题 英文题目 英文标题 英文议题 english|english title|title in english|title (en)|title_en|title en",
    "title_zh": "中文主题 中文题目 中文标题 中文议题 chinese|chinese title|title in chinese|title (zh)|title_zh|title zh",
    "speaker_en": "英文姓名 speaker_en|speaker (en)|speaker in english|english name",
    "abstract_en": "英文摘要 英文简介 abstract_en|abstract (en)|english abstract",
    "abstract_zh": "中文摘要 中文简介 abstract_zh|abstract (zh)|chinese abstract",
}


def _by_name() -> dict[str, str]:
    found = {}
    for meaning, names in (_NAMES | _OTHER_LANGUAGE).items():
        words, *phrases = names.split("|")
        for name in [*words.split(), *phrases]:
            found[name] = meaning
    return found


_MEANINGS = _by_name()
_CHINESE_PART = re.compile(r"[\u3400-\u9fff]+")
_LATIN_PART = re.compile(r"[a-z][a-z() ]*")


def meaning(cell: Cell) -> str:
    """What the column under this header says; empty when nobody knows."""
    if not isinstance(cell, str) or len(cell) > 60:
        return ""
    name = folded(cell).strip(" :：*")
    parts = [name, *re.split(r"[/|\n()\[\]:：]+", name)]
    parts += [*_CHINESE_PART.findall(name), *_LATIN_PART.findall(name)]
    return next((_MEANINGS[part.strip()] for part in parts if part.strip() in _MEANINGS), "")


def columns(cells: list[Cell]) -> dict[str, int]:
    """The columns by what they say, when this row is a header: it knows a title and one thing more."""
    found: dict[str, int] = {}
    for at, cell in enumerate(cells):
        said = meaning(cell)
        if said and said not in found:
            found[said] = at
    is_header = len(found) > 1 and found.keys() & {"title", "title_zh", "title_en"}
    return found if is_header else {}
