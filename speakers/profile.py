"""Make a person known, and change what is said of them."""

import re
import unicodedata
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tortoise.transactions import in_transaction

from speakers.errors import NameMissing
from speakers.models import Key, Speaker

LONGEST_SLUG = 100
RESERVED = {"desk", "feeds", "invitations", "pictures"}  # words in addresses of our own


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person's page says; texts by language, `{"zh": …, "en": …}`."""

    name: Mapping[str, str]
    affiliation: Mapping[str, str] = field(default_factory=dict)
    position: Mapping[str, str] = field(default_factory=dict)
    biography: Mapping[str, str] = field(default_factory=dict)
    email: str | None = None
    picture_url: str | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person to be made known: `key` is how the owner's imports find the person again."""

    key: str
    profile: Profile
    guid: uuid.UUID


async def create(owner: str, profile: Profile) -> Speaker:
    """A new person of `owner`, with a slug of its own; raises NameMissing."""
    guid = uuid.uuid4()
    (speaker,) = await create_all(owner, [Newcomer(f"hand:{guid}", profile, guid)])
    return speaker


async def create_all(owner: str, newcomers: Sequence[Newcomer]) -> list[Speaker]:
    """New people of `owner`, all or none, in a number of statements that does not grow with theirs.

    A guid that some person has already is replaced by a new one.
    """
    if not all(_written(newcomer.profile.name) for newcomer in newcomers):
        raise NameMissing
    async with in_transaction():
        guids = await _free_guids([newcomer.guid for newcomer in newcomers])
        slugs = await _free_slugs(newcomers, guids)
        rows = [
            Speaker(guid=guid, owner=owner, key=one.key, slug=slug, **_columns(one.profile))
            for one, guid, slug in zip(newcomers, guids, slugs, strict=True)
        ]
        await Speaker.bulk_create(rows, batch_size=1000)
    return await Speaker.filter(owner=owner, key__in=[one.key for one in newcomers])


async def edit(speaker: Speaker, profile: Profile) -> None:
    """The person is described by `profile`; address and guid stay. Raises NameMissing.

    With another e-mail address the links that were mailed to the one before open nothing any more.
    """
    if not _written(profile.name):
        raise NameMissing
    is_moved = profile.email != speaker.email
    speaker.update_from_dict(_columns(profile))
    async with in_transaction():
        await speaker.save(update_fields=[*_columns(profile), "updated_at"])
        if is_moved:
            await Key.filter(speaker_id=speaker.id).delete()


def slug_of(name: Mapping[str, str], guid: uuid.UUID) -> str:
    """An address in ASCII: the English name, else what is Latin in the other, else from the guid."""
    for words in (name.get("en", ""), *name.values()):
        plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
        slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")
        if len(slug) >= 3:
            return slug
    return f"speaker-{guid.hex[:8]}"


def _columns(profile: Profile) -> dict[str, object]:
    return {
        "name": _written(profile.name),
        "affiliation": _written(profile.affiliation),
        "position": _written(profile.position),
        "biography": _written(profile.biography),
        "email": profile.email,
        "picture_url": profile.picture_url,
    }


def _written(text: Mapping[str, str]) -> dict[str, str]:
    """The text without the languages in which nothing is written."""
    return {language: words.strip() for language, words in text.items() if words.strip()}


async def _free_guids(wanted: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    taken = {*await Speaker.filter(guid__in=[*wanted]).values_list("guid", flat=True)}
    return [uuid.uuid4() if guid in taken else guid for guid in wanted]


async def _free_slugs(newcomers: Sequence[Newcomer], guids: Sequence[uuid.UUID]) -> list[str]:
    """The slug of each; who comes second to a name gets a piece of the guid behind it."""
    wanted = [slug_of(one.profile.name, guid) for one, guid in zip(newcomers, guids, strict=True)]
    found: set[Any] = {*await Speaker.filter(slug__in=wanted).values_list("slug", flat=True)}
    taken = found | RESERVED
    slugs = []
    for slug, guid in zip(wanted, guids, strict=True):
        free = f"{slug}-{guid.hex[:8]}" if slug in taken else slug
        taken.add(free)
        slugs.append(free)
    return slugs
