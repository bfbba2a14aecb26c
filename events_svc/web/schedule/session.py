"""The public page of a session."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from starlette.responses import Response

from events_svc import clock
from events_svc.accounts.errors import NotFound
from events_svc.schedule import prose, queries
from events_svc.schedule.entries import Entry, Item
from events_svc.text import Text, in_language, language_of
from events_svc.web import access, i18n, pages, watching
from events_svc.web.schedule import grid
from events_svc.web.schedule.language import language_name
from events_svc.web.schedule.programme import moved, tracks_of
from events_svc.web.state import Request


async def show(request: Request) -> Response:
    """A released session: when, where, who, what about; a cancelled one says so."""
    event = await access.public_event(request)
    release = await queries.latest_release(event.id)
    entry = await queries.entry(event.id, request.path_params["code"])
    if entry is None or release is None or entry["is_break"]:
        raise NotFound
    item, items = queries.item(entry, event), await queries.programme(event)
    numbers = {track["key"]: number for number, track in enumerate(tracks_of(items), 1)}
    context: dict[str, Any] = {
        "session": item,
        "release_number": release.number,
        "track_number": numbers.get(item["track"]["key"], 0) if item["track"] else 0,
        "day": grid.day_of(item["starts_at"], ZoneInfo(event.timezone)),
        "state": _state(item),
        "before": moved(release).get(item["code"]),
        "abstract": _paragraphs(entry["abstract"]),
        "description": _paragraphs(entry["description"]),
        "prose_lang": language_of(entry["abstract"] or entry["description"], i18n.language.get()),
        "links": [*_links(entry)],
        "files": entry.get("files", []),
        "thanked": "thanks" in request.query_params,
        "following": _following(item, items),
        "language_name": language_name(item["language"]),
        **await watching.shown(request, event, item),
    }
    return await pages.render(request, "schedule/session.html", **context)


def _state(item: Item) -> str:
    now = clock.now()
    if item["ends_at"] <= now:
        return "over"
    return "now" if item["starts_at"] <= now else "coming"


def _paragraphs(text: Text) -> list[str]:
    return prose.paragraphs(in_language(text, i18n.language.get()))


def _links(entry: Entry) -> Iterable[dict[str, Any]]:
    """Links and attachments that lead somewhere safe."""
    for link in [*entry["links"], *entry["attachments"]]:
        url = str(link.get("url", ""))
        if urlsplit(url).scheme in {"http", "https"}:
            yield {"url": url, "title": link.get("title") or ""}


def _following(item: Item, items: Sequence[Item]) -> Item | None:
    """What comes next in the same room on the same day or night."""
    if item["room"] is None:
        return None
    for other in items:
        is_after = other["starts_at"] >= item["ends_at"]
        is_here = other["room"] is not None and other["room"]["id"] == item["room"]["id"]
        is_soon = (other["starts_at"] - item["ends_at"]).total_seconds() < 6 * 3600
        if is_after and is_here and is_soon and not other["is_break"]:
            return other
    return None
