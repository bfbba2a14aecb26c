"""Who gets what of the routes of calls."""

from events_svc import clock
from events_svc.calls import offers, presenters
from events_svc.calls.models import Presenter
from events_svc.calls.presenters import Guest
from events_svc.events.models import Event
from speakers import keys
from tests.access import Access
from tests.calls.factories import make_call, make_offer, make_proposal, make_question

AGENDA = {"owner", "organiser", "agenda"}
CALL = "/events/{slug}/calls/{call}"
DESK = "/speakers/desk/{secret}"
MINE = DESK + "/proposals/{id:int}"
GUEST = MINE + "/presenters/{presenter:int}"
CONSOLE = "/organiser/events/{slug}/calls"
ONE = CONSOLE + "/{call}"
API = "/api/v1/events/{slug}/calls"
INVITATION = "/speakers/invitations/{secret}"
INVITED = {"secret": "{invitation}"}
HERE = {"id": "{call_id}"}

ACCESS = {
    f"GET {CALL}": Access(200),
    f"GET {CALL}/proposals/new": Access(200),
    f"POST {CALL}/proposals": Access(422),
    f"GET {CALL}/thanks": Access(200),
    f"GET {INVITATION}": Access(200, path=INVITED),
    f"POST {INVITATION}": Access(303, path=INVITED),
    f"GET {DESK}/calls/{{id:int}}": Access(200, path=HERE),
    f"POST {DESK}/calls/{{id:int}}": Access(422, path=HERE),
    f"GET {MINE}": Access(200),
    f"POST {MINE}": Access(422),
    f"GET {MINE}/confirmation": Access(200),
    f"POST {MINE}/confirmation": Access(409),
    f"POST {MINE}/withdrawal": Access(303),
    f"POST {MINE}/presenters": Access(422),
    f"POST {GUEST}/reminder": Access(303),
    f"POST {GUEST}/removal": Access(303),
    f"GET {CONSOLE}": Access(200, roles=AGENDA),
    f"POST {CONSOLE}": Access(422, roles=AGENDA),
    f"GET {ONE}": Access(200, roles=AGENDA),
    f"POST {ONE}": Access(422, roles=AGENDA),
    f"POST {ONE}/publication": Access(303, roles=AGENDA),
    f"POST {ONE}/unpublication": Access(303, roles=AGENDA),
    f"POST {ONE}/closing": Access(303, roles=AGENDA),
    f"POST {ONE}/offers": Access(422, roles=AGENDA),
    f"POST {ONE}/offers/{{id:int}}": Access(303, roles=AGENDA, path={"id": "{offer}"}),
    f"POST {ONE}/offers/{{id:int}}/removal": Access(303, roles=AGENDA, path={"id": "{offer}"}),
    f"POST {ONE}/codes": Access(303, roles=AGENDA),
    f"POST {ONE}/codes/{{id:int}}/removal": Access(303, roles=AGENDA, path={"id": "{access}"}),
    f"GET {ONE}/questions/new": Access(200, roles=AGENDA),
    f"POST {ONE}/questions": Access(422, roles=AGENDA),
    f"GET {ONE}/questions/{{id:int}}": Access(200, roles=AGENDA, path={"id": "{question}"}),
    f"POST {ONE}/questions/{{id:int}}": Access(422, roles=AGENDA, path={"id": "{question}"}),
    f"POST {ONE}/questions/{{id:int}}/removal": Access(
        303, roles=AGENDA, path={"id": "{question}"}
    ),
    f"GET {API}": Access(200),
    f"POST {API}": Access(422, roles=AGENDA, other=422),
    f"GET {API}/{{call}}": Access(200),
    f"PUT {API}/{{call}}/publication": Access(200, roles=AGENDA),
    f"DELETE {API}/{{call}}/publication": Access(204, roles=AGENDA),
    f"GET {API}/{{call}}/proposals": Access(200, roles=AGENDA),
    f"GET {API}/{{call}}/proposals/{{code}}": Access(200, roles=AGENDA),
    f"GET {ONE}/proposals": Access(200, roles=AGENDA),
    f"GET {ONE}/proposals.csv": Access(200, roles=AGENDA),
    f"GET {ONE}/proposals/{{code}}": Access(200, roles=AGENDA),
    f"POST {ONE}/proposals/{{code}}/cancellation": Access(409, roles=AGENDA),
}


async def furnish(event: Event) -> dict[str, str]:
    """A published call with an offer, a code and a question; a proposal of a person with a guest."""
    call = await make_call(event)
    kind = await make_offer(call)
    question = await make_question(call)
    code = await offers.add_code(call, offers.CodeTerms("ACCESS12"))
    spare = await make_offer(call, "workshop")
    offer = await call.offers.filter(session_type_id=spare.id).first()
    email = f"author@{event.slug}.example"
    proposal, writer = await make_proposal(call, email=email, session_type_id=kind.id)
    guest = await presenters.invite(proposal, Guest("grace@example.org", "Grace", "en"))
    assert offer is not None
    return {
        "call": call.slug,
        "call_id": str(call.id),
        "offer": str(offer.id),
        "question": str(question.id),
        "access": str(code.id),
        "id": str(proposal.id),
        "code": proposal.code,
        "presenter": str(guest.id),
        "invitation": await presenters.new_link(await Presenter.get(id=guest.id)),
        "secret": await keys.make(writer.speaker_id, keys.DESK, at=clock.now()),
    }
