"""Who sees the outbox: organisers their own, so the owner of another organisation sees an empty one."""

from events_svc import clock
from events_svc.accounts import audit
from events_svc.events.models import Event
from events_svc.outbox.models import Job, JobState, Mail
from tests.access import Access

ORGANISERS = frozenset({"owner", "organiser"})

ACCESS = {
    "GET /organiser/outbox": Access(200, roles=ORGANISERS, deviations={"foreign": 200}),
    "GET /organiser/outbox/mails/{id:int}": Access(200, roles=ORGANISERS, path={"id": "{mail_id}"}),
    "POST /organiser/outbox/jobs/{id:int}/retry": Access(
        303, roles=ORGANISERS, path={"id": "{job_id}"}
    ),
}


async def furnish(event: Event) -> dict[str, str]:
    """A mail about an order of the event, and a dead job."""
    await audit.record("order.placed", "order:12", event_id=event.id)
    mail = await Mail.create(
        recipient="bo@example.org", subject="Tickets", body_text="Here", about="order:12:paid"
    )
    job = await Job.create(
        kind="order.paid", payload={"order_id": 12}, state=JobState.DEAD, run_at=clock.now()
    )
    return {"mail_id": str(mail.id), "job_id": str(job.id)}
