"""A file as its author has changed it since: some sessions an hour later, some not there any more."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

from lxml import etree

HOUR = timedelta(hours=1)


def edited(raw: bytes, *, moved: int, removed: int) -> bytes:
    """The first `moved` of its sessions an hour later, the `removed` after them are gone."""
    if raw.lstrip().startswith(b"<"):
        return _xml(raw, moved, removed)
    if raw.startswith(b"BEGIN"):
        return _ics(raw, moved, removed)
    return _json(raw, moved, removed)


def _xml(raw: bytes, moved: int, removed: int) -> bytes:
    root = etree.fromstring(raw)
    events = list(root.iter("event"))
    for event in events[:moved]:
        event.find("date").text = _later(event.find("date").text)
        event.find("start").text = event.find("date").text[11:16]
    for event in events[moved : moved + removed]:
        event.getparent().remove(event)
    return etree.tostring(root, encoding="utf-8")


def _json(raw: bytes, moved: int, removed: int) -> bytes:
    tree = json.loads(raw)
    lists = [tree["sessions"]] if "sessions" in tree else _rooms(tree)
    listed = [(events, event) for events in lists for event in events]
    for _, event in listed[:moved]:
        for field in ("date", "start", "end"):
            if len(event.get(field, "")) > 10:
                event[field] = _later(event[field])
    for events, event in listed[moved : moved + removed]:
        events.remove(event)
    return json.dumps(tree).encode()


def _rooms(tree: Any) -> list[Any]:
    days = tree["schedule"]["conference"]["days"]
    return [events for day in days for events in day["rooms"].values()]


def _ics(raw: bytes, moved: int, removed: int) -> bytes:
    events = re.findall(rb"BEGIN:VEVENT.*?END:VEVENT\r?\n", raw, re.S)
    for event in events[:moved]:
        raw = raw.replace(event, re.sub(rb"(DT(?:START|END)[^:]*:)(\d{8}T\d{6})", _stamp, event))
    for event in events[moved : moved + removed]:
        raw = raw.replace(event, b"")
    return raw


def _stamp(found: re.Match[bytes]) -> bytes:
    at = datetime.strptime(found[2].decode(), "%Y%m%dT%H%M%S") + HOUR  # noqa: DTZ007 its zone stands beside it
    return found[1] + at.strftime("%Y%m%dT%H%M%S").encode()


def _later(written: str) -> str:
    return (datetime.fromisoformat(written) + HOUR).isoformat()
