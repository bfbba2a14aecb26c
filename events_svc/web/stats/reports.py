"""Reports of players that speak CMCD version 2: each becomes a beacon, or the whole body is refused."""

from collections.abc import Sequence

import msgspec

from events_svc.stats import cmcd
from events_svc.stats.cmcd import Report
from events_svc.stats.errors import SourceUnknown
from events_svc.web.api import malformed
from events_svc.web.forms import Malformed
from events_svc.web.i18n import gettext
from events_svc.web.stats.beacon import ForeignBeacon

TYPE = "application/cmcd"
MOST_BYTES = 64 * 1024
_NEEDED = ("cid", "sid", "sn")


def beacons(body: bytes) -> list[ForeignBeacon]:
    """What the reports tell of playings; raises ReportMalformed, Malformed or SourceUnknown.

    `cid` is the number of the source. `sn` counts from 0 in CMCD and from 1 with us. `pt` may be missing, as
    in hls.js: then live alone is credited, which needs none.
    """
    found = cmcd.reports(body)
    if not found:
        raise Malformed({"body": gettext("Please fill this in.")})
    told = [_beacon(one, n) for n, one in enumerate(found) if cmcd.is_beat(one)]
    return _telling(told)


def _beacon(report: Report, place: int) -> ForeignBeacon:
    if report.get("v", 2) != 2:
        raise Malformed({f"[{place}].v": gettext("This does not fit here.")})
    for name in _NEEDED:
        if name not in report:
            raise Malformed({f"[{place}].{name}": gettext("Please fill this in.")})
    told: dict[str, object] = {name: report[name] for name in ("sid", "sta")}
    told |= {"src": _source(report["cid"]), "sn": _next(report["sn"])}
    told |= {"pt": report.get("pt", 0), "pr": report.get("pr", 1.0)}
    try:
        return msgspec.convert({**told, "names_playhead": "pt" in report}, ForeignBeacon)
    except msgspec.ValidationError as error:
        found = malformed(error)
        raise Malformed({f"[{place}].{k}": words for k, words in found.errors.items()}) from error


def _source(cid: object) -> int:
    if not (isinstance(cid, str) and cid.isascii() and cid.isdigit() and len(cid) < 19):
        raise SourceUnknown(str(cid)[:40])
    return int(cid)


def _next(sn: object) -> object:
    return sn + 1 if isinstance(sn, int) and not isinstance(sn, bool) else sn


def _telling(told: Sequence[ForeignBeacon]) -> list[ForeignBeacon]:
    by_playing: dict[tuple[str, int], list[ForeignBeacon]] = {}
    for one in sorted(told, key=lambda beacon: beacon.sn):
        by_playing.setdefault((one.sid, one.src), []).append(one)
    return [
        run[place]
        for run in by_playing.values()
        for place in cmcd.telling([(one.sta, one.pr) for one in run])
    ]
