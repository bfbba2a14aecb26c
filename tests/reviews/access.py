"""Who gets what of the routes of reviewing: the owner is the one who judges the call."""

from events_svc import clock
from events_svc.accounts.models import User
from events_svc.events.models import Event
from events_svc.reviews import assign, interests, tags
from events_svc.reviews.models import Others, Review
from tests.access import ROLES, Access
from tests.reviews.factories import (
    make_call,
    make_category,
    make_phase,
    make_proposal,
    make_reviewer,
)

AGENDA = {"owner", "organiser", "agenda"}
JUDGE = {"owner"}
CONSOLE = "/organiser/events/{slug}/calls/{call}/reviews"
ONE = CONSOLE + "/proposals/{code}"
MINE = "/reviews/{call:int}"
TASK = MINE + "/proposals/{code}"
API = "/api/v1/reviews/{call:int}/proposals"
CALL = "/api/v1/events/{slug}/calls/{call}"
BY_ID = {"call": "{call_id}"}


def console(ok: int, id_: str = "") -> Access:
    return Access(ok, roles=AGENDA, path={"id": f"{{{id_}}}"} if id_ else {})


def judge(ok: int) -> Access:
    return Access(ok, roles=JUDGE, path=BY_ID)


ACCESS = {
    "GET /reviews": Access(200, roles=set(ROLES), deviations={"foreign": 200}),
    f"GET {MINE}": judge(200),
    f"GET {MINE}/next": judge(303),
    f"GET {MINE}/ranking": judge(200),
    f"GET {TASK}": judge(200),
    f"POST {TASK}": judge(422),
    f"POST {TASK}/interest": judge(303),
    f"POST {TASK}/tags": judge(422),
    f"GET {CONSOLE}": console(200),
    f"POST {CONSOLE}/decisions": console(422),
    f"GET {CONSOLE}/release": console(200),
    f"POST {CONSOLE}/release": console(422),
    f"GET {CONSOLE}/rules": console(200),
    f"POST {CONSOLE}/phases": console(422),
    f"POST {CONSOLE}/phases/{{id:int}}": console(422, "phase_id"),
    f"POST {CONSOLE}/phases/{{id:int}}/removal": console(303, "phase_id"),
    f"POST {CONSOLE}/categories": console(422),
    f"POST {CONSOLE}/categories/{{id:int}}": console(422, "category_id"),
    f"POST {CONSOLE}/categories/{{id:int}}/removal": console(303, "category_id"),
    f"GET {CONSOLE}/reviewers": console(200),
    f"POST {CONSOLE}/reviewers": console(422),
    f"POST {CONSOLE}/reviewers/{{id:int}}": console(303, "reviewer_id"),
    f"POST {CONSOLE}/reviewers/{{id:int}}/removal": console(303, "reviewer_id"),
    f"POST {CONSOLE}/assignments": console(303),
    f"POST {CONSOLE}/suspicions": console(422),
    f"POST {CONSOLE}/interests/{{id:int}}/removal": console(303, "interest_id"),
    f"GET {ONE}": console(200),
    f"POST {ONE}/assignments": console(422),
    f"POST {ONE}/assignments/{{id:int}}/removal": console(303, "reviewer_id"),
    f"POST {ONE}/interests": console(422),
    f"POST {ONE}/tags": console(422),
    f"POST {ONE}/tags/{{id:int}}/removal": console(303, "tag_id"),
    f"GET {API}": judge(200),
    f"GET {API}/{{code}}": judge(200),
    f"PUT {API}/{{code}}/review": judge(422),
    f"PUT {API}/{{code}}/interest": judge(204),
    f"GET {CALL}/ranking": console(200),
    f"PUT {CALL}/decisions": Access(422, roles=AGENDA, other=422),
    f"POST {CALL}/decisions/release": console(200),
}


async def furnish(event: Event) -> dict[str, str]:
    """A call in an open phase, judged by the owner and by somebody with a conflict of interest."""
    call = await make_call(event)
    phase = await make_phase(call, shows_others=Others.ALWAYS)
    category = await make_category(call)
    proposal = await make_proposal(call)
    owner = await User.get(email="owner@example.org")
    mine = await make_reviewer(call, owner.email)
    near = await make_reviewer(call, "near@example.org")
    remo = await make_reviewer(call, "remo@example.org")
    await Review.create(reviewer=remo, proposal=proposal, words="Good.", written_at=clock.now())
    tag = await tags.put(call, proposal, "access")
    await assign.by_hand(mine, proposal)
    await interests.declare(near, proposal, by=interests.ORGANISER)
    (interest,) = await interests.of_proposal(proposal)
    return {
        "call": call.slug,
        "call_id": str(call.id),
        "code": proposal.code,
        "phase_id": str(phase.id),
        "category_id": str(category.id),
        "reviewer_id": str(mine.id),
        "interest_id": str(interest.id),
        "tag_id": str(tag.id),
    }
