"""What is known of live links: learn a fact, read the newest of each basis, judge."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from events_svc import clock
from events_svc.database import in_transaction, notices, rows
from events_svc.database.at_once import among, listed
from events_svc.database.raw import instant
from events_svc.media.live import Fact, Facts, Slot, Verdict, verdict
from events_svc.media.models import Source, StreamFact
from events_svc.schedule.models import Session
from events_svc.webhooks.announce import announce
from events_svc.webhooks.topics import Topic

LONGEST = timedelta(days=30)  # no session is live for longer without a change

_NEWEST = """
    SELECT f.source_id, f.basis, f.state, f.reason, f.at, f.live_until
    FROM stream_fact f JOIN (
      SELECT MAX(id) AS id FROM stream_fact WHERE basis <> 'timetable' AND source_id {}
      GROUP BY source_id, basis) newest ON newest.id = f.id"""


async def learn(
    source_id: int, basis: str, state: str, *, reason: str = "", live_until: datetime | None = None
) -> bool:
    """Keep that `basis` knows the link to be `state`, if it is a change, and tell live pages; whether it was.

    `live_until` of a state that is not live: when this basis last saw it live; by default, when it was
    live until now, this moment.
    """
    now = clock.now()
    async with in_transaction():
        # the link's row is the lock: two who know the same write one change
        source = await Source.filter(id=source_id).select_for_update().get()
        before = await StreamFact.filter(source_id=source_id, basis=basis).order_by("-id").first()
        if before is not None and before.state == state:
            return False
        if live_until is None and before is not None and state != "live":
            live_until = now if before.state == "live" else before.live_until
        await StreamFact.create(
            source_id=source_id,
            basis=basis,
            state=state,
            reason=reason[:300],
            at=now,
            live_until=live_until,
        )
        await _announce(
            source, basis, state, was_live=before is not None and before.state == "live"
        )
    await notices.notify("live")
    await notices.notify(f"live:{source.session_id}")
    return True


async def _announce(source: Source, basis: str, state: str, *, was_live: bool) -> None:
    """Receivers hear of a session's stream when it begins and when it ends."""
    if source.session_id is None or (state == "live") == was_live:
        return
    topic = Topic.STREAM_LIVE if state == "live" else Topic.STREAM_ENDED
    session = await Session.get(id=source.session_id)
    facts = {"link": source.id, "basis": basis, "session": session.code}
    await announce(topic, session.event_id, f"link:{source.id}", **facts)


async def latest_facts(source_ids: Iterable[int]) -> dict[int, Facts]:
    """The newest evidence of each source that has any, by basis; the timetable is none."""
    wanted = sorted({*source_ids})
    if not wanted:
        return {}
    those = among(1, "BIGINT")
    found = await rows(_NEWEST.format(those), [listed(wanted)])
    seen = await rows(
        f"SELECT source_id, looked_at FROM probe_look WHERE source_id {those}",  # noqa: S608 place holders only
        [listed(wanted)],
    )
    looks = {row["source_id"]: instant(row["looked_at"]) for row in seen}
    facts: dict[int, dict[str, Fact]] = {}
    for row in found:
        facts.setdefault(row["source_id"], {})[row["basis"]] = Fact(
            row["state"],
            row["basis"],
            instant(row["at"]),
            row["reason"],
            instant(row["live_until"]) if row["live_until"] else None,
        )
    return {key: Facts(**by_basis, looked_at=looks.get(key)) for key, by_basis in facts.items()}


async def history(source_id: int, *, before: int | None, limit: int) -> Sequence[StreamFact]:
    """At most `limit` facts of a link, the newest first, older than fact `before`."""
    found = StreamFact.filter(source_id=source_id)
    if before is not None:
        found = found.filter(id__lt=before)
    return await found.order_by("-id").limit(limit)


async def said_live() -> list[int]:
    """The sources of which somebody's newest word is “live”: the few that are worth judging."""
    found = await rows(
        """SELECT DISTINCT f.source_id FROM stream_fact f
           WHERE f.state = 'live' AND f.at >= $1 AND f.basis <> 'timetable' AND NOT EXISTS (
             SELECT 1 FROM stream_fact n
             WHERE n.source_id = f.source_id AND n.basis = f.basis AND n.id > f.id)""",
        [clock.now() - LONGEST],
    )
    return [row["source_id"] for row in found]


def judge(source: Source, facts: Facts | None) -> Verdict:
    """The verdict for a source whose session is loaded."""
    return verdict(facts or Facts(), slot_of(source), now=clock.now())


def slot_of(source: Source) -> Slot | None:
    """When the source's session is planned, if it is."""
    session = source.session
    if session is None or session.starts_at is None or session.ends_at is None:
        return None
    return Slot(session.starts_at, session.ends_at)
