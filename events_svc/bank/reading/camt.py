"""camt.053, the bank's statement of ISO 20022, in every version (elements by their local names). Pure.

Booked entries alone count; one that is reversed, and what left, are negative. An entry of several
transfers gives a line for each where each says its amount, else one line.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from events_svc import clock
from events_svc.bank.account import plain
from events_svc.bank.reading.lines import Read, ReadLine
from events_svc.schedule.importing import xml
from events_svc.schedule.importing.errors import Place, refused
from events_svc.tickets.errors import MoneyInexact
from events_svc.tickets.pricing import to_minor

MOST_LINES = 20_000
Element = xml.Element


def read(raw: bytes, *, account: str = "") -> Read:
    """The booked lines of all statements in the file; where `account` is given and the file names another
    one, it is refused. Raises FileRefused with the line.
    """
    root = xml.document(raw)
    statements = [one for one in root.iter() if _name(one) == "Stmt"]
    if not statements:
        raise refused("This is XML, but no statement of a bank (camt.053).")
    named = ""
    for statement in statements:
        named = _account(statement) or named
        if account and named and plain(named) != plain(account):
            raise refused("This is the statement of another account: …{value}", plain(named)[-4:])
    lines = [line for one in statements for line in _lines(one)]
    if len(lines) > MOST_LINES:
        raise refused("The file has too many lines.")
    if not lines:
        raise refused("There is no line with an amount.")
    return Read("camt.053", lines, account=named)


def _lines(statement: Element) -> Iterator[ReadLine]:
    for entry in _children(statement, "Ntry"):
        if (_text(entry, "Sts", "Cd") or _text(entry, "Sts") or "BOOK") != "BOOK":
            continue
        details = [
            one for block in _children(entry, "NtryDtls") for one in _children(block, "TxDtls")
        ]
        apart = [_own_amount(one) is not None for one in details]
        if len(details) > 1 and all(apart):
            yield from (_line(entry, one, _own_amount(one)) for one in details)
        else:
            yield _line(entry, details[0] if len(details) == 1 else entry, None)


def _line(entry: Element, details: Element, amount: Element | None) -> ReadLine:
    amount = _child(entry, "Amt") if amount is None else amount
    if amount is None:
        raise refused("The entry has no amount.", place=Place(entry.sourceline or 0))
    currency = amount.get("Ccy", "")[:3]
    came = (_text(details, "CdtDbtInd") or _text(entry, "CdtDbtInd")) == "CRDT"
    is_reversed = _text(entry, "RvslInd") in {"true", "1"}
    minor = abs(_minor(amount, currency))
    return ReadLine(
        number=entry.sourceline or 0,
        day=_day(entry),
        amount_minor=minor if came and not is_reversed else -minor,
        currency=currency,
        payer=_payer(details)[:200],
        payer_account=_payer_account(details)[:64],
        remark=_remark(details)[:1000],
        bank_reference=_reference(entry, details)[:120],
    )


def _own_amount(details: Element) -> Element | None:
    own = _child(details, "Amt")
    return own if own is not None else _child(details, "AmtDtls", "TxAmt", "Amt")


def _minor(amount: Element, currency: str) -> int:
    try:
        return to_minor(Decimal((amount.text or "").strip()), currency)
    except (InvalidOperation, MoneyInexact) as error:
        reason = "The amount “{value}” cannot be read."
        raise refused(reason, (amount.text or "")[:40], Place(amount.sourceline or 0)) from error


def _day(entry: Element) -> date:
    said = ""
    for name in ("BookgDt", "ValDt"):
        said = said or _text(entry, name, "Dt") or _text(entry, name, "DtTm")[:10]
    try:
        found = date.fromisoformat(said[:10])
    except ValueError:
        found = date.min
    if not clock.is_tellable(found):
        reason = "The day “{value}” cannot be read."
        raise refused(reason, said[:40], Place(entry.sourceline or 0))
    return found


def _payer(details: Element) -> str:
    parties = _child(details, "RltdPties")
    if parties is None:
        return ""
    found = [_text(parties, "Dbtr", "Nm"), _text(parties, "Dbtr", "Pty", "Nm")]
    found += [_text(parties, "UltmtDbtr", "Nm"), _text(parties, "UltmtDbtr", "Pty", "Nm")]
    return next((one for one in found if one), "")


def _payer_account(details: Element) -> str:
    number = _child(details, "RltdPties", "DbtrAcct", "Id")
    return _number(number) if number is not None else ""


def _account(statement: Element) -> str:
    number = _child(statement, "Acct", "Id")
    return _number(number) if number is not None else ""


def _number(number: Element) -> str:
    return _text(number, "IBAN") or _text(number, "Othr", "Id")


def _remark(details: Element) -> str:
    """All that the payer may have written, each once: banks put it into several places."""
    said = [
        (one.text or "")
        for one in details.iter()
        if _name(one) in {"Ustrd", "AddtlTxInf", "AddtlNtryInf", "AddtlRmtInf", "EndToEndId"}
        or (_name(one) == "Ref" and _name(one.getparent()) == "CdtrRefInf")
    ]
    plain_words = (" ".join(one.split()) for one in said)
    return " · ".join(dict.fromkeys(one for one in plain_words if one and one != "NOTPROVIDED"))


def _reference(entry: Element, details: Element) -> str:
    found = [_text(details, "Refs", "AcctSvcrRef"), _text(details, "Refs", "TxId")]
    found += [_text(entry, "AcctSvcrRef"), _text(entry, "NtryRef")]
    return next((one for one in found if one), "")


def _children(element: Element, name: str) -> list[Element]:
    return [one for one in element if _name(one) == name]


def _child(element: Element, *path: str) -> Element | None:
    for name in path:
        found = _children(element, name)
        if not found:
            return None
        element = found[0]
    return element


def _text(element: Element, *path: str) -> str:
    found = _child(element, *path)
    return (found.text or "").strip() if found is not None else ""


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
