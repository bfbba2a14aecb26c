"""A statement is brought in: its lines are written once, whatever files tell of them, and wait to be matched."""

import hashlib

from events_svc import clock
from events_svc.accounts import audit
from events_svc.bank.errors import StatementKnown
from events_svc.bank.models import BankAccount, LineState, Statement, StatementLine
from events_svc.bank.reading.lines import Read, digests
from events_svc.database import in_transaction
from events_svc.database.bulk import insert_new
from events_svc.outbox.enqueue import enqueue

_AT_ONCE = 200  # rows of a statement; 20 columns each


async def bring_in(account: BankAccount, read: Read, *, name: str, raw: bytes) -> Statement:
    """Keep the lines of the file that no earlier one told of; the worker matches them.

    Raises StatementKnown when the very same file was brought in before.
    """
    digest = hashlib.sha256(raw).hexdigest()
    async with in_transaction():
        statement = await _created(account, read, name=name, digest=digest)
        records = _records(statement, read)
        made = 0
        for start in range(0, len(records), _AT_ONCE):
            made += len(await insert_new(StatementLine, records[start : start + _AT_ONCE]))
        statement.known = len(records) - made
        await statement.save(update_fields=["known"])
        await audit.record(
            "statement.brought_in",
            f"statement:{statement.id}",
            organisation_id=account.organisation_id,
            lines=made,
            known=statement.known,
        )
        await enqueue("bank.match", statement_id=statement.id)
    return statement


async def _created(account: BankAccount, read: Read, *, name: str, digest: str) -> Statement:
    record = {
        "account_id": account.id,
        "name": name[:200],
        "form": read.form,
        "digest": digest,
        "known": 0,
        "created_at": clock.now(),
    }
    made = await insert_new(Statement, [record])
    statement = await Statement.get(account_id=account.id, digest=digest)
    if not made:
        raise StatementKnown(statement.id)
    return statement


def _records(statement: Statement, read: Read) -> list[dict[str, object]]:
    return [
        {
            "statement_id": statement.id,
            "account_id": statement.account_id,
            "number": line.number,
            "day": line.day,
            "amount_minor": line.amount_minor,
            "currency": line.currency,
            "payer": line.payer,
            "payer_account": line.payer_account,
            "remark": line.remark,
            "bank_reference": line.bank_reference,
            "digest": digest,
            "likeness": line.likeness,
            "state": LineState.NEW if line.amount_minor > 0 else LineState.OUTGOING,
            **dict.fromkeys(("reason", "outcome", "note"), ""),
        }
        for line, digest in zip(read.lines, digests(read.lines), strict=True)
    ]
