"""What scores are given for."""

import pytest

from events_svc.reviews import categories, score
from events_svc.reviews.categories import Scale
from events_svc.reviews.errors import CategoryInUse, RangeEmpty
from events_svc.reviews.models import Category
from events_svc.reviews.score import Verdict
from events_svc.schedule import tracks
from tests.reviews.factories import make_bench, make_call, make_category, make_proposal


async def test_a_category_with_scores_keeps_its_range_and_stays(database: None) -> None:
    call = await make_call()
    category = await make_category(call)
    await make_proposal(call)
    await score.give(await make_bench(call), "AAAAAA", Verdict({category.id: 3}))
    with pytest.raises(CategoryInUse):
        await categories.change(call, category.id, Scale({"en": "Content"}, most=2))
    with pytest.raises(CategoryInUse):
        await categories.remove(call, category.id)
    await categories.change(call, category.id, Scale({"en": "Substance"}, weight=5))
    kept = await Category.get(id=category.id)
    assert (kept.name, kept.weight, kept.most) == ({"en": "Substance"}, 5, 3)


async def test_a_range_has_at_least_two_numbers(database: None) -> None:
    call = await make_call()
    with pytest.raises(RangeEmpty):
        await categories.add(call, Scale({"en": "Content"}, least=3, most=3))
    assert await Category.all().count() == 0


async def test_a_category_can_be_asked_of_some_tracks_only(database: None) -> None:
    call = await make_call()
    track = await tracks.add(call.event, {"en": "Hands"})
    general = await categories.add(call, Scale({"en": "Content"}))
    special = await categories.add(call, Scale({"en": "Grip"}, only_tracks=[track.id]))
    inside = await make_proposal(call, track=track)
    outside = await make_proposal(call, "BBBBBB")
    assert await categories.asked_of(inside) == [general, special]
    assert await categories.asked_of(outside) == [general]
