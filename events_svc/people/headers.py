"""Which column of a table of people says what, by its name in Chinese or English. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from events_svc.schedule.importing.sheets import Cell

# In this order they are offered to people.
MEANINGS = ("name", "email", "phone", "organisation", "ticket_type")
_NAMES = {
    "name": "姓名 名字 参会人 参会人姓名 参会代表 代表姓名 联系人 name fullname attendee attendeename participant holder"
    " holdername",
    "email": "邮箱 电子邮箱 电子邮件 邮件 邮箱地址 email e-mail mail emailaddress mailaddress",
    "phone": "手机 手机号 手机号码 电话 联系电话 移动电话 联系方式 phone mobile telephone tel phonenumber mobilephone",
    "organisation": "单位 单位名称 工作单位 公司 公司名称 机构 企业 学校 organisation organization company institute"
    " employer affiliation",
    "ticket_type": "票种 门票 门票类型 票型 类别 参会类型 type tickettype ticket category product",
}
_MEANING = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}
_UNITS = re.compile(r"[(\[（【][^)\]）】]*[)\]）】]|[\s:：*_]+")


def meaning(cell: Cell) -> str:
    """What the column under this name says; empty when nobody knows."""
    if not isinstance(cell, str) or len(cell) > 60:
        return ""
    plain = _UNITS.sub("", unicodedata.normalize("NFKC", cell).casefold())
    return _MEANING.get(plain, "")


def guessed(cells: Sequence[Cell]) -> tuple[str, ...]:
    """The meaning of each column; of two that say the same the second says nothing."""
    found: list[str] = []
    for cell in cells:
        said = meaning(cell)
        found.append("" if said in found else said)
    return tuple(found)
