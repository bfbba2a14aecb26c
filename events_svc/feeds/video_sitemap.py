"""Sitemaps of videos (sitemaps.org, developers.google.com/search/docs/crawling-indexing/sitemaps/video-sitemaps). Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lxml import etree

from events_svc.feeds.lectures import Lecture

MEDIA_TYPE = "application/xml; charset=utf-8"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
VIDEO = "http://www.google.com/schemas/sitemap-video/1.1"
PART = 1_000  # recordings in one file: read in a moment; the limit of the format is 50,000
_LONGEST_TITLE, _LONGEST_WORDS, _MOST_TAGS = 100, 2048, 32
_MOST_SECONDS = 28_800

Element = Any  # lxml ships no types


def write(lectures: Sequence[Lecture]) -> bytes:
    """One part of the sitemap: those that can be shown, each with its page."""
    root = etree.Element(f"{{{SITEMAP}}}urlset", nsmap={None: SITEMAP, "video": VIDEO})
    for lecture in lectures:
        if lecture.picture and (lecture.files or lecture.frame):
            _url(root, lecture)
    return _octets(root)


def write_index(parts: Sequence[tuple[str, datetime]]) -> bytes:
    """The index: the address of each part, and when it last changed."""
    root = etree.Element(f"{{{SITEMAP}}}sitemapindex", nsmap={None: SITEMAP})
    for address, changed_at in parts:
        part = etree.SubElement(root, f"{{{SITEMAP}}}sitemap")
        _add(part, SITEMAP, "loc", address)
        _add(part, SITEMAP, "lastmod", changed_at.isoformat(timespec="seconds"))
    return _octets(root)


def _url(root: Element, lecture: Lecture) -> None:
    url = etree.SubElement(root, f"{{{SITEMAP}}}url")
    _add(url, SITEMAP, "loc", lecture.url)
    video = etree.SubElement(url, f"{{{VIDEO}}}video")
    _add(video, VIDEO, "thumbnail_loc", lecture.picture)
    _add(video, VIDEO, "title", lecture.title[:_LONGEST_TITLE])
    _add(video, VIDEO, "description", (lecture.description or lecture.title)[:_LONGEST_WORDS])
    files = lecture.of_kind("video")
    if files:
        _add(video, VIDEO, "content_loc", files[0].url)
    if lecture.frame:
        _add(video, VIDEO, "player_loc", lecture.frame)
    if lecture.seconds and lecture.seconds <= _MOST_SECONDS:
        _add(video, VIDEO, "duration", str(lecture.seconds))
    _add(video, VIDEO, "publication_date", lecture.published_at.isoformat(timespec="seconds"))
    for tag in lecture.tags[:_MOST_TAGS]:
        _add(video, VIDEO, "tag", tag)
    _add(video, VIDEO, "family_friendly", "yes")
    _add(video, VIDEO, "requires_subscription", "no")
    _add(video, VIDEO, "live", "no")


def _add(parent: Element, space: str, name: str, words: str) -> None:
    etree.SubElement(parent, f"{{{space}}}{name}").text = words


def _octets(root: Element) -> bytes:
    made: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return made
