"""A person decides on a ticket that let somebody in twice."""

from uuid import uuid4

from events_svc import clock
from events_svc.accounts import audit
from events_svc.accounts.person import Person
from events_svc.checkin import pair, standing, store
from events_svc.checkin.conflicts.errors import ConflictDecided, ReasonMissing
from events_svc.checkin.conflicts.models import Conflict, Decision
from events_svc.checkin.models import Scan
from events_svc.checkin.undo import undo
from events_svc.database import in_transaction, notices

# Nobody came in by the second scan: it is taken back, and stays in the log.
TAKES_BACK = frozenset({Decision.TURNED_AWAY, Decision.SAME_PERSON})


async def decide(conflict: Conflict, decision: Decision, *, reason: str, by: Person) -> None:
    """The conflict is decided, once, with a reason; what the suspect's scan counted is taken back
    unless it was let in.

    Raises ReasonMissing, or ConflictDecided when somebody was quicker or it is gone.
    """
    if not reason.strip():
        raise ReasonMissing
    assert by.user_id is not None
    suspect = await Scan.get(id=conflict.suspect_scan_id).select_related("gate")
    async with in_transaction():
        token_hash = await pair.of_person(by.user_id, by.name or by.email, gate=suspect.gate)
        await store.doors([token_hash])  # locks as a scan does: device, admission, conflict
        await standing.locked([(conflict.checkin_list_id, conflict.ticket_id)])
        await _close(conflict, decision, reason=reason.strip(), by=by)
        if decision in TAKES_BACK:
            await undo(
                uuid4(), undone=suspect.scan_id, token_hash=token_hash, gate_id=suspect.gate_id
            )
        await notices.notify(f"scans:{conflict.event_id}")


async def _close(conflict: Conflict, decision: Decision, *, reason: str, by: Person) -> None:
    still_open = Conflict.filter(id=conflict.id, decision=Decision.OPEN)
    if not await still_open.update(
        decision=decision, reason=reason, decided_at=clock.now(), decided_by_id=by.user_id
    ):
        raise ConflictDecided
    await audit.record(
        "conflict.decided",
        f"conflict:{conflict.id}",
        event_id=conflict.event_id,
        decision=decision.value,
        reason=reason,
    )
