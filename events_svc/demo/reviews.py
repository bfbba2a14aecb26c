"""The demo's call is being judged: two phases, four categories, five reviewers, two decisions pending."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from events_svc import clock
from events_svc.calls import decide
from events_svc.calls.models import Call, Proposal, ProposalState
from events_svc.demo.association import PEOPLE
from events_svc.reviews import (
    assign,
    categories,
    interests,
    phases,
    ranking,
    reviewers,
    score,
    tags,
)
from events_svc.reviews.access import Bench
from events_svc.reviews.categories import Scale
from events_svc.reviews.models import Assignment, Average, Category, Others, Phase, Reviewer
from events_svc.reviews.phases import Rules
from events_svc.reviews.reviewers import Remit
from events_svc.reviews.score import Verdict
from events_svc.text import text

DAY = timedelta(days=1)
WORDS = [
    "题目与主线贴合，案例扎实，现场演示会很有看头。",
    "Concrete figures from the shop floor; I would like to hear it.",
    "内容偏产品介绍，建议补充失败的经验。",
    "Good question, but the abstract promises more than forty minutes can hold.",
    "适合放在第一天上午，听众面广。",
    "",
]


async def judge(call: Call) -> None:
    """All reviewers but the first have judged what is theirs; one has a conflict of interest."""
    await _phases(call)
    asked = await _categories(call)
    people = await _reviewers(call)
    sent_in = await Proposal.filter(call_id=call.id, state=ProposalState.SUBMITTED).order_by("id")
    if not sent_in:
        return
    await interests.declare(
        people[1], sent_in[0], by=interests.REVIEWER, reason="同一课题组 / same project group"
    )
    await tags.put(call, sent_in[0], "主旨 keynote")
    await assign.spread(call, each=3)
    phase = await phases.open_now(call.id)
    assert phase is not None
    for person in people[1:]:
        await _review(person, phase, asked)
    await _decide(call)


async def _phases(call: Call) -> None:
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    blind = Rules(
        text("匿名初审", "First look, anonymous"),
        now - 14 * DAY,
        now - 7 * DAY,
        is_anonymous=True,
        shows_others=Others.NEVER,
    )
    open_ = Rules(
        text("终审", "Final round"), now - 7 * DAY, now + 21 * DAY, average=Average.MEDIAN
    )
    for rules in (blind, open_):
        await phases.add(call, rules)


async def _categories(call: Call) -> list[Category]:
    scales = [
        Scale(text("内容", "Content"), weight=2, least=1, most=5),
        Scale(text("新意", "Originality"), least=1, most=5),
        Scale(text("表达", "Delivery"), least=1, most=5),
        Scale(text("适合直播", "Works on a stream"), weight=0, least=0, most=1),
    ]
    return [await categories.add(call, scale) for scale in scales]


async def _reviewers(call: Call) -> list[Reviewer]:
    """The people of the demo who can sign in; the first has everything still to do."""
    made = [
        await reviewers.invite(call, email, Remit(affiliation=house), language="zh")
        for (email, _), house in zip(PEOPLE.values(), HOUSES, strict=False)
    ]
    found = Reviewer.filter(id__in=[one.id for one in made]).order_by("id")
    return await found.select_related("user", "call__event__organisation")


async def _review(person: Reviewer, phase: Phase, asked: Sequence[Category]) -> None:
    """The person judges what is assigned to it."""
    for one in (
        await Assignment.filter(reviewer_id=person.id).order_by("id").select_related("proposal")
    ):
        name = f"{person.user.email}:{one.proposal.title}".encode()
        dice = hashlib.sha256(name).digest()
        scores = {
            category.id: category.least + (dice[1] + dice[at] // 90) % _size(category)
            for at, category in enumerate(asked, start=2)
        }
        verdict = Verdict(scores, WORDS[dice[7] % len(WORDS)], is_abstention=dice[8] % 12 == 0)
        await score.give(Bench(person, phase), one.proposal.code, verdict)


def _size(category: Category) -> int:
    return category.most - category.least + 1


async def _decide(call: Call) -> None:
    """The best is to be accepted, the last rejected; nobody has been told."""
    rows = await ranking.of_call(call, Average.MEDIAN)
    await decide.decide(call, [rows[0].proposal.code], ProposalState.ACCEPTED)
    await decide.decide(call, [rows[-1].proposal.code], ProposalState.REJECTED)


HOUSES = ["", "上海交通大学", "East China Robotics Institute", "", "芜湖机器人产业研究院"]
