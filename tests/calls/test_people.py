"""From an address to a person: one for each address, whoever comes at once."""

import asyncio

import pytest

from events_svc.calls.people import person, text_of
from speakers.models import Speaker
from tests.events.factories import make_event


async def test_one_address_by_five_links_is_one_person(database: None) -> None:
    event = await make_event()
    coming = [person(event, email="li@example.org", name="李雷") for _ in range(5)]
    assert {one.id for one in await asyncio.gather(*coming)} == {(await Speaker.get()).id}


async def test_three_namesakes_at_once_are_three_people(database: None) -> None:
    event = await make_event()
    coming = [person(event, email=f"li{n}@example.org", name="Li Lei") for n in range(3)]
    assert len({one.slug for one in await asyncio.gather(*coming)}) == 3


async def test_an_address_that_was_given_up_leads_to_nobody_else(database: None) -> None:
    event = await make_event()
    ada = await person(event, email="old@example.org", name="Ada")
    await Speaker.filter(id=ada.id).update(email="new@example.org")
    stranger = await person(event, email="old@example.org", name="Eve")
    again = await person(event, email="OLD@example.org", name="Eve")
    assert (stranger.id != ada.id, again.id) == (True, stranger.id)


@pytest.mark.parametrize(
    ("name", "text"),
    [("李雷", {"zh": "李雷"}), ("Li Lei", {"en": "Li Lei"}), ("Li 雷", {"zh": "Li 雷"})],
)
def test_a_name_stands_in_the_language_in_which_it_is_written(
    name: str, text: dict[str, str]
) -> None:
    assert text_of(name) == text
