"""The short way of a batch: read in one statement, judged, written in one way that stands for itself.

Nothing is locked in between. What is written holds only if nothing has changed since it was read: neither
the phones and their chains, nor the admissions, and no scan id is taken. Whatever is not plain, or was
not so any more, is Interrupted, has changed nothing, and is decided anew in a transaction (admit.py).
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import asyncpg
import msgspec
from tortoise.exceptions import OperationalError

from events_svc.checkin import deciding, logbook, row_values, statements, store
from events_svc.checkin.deciding import Case
from events_svc.checkin.presented import OrderCode, SignedCode, TicketNumber
from events_svc.checkin.scan import Scanned
from events_svc.checkin.store import Interrupted, Row
from events_svc.database import all_write, is_postgres, rows

NOBODY = -1  # the number of no ticket


async def cases(scans: Sequence[Scanned], at: datetime) -> list[Case]:
    """The scans with their doors and tickets, in their order; Interrupted unless every one is plain:

    at an open gate of which no receiver of webhooks hears, once in the batch, and no order's code.
    """
    if len({scan.scan_id for scan in scans}) < len(scans):
        raise Interrupted
    found = await rows(
        _READ[is_postgres()], [store.parameter([_asked(n, one) for n, one in enumerate(scans)])]
    )
    if len(found) < len(scans):
        raise Interrupted
    made = [_case(scans[row["n"]], row, at) for row in sorted(found, key=_n)]
    if not all(map(_is_plain, made)):
        raise Interrupted
    await deciding.mark(made)
    return made


async def commit(cases: Sequence[Case]) -> list[Row]:
    """Judge and log the cases, all or nothing; the entries of the log."""
    admissions = await deciding.decide(cases)
    entries = logbook.entries_of(cases)
    doors = {case.door["device_id"]: case.door for case in cases}
    heads = logbook.link(entries, {one: door["head_hash"] for one, door in doors.items()})
    for head in heads:
        door = doors[head["device"]]
        head |= {"was": door["head_hash"], "gate": door["gate_id"]}
    await _write(heads, admissions, entries)
    return entries


async def _write(heads: Sequence[Row], admissions: Sequence[Row], entries: Sequence[Row]) -> None:
    if not is_postgres():
        if not await all_write([*row_values.heads(heads), *row_values.steps(admissions, entries)]):
            raise Interrupted
        return
    parts = (heads, row_values.admissions(admissions), row_values.entries(entries))
    try:
        await rows(_WRITE, [*map(store.parameter, parts), *map(len, parts)])
    except OperationalError as error:
        if isinstance(error.__cause__, asyncpg.DivisionByZeroError):
            raise Interrupted from error
        raise
    except asyncpg.DeadlockDetectedError as error:
        raise Interrupted from error


def _asked(n: int, scan: Scanned) -> tuple[int, str, int | None, int, int | None]:
    """What `statements.PLAIN` is asked of a scan."""
    shown = scan.presented
    if isinstance(shown, SignedCode):
        return n, scan.token_hash, shown.event_id, shown.number, shown.serial
    number = shown.number if isinstance(shown, TicketNumber) else NOBODY
    return n, scan.token_hash, None, number, None


def _case(scan: Scanned, row: Row, at: datetime) -> Case:
    door = {**_door(row["door"]), "device_id": row["device_id"], "head_hash": row["head_hash"]}
    return Case(scan, door, at, [row] if row["id"] is not None else [])


@lru_cache(maxsize=256)
def _door(told: str) -> Row:
    door: dict[str, Any] = msgspec.json.decode(told)
    return door


def _is_plain(case: Case) -> bool:
    door, scan = case.door, case.scan
    if isinstance(scan.presented, OrderCode) or door["gate_id"] != scan.gate_id:
        return False
    return bool(door["is_active"]) and not door["is_heard"]


def _n(row: Row) -> int:
    n: int = row["n"]
    return n


def _if_all(*parts: str) -> str:
    """Statements as one that fails, and undoes all of them, unless each writes as many rows as it is told."""
    named = [f"part{n} AS ({part})" for n, part in enumerate(parts, 1)]
    counted = [
        f"(SELECT count(*) FROM part{n}) = CAST(${n + len(parts)} AS BIGINT)"  # noqa: S608 ours
        for n in range(1, len(parts) + 1)
    ]
    return f"WITH {', '.join(named)} SELECT 1 / CAST({' AND '.join(counted)} AS INT)"


_READ = {True: store.on_postgres(statements.PLAIN), False: store.on_sqlite(statements.PLAIN)}
_WRITE = _if_all(
    *(
        f"{store.on_postgres(statement).replace('$1', f'${n}')} RETURNING 1"
        for n, statement in enumerate(
            (statements.HEADS_UNMOVED, statements.ADMIT, statements.LOG), 1
        )
    )
)
