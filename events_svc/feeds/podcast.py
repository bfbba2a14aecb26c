"""Recordings as RSS 2.0 with the podcast namespaces (Apple's, and Podcasting 2.0). Pure: values in, bytes out.

Sources: rssboard.org/rss-specification, podcasters.apple.com/support/823 (required tags),
github.com/Podcastindex-org/podcast-namespace.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from events_svc.feeds.lectures import HLS, Lecture, MediaFile

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
ATOM = "http://www.w3.org/2005/Atom"
PODCAST = "https://podcastindex.org/namespace/1.0"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
_SPACES = {"itunes": ITUNES, "atom": ATOM, "podcast": PODCAST}
_PODCASTS = uuid.UUID(
    "ead4c236-bf58-58c6-a2c6-a6b28d128cb6"
)  # of podcast:guid, by its specification

Element = Any  # lxml ships no types


@dataclass(frozen=True, slots=True)
class Channel:
    """The feed's head; `url` is its page, `feed_url` its own address, `kind` video, audio or both (blank)."""

    title: str
    url: str
    feed_url: str
    description: str
    language: str
    by: str
    picture: str
    kind: str
    built_at: datetime


def write(channel: Channel, lectures: Sequence[Lecture]) -> bytes:
    """The feed; an episode has the enclosure of the channel's kind, else no place in it."""
    root = etree.Element("rss", version="2.0", nsmap=_SPACES)
    head = etree.SubElement(root, "channel")
    _head(head, channel)
    for lecture in lectures:
        files = _files(lecture, channel.kind)
        if files or not channel.kind:
            _item(head, lecture, files)
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made


def guid_of(feed_url: str) -> str:
    """podcast:guid: the UUIDv5 of the feed's address without scheme and slashes at the end."""
    return str(uuid.uuid5(_PODCASTS, feed_url.partition("://")[2].rstrip("/")))


def _head(head: Element, channel: Channel) -> None:
    _add(head, "title", channel.title)
    _add(head, "link", channel.url)
    _add(head, "description", channel.description or channel.title)
    _add(head, "language", channel.language)
    _add(head, "lastBuildDate", format_datetime(channel.built_at))
    _add(head, "generator", "events_svc")
    etree.SubElement(
        head, f"{{{ATOM}}}link", href=channel.feed_url, rel="self", type="application/rss+xml"
    )
    _picture(head, channel)
    _add(head, f"{{{ITUNES}}}author", channel.by)
    _add(head, f"{{{ITUNES}}}type", "episodic")
    _add(head, f"{{{ITUNES}}}explicit", "false")
    etree.SubElement(head, f"{{{ITUNES}}}category", text="Education")
    _add(head, f"{{{PODCAST}}}guid", guid_of(channel.feed_url))
    _add(head, f"{{{PODCAST}}}medium", "podcast" if channel.kind == "audio" else "video")


def _picture(head: Element, channel: Channel) -> None:
    if not channel.picture:
        return
    image = etree.SubElement(head, "image")
    _add(image, "url", channel.picture)
    _add(image, "title", channel.title)
    _add(image, "link", channel.url)
    etree.SubElement(head, f"{{{ITUNES}}}image", href=channel.picture)


def _files(lecture: Lecture, kind: str) -> list[MediaFile]:
    if kind:
        return lecture.of_kind(kind)
    return [*lecture.of_kind("video"), *lecture.of_kind("audio")]


def _item(head: Element, lecture: Lecture, files: Sequence[MediaFile]) -> None:
    item = etree.SubElement(head, "item")
    _add(item, "title", lecture.title)
    _add(item, "link", lecture.url)
    _add(item, "guid", lecture.guid).set("isPermaLink", "false")
    _add(item, "pubDate", format_datetime(lecture.recorded_at))
    _add(item, "description", lecture.description or lecture.title)
    for tag in lecture.tags:
        _add(item, "category", tag)
    _itunes(item, lecture)
    _enclosures(item, lecture, files)
    _podcasting(item, lecture)


def _itunes(item: Element, lecture: Lecture) -> None:
    if lecture.people:
        _add(item, f"{{{ITUNES}}}author", ", ".join(lecture.people))
    if lecture.seconds:
        _add(item, f"{{{ITUNES}}}duration", str(lecture.seconds))
    if lecture.episode:  # Apple's are whole numbers above zero
        _add(item, f"{{{ITUNES}}}episode", str(lecture.episode))
    _add(item, f"{{{ITUNES}}}episodeType", "full")
    _add(item, f"{{{ITUNES}}}explicit", "false")
    if lecture.picture:
        etree.SubElement(item, f"{{{ITUNES}}}image", href=lecture.picture)


def _enclosures(item: Element, lecture: Lecture, files: Sequence[MediaFile]) -> None:
    """The first file, and all others with their language and quality."""
    if not files:
        return
    first = files[0]
    etree.SubElement(
        item, "enclosure", url=first.url, length=str(first.size or 0), type=_type(first)
    )
    for file in files if len(files) > 1 else ():
        said = {"type": _type(file), "default": "true" if file is first else "false"}
        if file.size:
            said["length"] = str(file.size)
        if file.height:
            said["height"] = str(file.height)
        if file.language or lecture.language:
            said["lang"] = file.language or lecture.language
        if file.title or file.quality:
            said["title"] = file.title or file.quality
        other = etree.SubElement(item, f"{{{PODCAST}}}alternateEnclosure", said)
        etree.SubElement(other, f"{{{PODCAST}}}source", uri=file.url)


def _podcasting(item: Element, lecture: Lecture) -> None:
    if lecture.episode is not None:
        _add(item, f"{{{PODCAST}}}episode", str(lecture.episode))
    for name in lecture.people:
        _add(item, f"{{{PODCAST}}}person", name).set("role", "guest")
    if lecture.licence is not None:
        made = _add(item, f"{{{PODCAST}}}license", lecture.licence.name.lower().replace(" ", "-"))
        if lecture.licence.url:
            made.set("url", lecture.licence.url)
    for track in lecture.tracks:
        said = {"url": track.url, "type": "text/vtt", "language": track.language}
        captions = {"rel": "captions"} if track.is_captions else {}
        etree.SubElement(item, f"{{{PODCAST}}}transcript", {**said, **captions})
    if lecture.chapters_url:
        etree.SubElement(
            item,
            f"{{{PODCAST}}}chapters",
            url=lecture.chapters_url,
            type="application/json+chapters",
        )


def _type(file: MediaFile) -> str:
    return "application/x-mpegURL" if file.media_type == HLS else file.media_type


def _add(parent: Element, name: str, words: str) -> Element:
    made = etree.SubElement(parent, name)
    made.text = words
    return made
