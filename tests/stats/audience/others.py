"""PeerTube and media.ccc.de as servers of their own, written from their sources: they hear the very beats.

Nothing here imports the service. PeerTube believes the playhead, also of who is hidden, forges or loses
beats; so it is asked twice: with what its players would say, and with the time that our definition credits.
PeerTube: `POST /videos/:id/views` with `currentTime` and, after a seek,
`viewEvent: "seek"`. media.ccc.de: `POST /public/recordings/count` at each `playing` event.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.stats.audience import script
from tests.stats.audience.script import Visit
from tests.stats.audience.truth import Playing

HOUR = timedelta(hours=1)
Who = tuple[str, str, object]  # address, agent, and the day on which our key began


class PeerTube:
    """video-viewer-stats.ts and video-views.ts, for one video."""

    def __init__(self, length: int | None) -> None:
        self.length = length
        self.sections: dict[Who, list[list[float]]] = {}
        self.credited: dict[Who, dict[str, float]] = {}
        self.updated: dict[Who, datetime] = {}
        self.viewed: dict[Who, datetime] = {}
        self.views = 0

    def hear(self, who: Who, current: float, *, is_seek: bool, at: datetime) -> None:
        """What a player says of its playhead."""
        self._forget(who, at)
        sections = self.sections.setdefault(who, [])
        if is_seek or not sections or sections[-1][0] > current:
            sections.append([current, current])
        else:
            sections[-1][1] = current
        self._view(who, sum(end - start for start, end in sections), at)

    def credit(self, who: Who, sid: str, seconds: float, *, at: datetime) -> None:
        """What our definition credits a playing with so far."""
        self._forget(who, at)
        credited = self.credited.setdefault(who, {})
        credited[sid] = seconds
        self._view(who, sum(credited.values()), at)

    def _forget(self, who: Who, at: datetime) -> None:
        if who in self.updated and at - self.updated[who] > HOUR:
            self.sections.pop(who, None)  # processViewerStats has written it away
            self.credited.pop(who, None)
        self.updated[who] = at

    def _view(self, who: Who, watched: float, at: datetime) -> None:
        short = self.length is not None and self.length < 10
        enough = watched * 2 > (self.length or 0) if short else watched >= 10
        if enough and not (who in self.viewed and at - self.viewed[who] < HOUR):
            self.viewed[who] = at
            self.views += 1


class Ccc:
    """recordings_controller.rb and throttle_connections.rb, for one file."""

    def __init__(self) -> None:
        self.counted: dict[Who, datetime] = {}
        self.views = 0

    def playing(self, who: Who, *, at: datetime) -> None:
        if who in self.counted and at - self.counted[who] < timedelta(minutes=23):
            return
        self.counted[who] = at
        self.views += 1


def credited(playings: Iterable[Playing]) -> dict[int, int]:
    """What PeerTube counts of each source when it is told the credited time."""
    servers = {s.number: PeerTube(s.length) for s in script.sources()}
    told = [(at, one.visit.sid, seconds, one) for one in playings for at, seconds in one.history]
    for at, sid, milliseconds, one in sorted(told, key=lambda each: each[:3]):
        address, agent, number, day = one.key
        servers[number].credit((address, agent, day), sid, milliseconds / 1000, at=at)
    return {number: server.views for number, server in servers.items()}


def heard(visits: Iterable[Visit]) -> dict[int, tuple[int, int]]:
    """What both count of each source by the beats that they hear."""
    servers = {s.number: (PeerTube(s.length), Ccc()) for s in script.sources()}
    sent = sorted(
        ((beat, visit) for visit in visits for beat in script.beats(visit)), key=lambda one: one[0]
    )
    states: dict[str, str] = {}
    days: dict[str, object] = {}
    for beat, visit in sent:
        if not beat.copies:
            continue
        at = script.server_clock(beat.at)
        peertube, ccc = servers[visit.source.number]
        before, states[beat.sid] = states.get(beat.sid), beat.state
        who = (visit.address, visit.agent, days.setdefault(beat.sid, at.date()))
        peertube.hear(who, beat.playhead / 1000, is_seek=before in {None, "k"}, at=at)
        if beat.state == "p" and before != "p":
            ccc.playing(who, at=at)
    return {number: (first.views, second.views) for number, (first, second) in servers.items()}
