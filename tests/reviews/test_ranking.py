"""The ranking: the same rows for organisers, fewer for reviewers, none for whom they are hidden."""

import pytest

from events_svc.calls.models import Call, ProposalState
from events_svc.reviews import interests, ranking, score, tags
from events_svc.reviews.access import Bench
from events_svc.reviews.models import Average, Others, Phase
from events_svc.reviews.ordering import Order, Wanted, chosen
from events_svc.reviews.ranking import Row
from events_svc.reviews.score import Verdict
from tests.asked import asked
from tests.reviews.factories import (
    make_bench,
    make_call,
    make_category,
    make_proposal,
    make_reviewer,
)

POINTS = {"AAAAAA": (0, 0, 3), "BBBBBB": (2, 2, 2), "CCCCCC": (3, 1, 2)}


async def make_judged() -> tuple[Call, list[Bench]]:
    """Three proposals, three reviewers, scores from 0 to 3; DDDDDD nobody has judged."""
    call = await make_call()
    category = await make_category(call)
    for code in (*POINTS, "DDDDDD"):
        await make_proposal(call, code)
    first = await make_bench(call, "r0@example.org")
    others = [await make_reviewer(call, f"r{at}@example.org") for at in (1, 2)]
    benches = [first, *(Bench(one, first.phase) for one in others)]
    for code, given in POINTS.items():
        for bench, value in zip(benches, given, strict=True):
            await score.give(bench, code, Verdict({category.id: value}))
    return call, benches


def figures(rows: list[Row]) -> list[tuple[str, int | None, int | None]]:
    return [
        (row.proposal.code, row.place, None if row.average is None else round(row.average))
        for row in rows
    ]


async def test_the_best_comes_first_and_equals_share_their_place(database: None) -> None:
    call, _ = await make_judged()
    assert figures(await ranking.of_call(call, Average.MEAN)) == [
        ("BBBBBB", 1, 67),
        ("CCCCCC", 1, 67),
        ("AAAAAA", 3, 33),
        ("DDDDDD", None, None),
    ]


async def test_the_median_ranks_otherwise(database: None) -> None:
    call, _ = await make_judged()
    assert figures(await ranking.of_call(call, Average.MEDIAN))[2] == ("AAAAAA", 3, 0)


async def test_a_draft_and_what_was_withdrawn_are_not_ranked(database: None) -> None:
    call = await make_call()
    await make_proposal(call, "AAAAAA", state=ProposalState.DRAFT)
    await make_proposal(call, "BBBBBB", state=ProposalState.WITHDRAWN)
    await make_proposal(call, "CCCCCC", state=ProposalState.REJECTED)
    assert figures(await ranking.of_call(call, Average.MEAN)) == [("CCCCCC", None, None)]


@pytest.mark.parametrize(
    ("order", "is_reversed", "expected"),
    [
        (Order.SPREAD, False, "ACBD"),
        (Order.SPREAD, True, "BCAD"),
        (Order.TITLE, True, "DCBA"),
        (Order.MEDIAN, False, "BCAD"),
        (Order.REVIEWS, False, "BCAD"),
    ],
)
async def test_rows_are_sorted_and_those_without_a_figure_come_last(
    database: None, order: Order, is_reversed: bool, expected: str
) -> None:
    call, _ = await make_judged()
    rows = await ranking.of_call(call, Average.MEAN)
    found = chosen(rows, Wanted(order=order, is_reversed=is_reversed), "en")
    assert "".join(row.proposal.code[0] for row in found) == expected


async def test_rows_are_found_by_tag_state_and_words(database: None) -> None:
    call = await make_call()
    tagged = await make_proposal(call)
    await make_proposal(
        call, "BBBBBB", pending="accepted", name={"en": "Grace"}, email="g@x.example"
    )
    tag = await tags.put(call, tagged, "keynote")
    rows = await ranking.of_call(call, Average.MEAN)
    asked_for = {
        "tag": Wanted(tag_id=tag.id),
        "undecided": Wanted(state="undecided"),
        "pending": Wanted(state="pending"),
        "name": Wanted(sought="grace"),
        "track": Wanted(track_id=7),
    }
    found = {
        key: [row.proposal.code for row in chosen(rows, one, "en")]
        for key, one in asked_for.items()
    }
    assert found == {
        "tag": ["AAAAAA"],
        "undecided": ["AAAAAA"],
        "pending": ["BBBBBB"],
        "name": ["BBBBBB"],
        "track": [],
    }


async def test_a_reviewer_ranks_what_he_may_see_and_has_judged(database: None) -> None:
    call, (bench, *_) = await make_judged()
    hidden = (await ranking.of_call(call, Average.MEAN))[0].proposal
    await interests.declare(bench.reviewer, hidden, by=interests.ORGANISER)
    rows = [row for row, _ in await ranking.for_reviewer(bench)]
    assert figures(rows) == [("CCCCCC", 1, 67), ("AAAAAA", 2, 33)]


@pytest.mark.parametrize(("shows", "count"), [(Others.ALWAYS, 4), (Others.NEVER, 0)])
async def test_a_phase_says_how_much_of_the_ranking_reviewers_see(
    database: None, shows: Others, count: int
) -> None:
    _, (bench, *_) = await make_judged()
    await Phase.all().update(shows_others=shows)
    rows = await ranking.for_reviewer(Bench(bench.reviewer, await Phase.get()))
    assert len(rows) == count


async def test_one_proposal_and_four_take_the_same_number_of_queries(database: None) -> None:
    call, _ = await make_judged()
    small = await make_call(call.event, "posters")
    category = await make_category(small)
    await make_proposal(small)
    await score.give(await make_bench(small), "AAAAAA", Verdict({category.id: 1}))
    counts = []
    for one in (small, call):
        async with asked() as heard:
            await ranking.of_call(one, Average.MEAN)
        counts.append(len(heard))
    assert counts[0] == counts[1]
