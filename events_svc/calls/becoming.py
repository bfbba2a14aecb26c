"""Accepted proposals become sessions: drafts without a time, until their presenters confirm.

However many they are, the number of statements is the same.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from events_svc import clock
from events_svc.calls.draft import free_code
from events_svc.calls.models import Call, Presenter, PresenterState, Proposal
from events_svc.database import execute
from events_svc.database.at_once import among, listed
from events_svc.database.bulk import insert_all
from events_svc.schedule.content import next_number
from events_svc.schedule.lock import lock
from events_svc.schedule.models import Appearance, Session, SessionState
from events_svc.schedule.plan_models import SessionRoom

_UNPLACED = {"state": SessionState.DRAFT, "room_id": None, "starts_at": None, "ends_at": None}


async def sessions_of(accepted: Sequence[Proposal], call: Call) -> None:
    """Each has a session under its own code, presented by those who have joined.

    The session that a withdrawn one had is a draft again, without room and time, and says what the
    proposal says now. Types are loaded.
    """
    await lock(call.event_id)
    new = [one for one in accepted if one.session_id is None]
    await _awaken({one.session_id: one for one in accepted if one.session_id is not None})
    if not new:
        return
    made = await insert_all(Session, await _records(new, call), returning=("id", "key"))
    by_key = {row["key"]: row["id"] for row in made}
    ids = {one.id: by_key[_key(one)] for one in new}
    await _present(ids)
    await _join(call, [one.id for one in new])


async def _records(new: Sequence[Proposal], call: Call) -> list[dict[str, Any]]:
    number = await next_number(call.event_id)
    sessions = Session.filter(event_id=call.event_id)
    taken: set[Any] = {*await sessions.values_list("code", flat=True)}
    drafts = []
    for place, one in enumerate(new):
        # an import may have brought the code since it was dealt
        code = await free_code(call.event_id) if one.code in taken else one.code
        taken.add(code)
        drafts.append(_draft(one, call, number=number + place, code=code))
    return [_columns(draft) for draft in drafts]


def _draft(proposal: Proposal, call: Call, *, number: int, code: str) -> Session:
    return Session(
        event_id=call.event_id,
        key=_key(proposal),
        number=number,
        code=code,
        state=SessionState.DRAFT,
        **_words(proposal),
    )


def _words(proposal: Proposal) -> dict[str, Any]:
    """What the session says, by its columns."""
    kind = proposal.session_type
    return {
        "title": proposal.title,
        "abstract": proposal.abstract,
        "description": proposal.description,
        "kind": kind.key if kind else "talk",
        "minutes": kind.minutes if kind else None,
        "language": proposal.language,
        "track_id": proposal.track_id,
    }


def _columns(session: Session) -> dict[str, Any]:
    """All that a row has but its id, which the database gives."""
    names = [name for name in Session._meta.fields_db_projection if name != "id"]
    now = clock.now()
    return {
        **{name: getattr(session, name) for name in names},
        "created_at": now,
        "updated_at": now,
    }


async def _present(session_ids: dict[int, int]) -> None:
    """Who has joined the proposals (the keys) presents their sessions (the values), in the same order."""
    joined = Presenter.filter(proposal_id__in=[*session_ids], state=PresenterState.JOINED)
    records = [
        {
            "session_id": session_ids[one.proposal_id],
            "speaker_id": one.speaker_id,
            "position": one.position,
        }
        for one in await joined.order_by("position", "id")
        if one.speaker_id is not None
    ]
    await insert_all(Appearance, records)


async def _join(call: Call, ids: Sequence[int]) -> None:
    """The proposals refer to the sessions that were made of them, and bear their codes."""
    made = "SELECT {} FROM session s WHERE s.event_id = $1 AND s.key = 'proposal:' || proposal.id"
    await execute(
        f"UPDATE proposal SET session_id = ({made.format('s.id')}), code = ({made.format('s.code')})"  # noqa: S608 columns
        f" WHERE id {among(2, 'BIGINT')}",
        [call.event_id, listed(ids)],
    )


async def _awaken(proposals: Mapping[int, Proposal]) -> None:
    """The cancelled sessions among these (the keys) are drafts with the words of their proposals."""
    asleep = Session.filter(id__in=[*proposals], state=SessionState.CANCELLED)
    sessions = await asleep if proposals else []
    for session in sessions:
        session.update_from_dict({**_words(proposals[session.id]), **_UNPLACED})
        session.version += 1
    if sessions:
        await SessionRoom.filter(session_id__in=[one.id for one in sessions]).delete()
        columns = [*_words(proposals[sessions[0].id]), *_UNPLACED, "version"]
        await Session.bulk_update(sessions, columns)


def _key(proposal: Proposal) -> str:
    return f"proposal:{proposal.id}"
