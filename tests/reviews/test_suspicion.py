"""Who may be too near to whom."""

from collections.abc import Sequence

import pytest

from events_svc.calls.models import Call, Presenter
from events_svc.reviews.models import Reviewer
from events_svc.reviews.suspicion import Suspicion, Why, between, plain
from tests.reviews.factories import make_call, make_proposal, make_reviewer


async def suspected(call: Call) -> Sequence[Suspicion]:
    judges = await Reviewer.filter(call=call).select_related("user")
    presenting = Presenter.filter(proposal__call=call).select_related("speaker", "proposal")
    return between(judges, await presenting)


@pytest.mark.parametrize(
    ("reviewer", "affiliation", "presenter", "why"),
    [
        ("Ada@Uni.example", "", "ada@uni.example", Why.SAME_PERSON),
        ("a@x.example", "the Some-University ", "b@y.example", Why.SAME_PLACE),
        ("a@x.example", "某 大学", "b@y.example", Why.SAME_PLACE),
        ("a@uni.example", "", "b@uni.example", Why.SAME_DOMAIN),
        ("a@qq.com", "", "b@qq.com", None),
        ("a@x.example", "Elsewhere", "b@y.example", None),
    ],
)
async def test_why_two_people_may_be_too_near(
    database: None, reviewer: str, affiliation: str, presenter: str, why: Why | None
) -> None:
    call = await make_call()
    await make_reviewer(call, reviewer, affiliation=affiliation)
    await make_proposal(call, email=presenter)
    assert [one.why for one in await suspected(call)] == ([why] if why else [])


async def test_a_pair_is_suspected_once_for_the_strongest_reason(database: None) -> None:
    call = await make_call()
    await make_reviewer(call, "a@uni.example", affiliation="Some University")
    await make_proposal(call, email="b@uni.example")
    (found,) = await suspected(call)
    assert (found.why, found.detail) == (Why.SAME_PLACE, "Some University")


def test_affiliations_are_the_same_however_people_write_them() -> None:
    assert plain("The  University of Wuhu, ") == plain("university of wuhu")
    assert plain("芜湖 大学") == plain("芜湖大学")
