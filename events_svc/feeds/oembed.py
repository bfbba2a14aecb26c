"""oEmbed 1.0 (https://oembed.com): how other sites show a page of ours. Pure."""

import re
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from lxml import etree

from events_svc.feeds.agenda import Agenda
from events_svc.feeds.wording import words

JSON, XML = "application/json", "text/xml; charset=utf-8"
SCRIPT = "/static/js/agenda-component.js"
_WIDTH, _HEIGHT = 640, 720
_CACHE = 3600
_PAGES = re.compile(r"/events/([^/?#]+)(?:/(agenda|subscribe))?/?\Z")


@dataclass(frozen=True, slots=True)
class Frame:
    """How much room the asking site has, in pixels."""

    width: int = _WIDTH
    height: int = _HEIGHT

    def within(self) -> tuple[int, int]:
        return min(self.width, _WIDTH), min(self.height, _HEIGHT)


def slug_in(address: str, public_url: str) -> str:
    """The event whose page this address is; empty when it is none of ours."""
    plain = re.split("[?#]", address, maxsplit=1)[0]
    if not plain.startswith(f"{public_url}/"):
        return ""
    found = _PAGES.match(plain.removeprefix(public_url))
    return found[1] if found else ""


def told(agenda: Agenda, frame: Frame, language: str) -> dict[str, Any]:
    """The agenda as a web component, for sites that allow our script; the title for the others."""
    width, height = frame.within()
    return {
        "version": "1.0",
        "type": "rich",
        "title": words(agenda.title, language),
        "provider_name": words(agenda.title, language),
        "provider_url": agenda.url,
        "cache_age": _CACHE,
        "width": width,
        "height": height,
        "html": markup(agenda, language),
    }


def markup(agenda: Agenda, language: str) -> str:
    """What a site puts into its page; without scripts a link stays."""
    source = escape(f"{agenda.url}/schedule.json?{urlencode({'lang': language})}")
    title = escape(words(agenda.title, language))
    return (
        f'<script src="{escape(agenda.public_url + SCRIPT)}" defer></script>'
        f'<events-agenda src="{source}" lang="{escape(language)}">'
        f'<a href="{escape(agenda.url)}/agenda">{title}</a></events-agenda>'
    )


def as_xml(said: dict[str, Any]) -> bytes:
    """The same answer for those who ask for XML."""
    root = etree.Element("oembed")
    for name, value in said.items():
        etree.SubElement(root, name).text = str(value)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    return made
