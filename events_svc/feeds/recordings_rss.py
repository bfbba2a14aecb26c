"""The recordings of a series as RSS 2.0 with podcast enclosures. Pure: rows in, bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
ATOM = "http://www.w3.org/2005/Atom"
_TYPES = {
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
}

Element = Any  # lxml ships no types


@dataclass(frozen=True, slots=True)
class Episode:
    """An item of the feed; `guid` is its public address, for life."""

    title: str
    url: str
    guid: str
    description: str
    people: str
    published_at: datetime
    seconds: int | None
    number: int | None
    file_url: str | None


@dataclass(frozen=True, slots=True)
class Channel:
    """The feed's head; `url` is its page, `feed_url` its own address."""

    title: str
    url: str
    feed_url: str
    description: str
    language: str


def write(channel: Channel, episodes: Sequence[Episode]) -> bytes:
    """RSS 2.0 (rssboard.org), the newest episode first as given; an enclosure where there is a file."""
    root = etree.Element("rss", version="2.0", nsmap={"itunes": ITUNES, "atom": ATOM})
    head = etree.SubElement(root, "channel")
    _add(head, "title", channel.title)
    _add(head, "link", channel.url)
    _add(head, "description", channel.description or channel.title)
    _add(head, "language", channel.language)
    own = {"href": channel.feed_url, "rel": "self", "type": "application/rss+xml"}
    etree.SubElement(head, f"{{{ATOM}}}link", **own)
    for episode in episodes:
        _item(head, episode)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return made


def _item(head: Element, episode: Episode) -> None:
    item = etree.SubElement(head, "item")
    _add(item, "title", episode.title)
    _add(item, "link", episode.url)
    guid = _add(item, "guid", episode.guid)
    guid.set("isPermaLink", "false")
    _add(item, "pubDate", format_datetime(episode.published_at))
    _add(item, "description", episode.description or episode.title)
    if episode.people:
        _add(item, f"{{{ITUNES}}}author", episode.people)
    if episode.seconds:
        _add(item, f"{{{ITUNES}}}duration", str(episode.seconds))
    if episode.number is not None:
        _add(item, f"{{{ITUNES}}}episode", str(episode.number))
    if episode.file_url:
        kind = _TYPES.get(episode.file_url.lower().rpartition(".")[2], "video/mp4")
        etree.SubElement(item, "enclosure", url=episode.file_url, length="0", type=kind)


def _add(parent: Element, name: str, words: str) -> Element:
    made = etree.SubElement(parent, name)
    made.text = "".join(char for char in words if char.isprintable() or char in "\n\t")
    return made
