"""Tags."""

from events_svc.reviews import tags
from events_svc.reviews.models import Tag
from tests.reviews.factories import make_call, make_proposal


async def test_a_tag_is_one_however_it_is_written(database: None) -> None:
    call = await make_call()
    one, other = await make_proposal(call), await make_proposal(call, "BBBBBB")
    await tags.put(call, one, "Key  note")
    await tags.put(call, other, "key note")
    await tags.put(call, other, "key note")
    borne = await tags.borne([one.id, other.id])
    assert {id_: [tag.name for tag in found] for id_, found in borne.items()} == {
        one.id: ["Key note"],
        other.id: ["Key note"],
    }


async def test_a_tag_that_nobody_bears_is_gone(database: None) -> None:
    call = await make_call()
    one, other = await make_proposal(call), await make_proposal(call, "BBBBBB")
    tag = await tags.put(call, one, "keynote")
    await tags.put(call, other, "keynote")
    await tags.take_off(call, one, tag.id)
    assert await Tag.all().count() == 1
    await tags.take_off(call, other, tag.id)
    assert await Tag.all().count() == 0
