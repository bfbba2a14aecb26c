"""A reader who follows every link of the place, as often as there is something new behind it."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx

MOST_OF_A_KIND = 2
READERS = 4
NAMED = re.compile(
    "/(events|series|sessions|speakers|recordings|sources|orders|tickets|ticket-types|mails"
    "|venues|rooms|organisations|calls|proposals|questions|scenarios|reports)/(?!(?:new|proposal)\\b)[^/.]+"
    "|/(reviews|report)/[0-9]+"
)
ROWS = {"after", "before", "cursor", "day", "past", "q", "room", "series", "sort", "track", "view"}
BROKEN = re.compile(r">\s*(?:None|NaN|null|False|True)\s*<|\bundefined\b|&lt;[A-Z]\w+: \d+&gt;")


@dataclass
class Walked:
    """What was seen: the pages by their kind, what they say, and what was wrong."""

    pages: dict[str, list[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)


def kind(path: str) -> str:
    """The address without what names one of many: `/events/*/sessions/*?day`."""
    parts = urlsplit(path)
    shape = NAMED.sub(lambda found: f"/{found[1] or found[2]}/*", parts.path)
    asked = "&".join(sorted({name for name, _ in parse_qsl(parts.query)}))
    return f"{shape}?{asked}" if asked else shape


def unlike(pages: Mapping[str, Sequence[str]]) -> list[str]:
    """An address of each kind, of those that are told apart by more than which rows they list."""
    found: dict[str, str] = {}
    for shape in sorted(pages):
        path, _, asked = shape.partition("?")
        names = "&".join(name for name in asked.split("&") if name not in ROWS)
        found.setdefault(f"{path}?{names}", pages[shape][0])
    return [*found.values()]


async def everywhere(client: httpx.AsyncClient, *starts: str) -> Walked:
    """Follow every link of this server from `starts`, a few times for each kind of address."""
    walked, waiting, known = Walked(), list(starts), set(starts)
    kinds = Counter(kind(start) for start in starts)
    while waiting:
        some, waiting = waiting[:READERS], waiting[READERS:]
        for links in await asyncio.gather(*(_read(client, path, walked) for path in some)):
            for link in links:
                if link not in known and kinds[kind(link)] < MOST_OF_A_KIND:
                    known.add(link)
                    kinds[kind(link)] += 1
                    waiting.append(link)
    return walked


async def _read(client: httpx.AsyncClient, path: str, walked: Walked) -> list[str]:
    answer = await client.get(path, follow_redirects=True)
    if answer.status_code != 200:
        walked.wrong.append(f"{path}: {answer.status_code}")
    if not answer.headers["content-type"].startswith("text/html"):
        return []
    walked.pages.setdefault(kind(path), []).append(path)
    walked.texts[path] = answer.text
    walked.wrong += [f"{path}: {found.group(0)}" for found in BROKEN.finditer(answer.text)]
    return [*_links(str(client.base_url), path, answer.text)]


def _links(base: str, path: str, text: str) -> Iterator[str]:
    for found in re.findall(r'<a\b[^>]*\bhref="([^"]*)"', text):
        parts = urlsplit(urljoin(urljoin(base, path), unescape(found)))
        if f"{parts.scheme}://{parts.netloc}" == base.rstrip("/"):
            asked = [(name, value) for name, value in parse_qsl(parts.query) if name != "lang"]
            yield parts.path + ("?" + urlencode(asked) if asked else "")
