"""The summit's call: open until noon of the second day, with questions and four proposals."""

import uuid
from datetime import datetime, time, timedelta
from typing import Any

from events_svc import clock
from events_svc.calls import make, offers, questions, submit
from events_svc.calls.draft import Author, Sheet
from events_svc.calls.models import Call, Question, QuestionKind
from events_svc.calls.people import person
from events_svc.calls.questions import Asked
from events_svc.demo.association import ZONE
from events_svc.demo.facts import read
from events_svc.events.models import Event


async def ask(event: Event) -> Call:
    """The published call with what was sent in to it."""
    facts = read("calls")
    tomorrow = clock.now().astimezone(ZONE).date() + timedelta(days=1)
    closes_at = datetime.combine(tomorrow, time(12), ZONE)
    terms = make.Terms(
        slug="lightning",
        title=facts["title"],
        text=facts["text"],
        closes_at=closes_at,
        most_each=3,
    )
    call = await make.make(event, terms)
    types = {one["key"]: await _offer(call, one) for one in facts["types"]}
    await offers.add_code(call, offers.CodeTerms(**facts["code"]))
    asked = [await _question(call, one, types) for one in facts["questions"]]
    await make.publish(call)
    call = await Call.get(id=call.id)
    for one in facts["proposals"]:
        await _propose(event, call, one, types=types, audience=asked[0])
    return call


async def _offer(call: Call, facts: dict[str, Any]) -> int:
    kind = await offers.new_type(call, facts["name"], key=facts["key"], minutes=facts["minutes"])
    await offers.offer(call, kind.id, offers.Terms(needs_code=facts.get("needs_code", False)))
    return int(kind.id)


async def _question(call: Call, facts: dict[str, Any], types: dict[str, int]) -> Question:
    given = {name: value for name, value in facts.items() if name not in {"kind", "only"}}
    only = [types[key] for key in facts.get("only", ())]
    return await questions.ask(
        call, Asked(kind=QuestionKind(facts["kind"]), only_types=only, **given)
    )


async def _propose(
    event: Event, call: Call, facts: dict[str, Any], *, types: dict[str, int], audience: Question
) -> None:
    speaker = await person(event, email=facts["email"], name=facts["name"])
    language = facts["language"].partition(",")[0]
    author = Author(facts["email"], facts["name"], language, speaker)
    sheet = Sheet(
        title=facts["title"],
        abstract=facts["abstract"],
        language=facts["language"],
        session_type_id=types[facts["type"]],
        answers={audience.id: facts["audience"]},
    )
    await submit.begin_and_submit(call, sheet, author, key=uuid.uuid4(), code=None)
