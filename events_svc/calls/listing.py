"""What was sent in, as organisers look through it: filtered, searched, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Q

from events_svc.accounts import audit
from events_svc.accounts.errors import NotFound
from events_svc.calls.models import Answer, Call, Presenter, PresenterState, Proposal, ProposalState
from events_svc.database import rows
from events_svc.text import Text

PAGE = 50
MOST_EXPORTED = 5000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; `without` are the ids of proposals that the asking person must not see."""

    state: str = ""  # a state's word, `pending`, or nothing: all that was sent in
    session_type_id: int | None = None
    track_id: int | None = None
    words: str = ""
    without: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal with the names of those who present it."""

    proposal: Proposal
    people: list[Text]


async def page(
    call: Call, wanted: Wanted, *, after_id: int = 0, limit: int = PAGE
) -> tuple[list[Row], int | None]:
    """At most `limit` rows after `after_id`, in the order of their coming, and the last id if more follow.

    Four queries at most, however many rows there are.
    """
    found = await _chosen(call, wanted, after_id=after_id, limit=limit + 1)
    shown = found[:limit]
    names = await names_of([one.id for one in shown])
    last = shown[-1].id if len(found) > limit else None
    return [Row(one, names.get(one.id, [])) for one in shown], last


async def exported(call: Call, wanted: Wanted) -> tuple[list[Row], dict[int, dict[int, Any]]]:
    """Every row that is wanted, and the answers of each proposal by question. The export is logged."""
    found = await _chosen(call, wanted, after_id=0, limit=MOST_EXPORTED)
    ids = [one.id for one in found]
    names = await names_of(ids)
    answers: dict[int, dict[int, Any]] = {one: {} for one in ids}
    for one in await Answer.filter(proposal_id__in=ids, presenter_id=0):
        answers[one.proposal_id][one.question_id] = one.value
    await audit.record(
        "proposals.exported", f"call:{call.id}", event_id=call.event_id, count=len(ids)
    )
    return [Row(one, names.get(one.id, [])) for one in found], answers


async def named(call: Call, code: str, *, without: Sequence[int] = ()) -> Proposal:
    """The proposal with this code, a draft too; raises NotFound."""
    found = Proposal.filter(call_id=call.id, code=code[:16].replace("\0", ""))
    loaded = found.exclude(id__in=[*without]).select_related(
        "session_type", "track", "session__room", "access_code", "call"
    )
    one = await loaded.first()
    if one is None:
        raise NotFound
    return one


async def names_of(proposal_ids: Sequence[int]) -> dict[int, list[Text]]:
    """The names of those who present, by proposal, in their order; invited ones as they were named."""
    present = Presenter.filter(proposal_id__in=[*proposal_ids])
    present = present.exclude(state=PresenterState.DECLINED).order_by("position", "id")
    names: dict[int, list[Text]] = {}
    for one in await present.select_related("speaker"):
        name = one.speaker.name if one.speaker else {"en": one.name or one.email}
        names.setdefault(one.proposal_id, []).append(name)
    return names


async def _chosen(call: Call, wanted: Wanted, *, after_id: int, limit: int) -> list[Proposal]:
    found = Proposal.filter(_of_state(wanted.state), call_id=call.id, id__gt=after_id)
    if wanted.session_type_id is not None:
        found = found.filter(session_type_id=wanted.session_type_id)
    if wanted.track_id is not None:
        found = found.filter(track_id=wanted.track_id)
    if wanted.without:
        found = found.exclude(id__in=[*wanted.without])
    if wanted.words:
        found = found.filter(id__in=await _holding(call, wanted.words))
    return await found.order_by("id").limit(limit).select_related("session_type", "track")


def _of_state(state: str) -> Q:
    if state == "pending":
        return Q(pending__isnull=False)
    if state in {one.value for one in ProposalState}:
        return Q(state=state)
    return ~Q(state=ProposalState.DRAFT)


async def _holding(call: Call, words: str) -> list[int]:
    """The proposals whose title, abstract, code or people hold the words."""
    pattern = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_").lower()
    found = await rows(
        "SELECT p.id AS id FROM proposal p WHERE p.call_id = $1 AND ("
        "LOWER(CAST(p.title AS TEXT)) LIKE $2 ESCAPE '\\' "
        "OR LOWER(CAST(p.abstract AS TEXT)) LIKE $2 ESCAPE '\\' "
        "OR LOWER(p.code) LIKE $2 ESCAPE '\\' "
        "OR EXISTS (SELECT 1 FROM presenter r LEFT JOIN speaker s ON s.id = r.speaker_id "
        "WHERE r.proposal_id = p.id AND (LOWER(r.name) LIKE $2 ESCAPE '\\' "
        "OR LOWER(r.email) LIKE $2 ESCAPE '\\' "
        "OR LOWER(CAST(s.name AS TEXT)) LIKE $2 ESCAPE '\\'))) LIMIT 5000",
        [call.id, f"%{pattern}%"],
    )
    return [row["id"] for row in found]
