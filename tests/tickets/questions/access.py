"""Who may ask, answer, and read answers."""

from events_svc.events.models import Event
from events_svc.tickets.models import Ticket
from events_svc.tickets.questions.files import keep
from events_svc.tickets.questions.give import answer
from events_svc.tickets.questions.models import AnswerKind, TicketAnswer
from tests.access import ROLES, Access
from tests.tickets.questions.factories import make_question

EVERYBODY = frozenset(ROLES)
ORGANISERS = frozenset({"owner", "organiser"})
MONEY = frozenset({"owner", "organiser", "finance"})
DOOR = frozenset({"owner", "organiser", "door"})
EVENT = "/organiser/events/{slug}"
API = "/api/v1/events/{slug}"
ONE, TICKET = {"id": "{question}"}, {"number": "{answering}"}
FILE = {"id": "{file_answer}"}

ACCESS = {
    f"GET {EVENT}/questions": Access(200, roles=ORGANISERS),
    f"POST {EVENT}/questions": Access(422, roles=ORGANISERS),
    f"GET {EVENT}/questions/new": Access(200, roles=ORGANISERS),
    f"GET {EVENT}/questions/{{id:int}}": Access(200, roles=ORGANISERS, path=ONE),
    f"POST {EVENT}/questions/{{id:int}}": Access(422, roles=ORGANISERS, path=ONE),
    f"POST {EVENT}/questions/{{id:int}}/removal": Access(303, roles=ORGANISERS, path=ONE),
    f"GET {EVENT}/answers": Access(200, roles=MONEY),
    f"GET {EVENT}/answers.csv": Access(200, roles=MONEY),
    f"GET {EVENT}/answers/{{id:int}}/file": Access(200, roles=MONEY, path=FILE),
    f"GET {EVENT}/tickets/{{number:int}}/answers": Access(200, roles=DOOR, path=TICKET),
    f"POST {EVENT}/tickets/{{number:int}}/answers": Access(303, roles=DOOR, path=TICKET),
    "GET /tickets/{secret}/answers": Access(200, path={"secret": "{answering_secret}"}),
    "POST /tickets/{secret}/answers": Access(303, path={"secret": "{answering_secret}"}),
    f"GET {API}/questions": Access(200),
    f"POST {API}/questions": Access(422, roles=EVERYBODY, other=422),
    f"PUT {API}/questions/{{id:int}}": Access(422, roles=EVERYBODY, other=422, path=ONE),
    f"DELETE {API}/questions/{{id:int}}": Access(200, roles=ORGANISERS, path=ONE),
    f"GET {API}/answers": Access(200, roles=MONEY),
    f"PUT {API}/tickets/{{number:int}}/answers": Access(
        422, roles=EVERYBODY, other=422, path=TICKET
    ),
}


async def furnish(event: Event) -> dict[str, str]:
    """A question, and a ticket with a file for an answer."""
    question, card = await make_question(event), await make_question(event, "Card", AnswerKind.FILE)
    ticket = await Ticket.filter(event_id=event.id).order_by("number").first()
    assert ticket is not None
    file = await keep(event, "card.pdf", b"%PDF-1.7")
    await answer(ticket, {card.id: {"file": file.secret, "name": file.name}})
    return {
        "question": str(question.id),
        "answering": str(ticket.number),
        "answering_secret": ticket.secret,
        "file_answer": str((await TicketAnswer.get(question_id=card.id)).id),
    }
