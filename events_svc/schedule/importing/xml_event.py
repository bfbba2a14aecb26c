"""The parts of an event in a schedule.xml."""

import re
from typing import Any

from events_svc.schedule.importing.errors import Place
from events_svc.schedule.importing.uris import joined, reference
from events_svc.schedule.importing.wording import one_line
from events_svc.schedule.importing.xml import Element

GENERATOR = "events-svc"  # in our own exports `url` is our page, not the origin's
MOST_LINKS = 100

_CODE = re.compile(r"[0-9A-Z]{6}")


def said(element: Element, path: str) -> str:
    """The text at `path`, with that of its descendants."""
    found = element.find(path)
    return "".join(found.itertext()).strip() if found is not None else ""


def said_in(element: Element, *paths: str) -> str:
    """The first of several names by which tools say the same."""
    return next((words for path in paths if (words := said(element, path))), "")


def place_of(event: Element) -> Place:
    """Its line, and the name by which its author knows it."""
    return Place(event.sourceline or 0, (event.get("id") or event.get("guid") or "")[:60])


def code_of(event: Element) -> str:
    """The six characters of pretalx: in the attribute, or before the slug (FOSDEM)."""
    given = event.get("code") or said(event, "slug").partition("-")[0]
    return given if _CODE.fullmatch(given) else ""


def references(event: Element, path: str, base_url: str) -> list[dict[str, str]]:
    """The links or attachments of an event."""
    found = []
    for element in event.iterfind(path):
        title = one_line("".join(element.itertext()))
        found += reference(base_url, element.get("href"), title, element.get("type", ""))
    return found[:MOST_LINKS]


def extra_of(event: Element, base_url: str, *, is_ours: bool) -> dict[str, Any]:
    """Licence, opt-out and addresses, as far as the event says anything of them."""
    origin = said(event, "origin_url") or ("" if is_ours else said(event, "url"))
    found: dict[str, Any] = {
        "licence": one_line(said(event, "recording/license")),
        "optout": said(event, "recording/optout").lower() in {"true", "1"},
        "feedback_url": joined(base_url, said(event, "feedback_url")),
        "origin_url": joined(base_url, origin),
    }
    return {name: value for name, value in found.items() if value}


def is_ours(root: Element) -> bool:
    """Whether this service wrote the file."""
    generator = root.find("generator")
    return generator is not None and generator.get("name") == GENERATOR
