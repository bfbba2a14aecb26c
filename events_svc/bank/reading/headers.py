"""Which column of a bank's table says what, by its name in Chinese or English. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from events_svc.schedule.importing.sheets import Cell

# In this order they are offered to people; several columns may be remarks.
MEANINGS = (
    *("day", "time", "credit", "debit", "amount", "direction", "currency", "balance"),
    *("payer", "payer_account", "remark", "bank_reference"),
)
_NAMES = {
    "day": "交易日期 记账日期 入账日期 日期 交易日 记账日 到账日期 发生日期 date bookingdate transactiondate postingdate"
    " 交易时间 记账时间 入账时间 交易日期时间 valuedate 起息日",
    "time": "时间 交易时分 time transactiontime",
    "credit": "贷方发生额 贷方金额 收入 收入金额 存入 存入金额 贷方 转入金额 收款金额 入账金额 credit creditamount"
    " moneyin paidin deposit",
    "debit": "借方发生额 借方金额 支出 支出金额 支取金额 借方 转出金额 付款金额 debit debitamount moneyout paidout"
    " withdrawal",
    "amount": "金额 交易金额 发生额 amount transactionamount",
    "direction": "借贷标志 借贷标识 借贷 借/贷 借贷方向 收支 收支标志 收/支 收支方向 交易方向 creditdebit"
    " credit/debit dr/cr direction",
    "currency": "币种 货币 交易币种 currency",
    "balance": "余额 账户余额 交易后余额 本次余额 balance",
    "payer": "对方户名 对方名称 对方账户名称 对方账户名 对方单位 对方单位名称 付款人 付款方 付款人名称 付款人户名"
    " 交易对手 交易对手名称 交易对方 counterparty counterpartyname payer payername name remitter",
    "payer_account": "对方账号 对方账户 付款人账号 付款账号 交易对手账号 counterpartyaccount payeraccount"
    " counterpartyaccountnumber iban",
    "remark": "摘要 附言 用途 备注 交易附言 交易用途 客户附言 交易摘要 交易备注 转账附言 留言 remark remarks memo"
    " description details reference purpose narrative paymentreference remittanceinformation",
    "bank_reference": "交易流水号 流水号 核心流水号 银行流水号 凭证号 凭证号码 业务编号 交易编号 主机流水号 账户明细编号"
    " transactionid referencenumber bankreference transactionreference id",
}
_MEANING = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}
_UNITS = re.compile(r"[(\[][^)\]]*[)\]]|[\s:：*_-]+")


def meaning(cell: Cell) -> str:
    """What the column under this name says; empty when nobody knows."""
    if not isinstance(cell, str) or len(cell) > 60:
        return ""
    plain = _UNITS.sub("", unicodedata.normalize("NFKC", cell).casefold())
    return _MEANING.get(plain, "")


def guessed(cells: Sequence[Cell]) -> list[str]:
    """The meaning of each column; a second day is nothing, a second remark is one more remark."""
    found: list[str] = []
    for cell in cells:
        said = meaning(cell)
        if said == "day" and "day" in found:
            said = "time" if "时间" in str(cell) and "time" not in found else ""
        found.append("" if said in found and said != "remark" else said)
    return found


def is_header(meanings: Sequence[str]) -> bool:
    """Whether these columns can be a statement's: a day, an amount, and whose or what for."""
    known = set(meanings)
    return bool("day" in known and known & {"credit", "amount"} and known & {"payer", "remark"})
