"""A synthetic audience of known truth through the real collector: 5,000 viewers, 40 sources, rewinds, pauses,
lost and doubled beats, a clock that jumps, viewers over midnight. What stands in the database afterwards is,
figure for figure, what the definitions make of the scripts; and by the rules of others, what theirs make.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette

from events_svc import clock
from events_svc.media.models import Source
from events_svc.stats import check, collect, elsewhere, figures, seen, sources
from events_svc.stats.figures import Figures
from events_svc.stats.models import Watch
from tests.accounts.factories import make_organisation
from tests.events.factories import make_event
from tests.media.factories import (
    make_live_source,
    make_recording,
    make_recording_source,
    make_session,
)
from tests.stats.audience import others, script, truth
from tests.stats.audience.script import Sent, Visit

TOGETHER = 150_000  # milliseconds between two commits


@pytest.fixture
def server_clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """A clock that says exactly what its only entry says: four hours pass in seconds.

    So what is remembered for half a minute would be forgotten at once.
    """
    told = [script.BEGIN]
    monkeypatch.setattr(sources, "KEPT", timedelta(days=1))
    monkeypatch.setattr(clock, "now", lambda: told[0])
    return told


async def make_sources(wanted: list[script.Source]) -> dict[int, Source]:
    """The links of the audience, by their number in the script."""
    event, organisation = await make_event(), await make_organisation("recordings")
    made = {}
    for one in wanted:
        if one.is_live_link:
            ends_at = script.BEGIN + timedelta(milliseconds=one.ends or 0)
            session = await make_session(
                event, code=f"S{one.number}", starts_at=script.BEGIN, ends_at=ends_at
            )
            made[one.number] = await make_live_source(session)
        else:
            recording = await make_recording(
                organisation, slug=f"r{one.number}", duration_seconds=one.length
            )
            made[one.number] = await make_recording_source(recording)
    return made


async def post(app: Starlette, visit: Visit, source: Source, beat: Sent) -> int:
    """One beat as its browser sends it: a POST through the whole application."""
    body = json.dumps(
        {"sid": beat.sid, "src": source.id, "sn": beat.sn, "pt": beat.playhead, "sta": beat.state, "pr": visit.rate}
    ).encode()  # fmt: skip
    answered: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    headers = [(b"host", b"testserver"), (b"user-agent", visit.agent.encode()), (b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body))]  # fmt: skip
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": "/beats", "raw_path": b"/beats", "query_string": b"",
        "root_path": "", "headers": headers, "client": (visit.address, 50_000),
        "server": ("testserver", 80), "state": dict(app.state.lifespan),
    }  # fmt: skip
    await app(scope, receive, send)
    return answered[0]


async def play(app: Starlette, told: list[datetime]) -> tuple[dict[int, Source], list[Visit]]:
    """Let all viewers watch, each beat at its time, commits in between."""
    wanted = script.sources()
    made, visits = await make_sources(wanted), script.visits(wanted)
    by_sid = {visit.sid: visit for visit in visits}
    sent = sorted(beat for visit in visits for beat in script.beats(visit))
    answers: dict[int, int] = defaultdict(int)
    due = TOGETHER
    for beat in sent:
        if beat.at >= due:
            await collect.flush()
            due = beat.at + TOGETHER
        told[0] = script.server_clock(beat.at)
        visit = by_sid[beat.sid]
        for _ in range(beat.copies):
            answers[await post(app, visit, made[visit.source.number], beat)] += 1
    await collect.flush()
    assert dict(answers) == {204: sum(beat.copies for beat in sent)}
    return made, visits


def told_by(own: Figures, curve: Any) -> dict[str, object]:
    """Our figures in the shape of `truth.figures`."""
    return {
        "views": own.views,
        "live": own.live_views,
        "watch": (own.live_watch_ms, own.replay_watch_ms),
        "seconds": own.unique_seconds,
        "viewers": tuple(
            (b.largest_day, b.sum_of_days)
            for b in (own.viewers, own.live_viewers, own.replay_viewers)
        ),
        "programs": own.programs,
        "peak": (own.peak.count, own.peak.at),
        "retention": curve and curve.shares,
    }


@dataclass(frozen=True)
class Played:
    """What the database says after all have watched, by the number of the source."""

    visits: list[Visit]
    figures: dict[int, dict[str, object]]
    elsewhere: dict[int, tuple[int, int]]
    rows: dict[str, elsewhere.Played]  # by the playing's own name
    broken: list[str]


async def stored() -> dict[str, elsewhere.Played]:
    """The playings of the database, each under the name that its player gave it."""
    found = await Watch.all().values(
        "sid",
        "source_id",
        "viewer_key",
        "started_at",
        "last_at",
        "span_started_at",
        "spans",
        "credited_ms",
        "source__recording__duration_seconds",
    )
    return {
        row["sid"]: elsewhere._played(
            {**row, "duration_seconds": row["source__recording__duration_seconds"]}
        )
        for row in found
    }


_played: list[Played] = []  # both tests look at one audience


@pytest.fixture
async def played(app: Starlette, database: None, server_clock: list[datetime]) -> Played:
    if not _played:
        made, visits = await play(app, server_clock)
        ids = [source.id for source in made.values()]
        own, others = await figures.figures_of(ids), await elsewhere.of_sources(ids)
        ours = {}
        for number, one in made.items():
            source = await Source.get(id=one.id).select_related("recording")
            ours[number] = told_by(own[one.id], await seen.retention_of(source))
        theirs = {n: (others[one.id].peertube, others[one.id].ccc) for n, one in made.items()}
        _played.append(Played(visits, ours, theirs, await stored(), await check.broken()))
    return _played[0]


async def test_the_figures_are_those_of_the_definitions(played: Played) -> None:
    found: dict[int, list[truth.Playing]] = defaultdict(list)
    for playing in truth.playings(played.visits):
        found[playing.visit.source.number].append(playing)

    truths = {one.number: truth.figures(one, found[one.number]) for one in script.sources()}

    assert played.figures == truths
    assert played.broken == []


async def test_what_was_watched_undisturbed_is_credited_to_the_millisecond(played: Played) -> None:
    """The truth of the scripts themselves: no formula stands between watching and credit."""
    clean = [
        (truth.playings([visit])[0].credited, script.watched_ms(visit))
        for visit in played.visits
        if visit.rate == 1 and script.undisturbed(visit, script.beats(visit))
    ]

    assert len(clean) > 4_000
    assert [credited for credited, _ in clean] == [watched for _, watched in clean]


async def test_by_the_rules_of_peertube_and_media_ccc_de_it_is_what_they_would_count(
    played: Played,
) -> None:
    peertube = others.credited(truth.playings(played.visits))
    ccc = {number: views for number, (_, views) in others.heard(played.visits).items()}

    assert played.elsewhere == {number: (peertube[number], ccc[number]) for number in peertube}


async def test_of_honest_players_peertube_itself_hears_what_we_count(played: Played) -> None:
    """One window, nothing forged, hidden or lost, no clock that jumps: PeerTube's own watch time is ours."""
    by_who: dict[truth.Key, list[truth.Playing]] = defaultdict(list)
    for playing in truth.playings(played.visits):
        by_who[playing.key].append(playing)
    honest = [its for its in by_who.values() if len(its) == 1 and _is_honest(its[0].visit)]

    visits = [one.visit for its in honest for one in its]
    ours: dict[int, int] = dict.fromkeys(played.elsewhere, 0)
    for its in honest:
        ours[its[0].visit.source.number] += elsewhere.peertube(
            played.rows[one.visit.sid] for one in its
        )

    assert len(visits) > 3_000
    assert ours == {number: views for number, (views, _) in others.heard(visits).items()}


def _is_honest(visit: Visit) -> bool:
    clean = script.undisturbed(visit, script.beats(visit)) and visit.rate == 1
    return clean and all(name not in {"hide"} for name, _ in visit.steps)
