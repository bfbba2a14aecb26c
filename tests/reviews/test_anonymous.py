"""In an anonymous phase nobody learns who presents: not in pages, not by search, not from the API."""

import json

import httpx
import pytest

from events_svc.calls.models import Answer, Call, Presenter, Question, QuestionKind
from events_svc.database.bulk import insert_all
from events_svc.reviews import score, tags
from events_svc.reviews.access import Bench
from events_svc.reviews.models import Others, Phase
from events_svc.reviews.score import Verdict
from speakers.models import Speaker
from tests.accounts.factories import sign_in
from tests.reviews.factories import make_bench, make_call, make_proposal, make_reviewer

TELLING = [
    "lovelace",
    "阿达",
    "university",
    "大学",
    "uni.example",
    "/ada.png",
    "programs since 1843",
]


async def make_named(*, is_anonymous: bool) -> tuple[Call, Bench]:
    """A proposal that says in every field who presents it."""
    call = await make_call()
    proposal = await make_proposal(
        call,
        title={"en": "What Ada Lovelace saw", "zh": "阿达看到了什么"},
        abstract={"en": "Lovelace, of Some University, tells."},
        description={"zh": "某大学的阿达，ada@uni.example"},
    )
    await Speaker.all().update(
        picture_url="https://x.example/ada.png", biography={"en": "Programs since 1843."}
    )
    presenter = await Presenter.get()
    of_all = await Question.create(call=call, kind=QuestionKind.LINE, label={"en": "Group"})
    own = await Question.create(
        call=call, kind=QuestionKind.LINE, label={"en": "About you"}, is_of_presenter=True
    )
    said = [(of_all, 0, '"Lovelace lab"'), (own, presenter.id, '"programs since 1843"')]
    rows = [
        {"question_id": one.id, "proposal_id": proposal.id, "presenter_id": by, "value": value}
        for one, by, value in said
    ]
    await insert_all(Answer, rows)
    await tags.put(call, proposal, "the Lovelace one")
    bench = await make_bench(call)
    await Phase.all().update(is_anonymous=is_anonymous, shows_others=Others.ALWAYS)
    other = Bench(await make_reviewer(call, "remo@example.org"), bench.phase)
    await score.give(other, "AAAAAA", Verdict(words="Typical Lovelace."))
    return call, bench


def told(answer: httpx.Response) -> list[str]:
    body = answer.text
    if "json" in answer.headers["content-type"]:
        body = json.dumps(answer.json(), ensure_ascii=False)
    return [one for one in TELLING if one in body.casefold()]


ADDRESSES = [
    "/reviews",
    "/reviews/{id}",
    "/reviews/{id}/proposals/AAAAAA",
    "/reviews/{id}/ranking",
    "/api/v1/reviews/{id}/proposals",
    "/api/v1/reviews/{id}/proposals/AAAAAA",
]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_no_page_and_no_answer_tells_who_presents(
    client: httpx.AsyncClient, language: str
) -> None:
    call, bench = await make_named(is_anonymous=True)
    await sign_in(client, bench.reviewer.user)
    client.headers["accept-language"] = language
    answers = [await client.get(one.format(id=call.id)) for one in ADDRESSES]
    assert [one.status_code for one in answers] == [200] * len(ADDRESSES)
    assert [told(one) for one in answers] == [[]] * len(ADDRESSES)


async def test_with_names_the_same_page_tells_them(client: httpx.AsyncClient) -> None:
    call, bench = await make_named(is_anonymous=False)
    await sign_in(client, bench.reviewer.user)
    page = await client.get(f"/reviews/{call.id}/proposals/AAAAAA")
    assert told(page) == TELLING


async def test_a_search_for_the_name_finds_nothing(client: httpx.AsyncClient) -> None:
    call, bench = await make_named(is_anonymous=True)
    await sign_in(client, bench.reviewer.user)
    for sought, count in [("lovelace", 0), ("阿达", 0), ("what", 1)]:
        page = await client.get(f"/reviews/{call.id}", params={"q": sought})
        assert page.text.count("/proposals/AAAAAA") == count, sought
