"""People are made known once, with an address that stays."""

import uuid

import pytest

from speakers.errors import NameMissing
from speakers.models import Speaker
from speakers.profile import Newcomer, Profile, create, create_all, edit, slug_of
from tests.speakers.factories import make_speaker

GUID = uuid.UUID("0123456789abcdef0123456789abcdef")


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ({"zh": "李雷", "en": "Li Lei"}, "li-lei"),
        ({"en": "José Ñandú-Müller"}, "jose-nandu-muller"),
        ({"zh": "王 (Wang Fang) 芳"}, "wang-fang"),
        ({"zh": "韩梅梅"}, "speaker-01234567"),
        ({"en": "😀"}, "speaker-01234567"),
    ],
)
def test_an_address_is_ascii_and_from_the_name(name: dict[str, str], slug: str) -> None:
    assert slug_of(name, GUID) == slug


async def test_the_second_of_a_name_has_an_address_of_their_own(database: None) -> None:
    first = await make_speaker("Li Lei")
    second = await make_speaker("Li Lei")
    assert (first.slug, second.slug) == ("li-lei", f"li-lei-{second.guid.hex[:8]}")


async def test_many_are_made_known_at_once_with_guids_of_their_own(database: None) -> None:
    one = Newcomer("a", Profile(name={"en": "Ada Lovelace"}), GUID)
    (ada,) = await create_all("organisation:1", [one])
    (again,) = await create_all("organisation:2", [one])
    assert (ada.guid, ada.slug) == (GUID, "ada-lovelace")
    assert again.guid != GUID
    assert again.slug == f"ada-lovelace-{again.guid.hex[:8]}"


async def test_nobody_is_made_known_without_a_name(database: None) -> None:
    with pytest.raises(NameMissing):
        await create("organisation:1", Profile(name={}))
    assert await Speaker.all().count() == 0


async def test_an_edit_keeps_address_and_guid(database: None) -> None:
    ada = await make_speaker()
    await edit(ada, Profile(name={"en": "Ada King"}, email="ada@example.org"))
    now = await Speaker.get(id=ada.id)
    assert (now.name, now.email, now.biography) == ({"en": "Ada King"}, "ada@example.org", {})
    assert (now.slug, now.guid) == (ada.slug, ada.guid)


async def test_an_edit_does_not_take_the_name_away(database: None) -> None:
    ada = await make_speaker()
    with pytest.raises(NameMissing):
        await edit(ada, Profile(name={}))
    assert (await Speaker.get(id=ada.id)).name == ada.name
