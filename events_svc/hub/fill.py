"""Put at the hub what the server told: rows under the server's ids, the log, and what follows from it."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import msgspec

from events_svc import clock
from events_svc.checkin import standing
from events_svc.checkin.conflicts.models import Conflict, Decision
from events_svc.checkin.models import Basis, CheckinListTicketType, Device, Scan
from events_svc.database import execute, in_transaction, is_postgres, notices
from events_svc.hub import newcomers, own_log
from events_svc.hub.newcomers import OWN_IDS
from events_svc.hub.tables import BY_NAME, Held, Row
from events_svc.hub.wire import HubContent, HubTable
from events_svc.tickets.questions.models import TicketAnswer, TicketQuestion

AT_ONCE = 500


async def put(content: HubContent) -> None:
    """Bring the hub's tables to what the server told, all or nothing; twice is once.

    What the hub decided by itself stays and counts: its own entries of the log are never touched.
    """
    async with in_transaction():
        await _point_freely()
        definitions = _rows_of(content.definitions)
        await _forget_definitions(definitions)
        for name, rows in definitions.items():
            await _put_rows(BY_NAME[name], rows)
        await _put_tickets(_rows_of(content.tables))
        await _revoke_phones(content.revoked_phones)
        await _close_conflicts(content.let_in)
    if content.tables or content.definitions:
        await notices.notify(f"scans:{content.event_id}")


async def _point_freely() -> None:
    """Rows may point to rows that come later in this transaction."""
    if not is_postgres():
        await execute("PRAGMA defer_foreign_keys = ON")  # a script would commit what is open


def _rows_of(tables: Iterable[HubTable]) -> dict[str, list[Row]]:
    return {
        one.table: [dict(zip(one.columns, row, strict=True)) for row in one.rows] for one in tables
    }


async def _forget_definitions(definitions: Mapping[str, Sequence[Row]]) -> None:
    """Who is no longer on a list, what is no longer asked."""
    for model in (CheckinListTicketType, TicketQuestion):
        name = str(model._meta.db_table)
        if name in definitions:
            kept = [row["id"] for row in definitions[name]]
            await (model.filter(id__not_in=kept) if kept else model.all()).delete()


async def _put_tickets(tables: Mapping[str, Sequence[Row]]) -> None:
    await _forget_answers(tables.get("ticket_answer", ()))
    await newcomers.stand_back([one["number"] for one in tables.get("ticket", ())])
    for name, rows in tables.items():
        if name != "scan":
            await _put_rows(BY_NAME[name], rows)
    await own_log.carry()
    await _put_log(tables.get("scan", ()))


async def _forget_answers(told: Sequence[Row]) -> None:
    """Answers of before; those that were given here stay until the server tells the same ones."""
    theirs = TicketAnswer.filter(ticket_id__in={one["ticket_id"] for one in told} or {0})
    known = {(one["ticket_id"], one["question_id"]) for one in told}
    gone = [
        one.id
        for one in await theirs
        if one.id < OWN_IDS or (one.ticket_id, one.question_id) in known
    ]
    await TicketAnswer.filter(id__in=gone or [0]).delete()


async def _put_rows(held: Held, rows: Sequence[Row]) -> None:
    """Insert or change the rows that are not here yet as they are; the others are left alone, because a
    change of nothing would be told to every phone.
    """
    if not rows:
        return
    present = await _present(held, rows)
    new = [row for row in rows if present.get(row["id"]) != row]
    columns = [one for one in rows[0] if one != "id"]
    await held.model.bulk_create(
        [held.model(**{**row, **held.filled(row)}) for row in new],
        on_conflict=["id"],
        update_fields=columns,
        batch_size=AT_ONCE,
    )


async def _present(held: Held, rows: Sequence[Row]) -> dict[int, Row]:
    """The rows as they are here, in the words of the wire."""
    found = held.model.filter(id__in=[row["id"] for row in rows])
    return {row["id"]: msgspec.to_builtins(row) for row in await found.values(*rows[0])}


async def _put_log(rows: Sequence[Row]) -> None:
    """Entries of other doors, without a device here; who is where follows from all that are known."""
    rows = await own_log.of_the_real_tickets(rows)
    asked = [UUID(row["scan_id"]) for row in rows]
    known = set(await Scan.filter(scan_id__in=asked).values_list("scan_id", flat=True))
    new = [row for row in rows if UUID(row["scan_id"]) not in known]
    await Scan.bulk_create(
        [Scan(**_elsewhere(row)) for row in sorted(new, key=lambda row: row["at"])],
        ignore_conflicts=True,
        batch_size=AT_ONCE,
    )
    standings = {(row["checkin_list_id"], row["ticket_id"]) for row in new}
    await standing.settle(await standing.locked(standings))


def _elsewhere(row: Row) -> Row:
    """For a hub "online" is what was decided here: the server is somebody else, with whom it may clash."""
    return {**row, "basis": Basis.HUB if row["basis"] == Basis.ONLINE else row["basis"]}


async def _close_conflicts(suspects: Sequence[UUID]) -> None:
    """Those that a person decided at the server, whom nothing in the log tells of; also of entries that the real
    tickets have once more.
    """
    if suspects:
        known_as = [*suspects, *map(own_log.again, suspects)]
        ids = await Scan.filter(scan_id__in=known_as).values_list("id", flat=True)
        mine = Conflict.filter(suspect_scan_id__in=list(ids) or [0], decision=Decision.OPEN)
        await mine.update(decision=Decision.LET_IN, decided_at=clock.now())


async def _revoke_phones(uids: Sequence[UUID]) -> None:
    """Phones that were paired here, and revoked at the server."""
    if uids:
        await Device.filter(uid__in=list(uids), revoked_at=None).update(revoked_at=clock.now())
