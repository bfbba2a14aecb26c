"""What a list would change, computed before anything is changed. Pure.

A recording of the list is one that stands when both come from the same origin, share an address of the site
or a link, or are the same episode of the series. What the list leaves blank stays; what stands and is not in
the list stays too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_svc.media.importing.listed import Listed
from events_svc.schedule.importing.errors import FileRefused, Problem
from events_svc.text import Text

FIELDS = (
    *("title", "recorded_at", "people", "abstract", "tags", "language"),
    *("duration_seconds", "licence", "thumbnail_url", "episode"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A recording that stands, with the addresses of its links and files."""

    id: int
    slug: str
    origin: str | None
    columns: dict[str, Any]
    links: frozenset[str]
    files: frozenset[str]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that the list changes; links and files are only added."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Wanted:
    """A recording of the list beside the one it means; none: it is new."""

    listed: Listed
    standing: Standing | None
    changes: list[Change]

    @property
    def kind(self) -> str:
        if self.standing is None:
            return "new"
        return "changed" if self.changes else "unchanged"

    @property
    def title(self) -> Text:
        return self.listed.title


@dataclass(frozen=True, slots=True)
class Difference:
    """Between a list and what stands."""

    wanted: list[Wanted]

    def of(self, kind: str) -> list[Wanted]:
        """The recordings that are `new`, `changed` or `unchanged`."""
        return [wanted for wanted in self.wanted if wanted.kind == kind]

    @property
    def is_nothing(self) -> bool:
        return all(wanted.kind == "unchanged" for wanted in self.wanted)

    def counts(self) -> dict[str, int]:
        """How many recordings are new, changed, unchanged."""
        return {kind: len(self.of(kind)) for kind in ("new", "changed", "unchanged")}


def compared(listed: Iterable[Listed], standing: Iterable[Standing]) -> Difference:
    """The list beside what stands; raises FileRefused where two of the list mean the same."""
    known = [*standing]
    by_key = {key: one for one in reversed(known) for key in _keys_of(one)}
    wanted: list[Wanted] = []
    seen: dict[Any, Listed] = {}
    problems = []
    for one in listed:
        found = next((by_key[key] for key in _keys(one) if key in by_key), None)
        same = [("id", found.id)] if found else _keys(one)
        if any(key in seen for key in same):
            problems.append(Problem("“{value}” is in the list twice.", _name(one), one.place))
        seen |= dict.fromkeys(same, one)
        wanted.append(beside(one, found))
    if problems:
        raise FileRefused(problems)
    return Difference(wanted)


def beside(listed: Listed, standing: Standing | None) -> Wanted:
    """The row with what it changes of the recording that it means; none: it is new."""
    return Wanted(listed, standing, changes(listed, standing) if standing else [])


def like(listed: Listed, known: Iterable[Standing]) -> Standing | None:
    """The first of these that the row means."""
    keys = {*_keys(listed)}
    return next((one for one in known if keys & {*_keys_of(one)}), None)


def changes(listed: Listed, standing: Standing) -> list[Change]:
    """The fields in which the list says something else, and what it adds."""
    made = [
        Change(name, standing.columns[name], after)
        for name in FIELDS
        if (after := _after(name, listed, standing)) is not None and after != standing.columns[name]
    ]
    links = [one.url for one in listed.links if one.url not in standing.links]
    files = [one.url for one in listed.files if one.url not in standing.files]
    made += [Change("links", "", links)] if links else []
    made += [Change("files", "", files)] if files else []
    return made


def _after(name: str, listed: Listed, standing: Standing) -> Any:
    """What the field would be; None where the list says nothing of it."""
    given = getattr(listed, name)
    if isinstance(given, dict):
        return {**standing.columns[name], **given} if given else None
    if isinstance(given, tuple):
        return [*given] if given else None
    if isinstance(given, datetime):
        return given
    return given or (given if given == 0 and name == "episode" else None)


def _keys(listed: Listed) -> list[Any]:
    keys: list[Any] = [("origin", listed.origin)] if listed.origin else []
    keys += [("slug", listed.slug)] if listed.slug else []
    keys += [("link", one.url) for one in listed.links]
    keys += [("episode", listed.episode)] if listed.episode is not None else []
    return keys


def _keys_of(standing: Standing) -> list[Any]:
    keys: list[Any] = [("origin", standing.origin)] if standing.origin else []
    keys += [("slug", standing.slug), *(("link", url) for url in standing.links)]
    episode = standing.columns["episode"]
    return keys + ([("episode", episode)] if episode is not None else [])


def _name(listed: Listed) -> str:
    return next(iter(listed.title.values()))[:60]
