"""Write a mail and the job that sends it in the transaction of the change that asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_svc import clock
from events_svc.database import notices
from events_svc.database.bulk import insert_all
from events_svc.outbox.enqueue import enqueue
from events_svc.outbox.models import Job, JobState, Mail, MailState

AT_ONCE = 1000


async def post(
    recipient: str,
    subject: str,
    body_text: str,
    *,
    body_html: str = "",
    language: str,
    about: str = "",
    attachments: Sequence[dict[str, Any]] = (),
) -> Mail:
    """A mail to `recipient`, sent at least once after the caller's transaction is committed.

    `attachments` are references that `jobs/mail.py` renders when it sends: `{"kind": "tickets",
    "order_id": 12}`. `about` names what the mail tells of (`order:12:paid`).
    """
    mail = await Mail.create(
        recipient=recipient,
        subject=" ".join(subject.split())[:300],
        body_text=body_text,
        body_html=body_html,
        language=language,
        about=about,
        attachments=list(attachments),
    )
    await enqueue("mail.send", mail_id=mail.id)
    return mail


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to be: see `post`."""

    recipient: str
    subject: str
    body_text: str
    body_html: str
    language: str
    about: str


async def post_all(drafts: Sequence[Draft]) -> int:
    """Those of the mails whose `about` was not mailed before, in few statements however many; how many.

    Two workers with the same job: the caller holds a lock, or some are sent twice.
    """
    posted = 0
    for start in range(0, len(drafts), AT_ONCE):
        posted += await _post_some(drafts[start : start + AT_ONCE])
    if posted:
        await notices.notify("jobs")
    return posted


async def _post_some(drafts: Sequence[Draft]) -> int:
    known = Mail.filter(about__in=[draft.about for draft in drafts])
    before = {mail["about"] for mail in await known.values("about")}
    mails = await insert_all(Mail, [_row(one) for one in drafts if one.about not in before])
    now = clock.now()
    await insert_all(Job, [_sending(mail["id"], now) for mail in mails])
    return len(mails)


def _row(draft: Draft) -> dict[str, Any]:
    return {
        "recipient": draft.recipient,
        "subject": " ".join(draft.subject.split())[:300],
        "body_text": draft.body_text,
        "body_html": draft.body_html,
        "language": draft.language,
        "about": draft.about,
        "attachments": [],
        "state": MailState.WAITING,
        "created_at": clock.now(),
    }


def _sending(mail_id: int, now: datetime) -> dict[str, Any]:
    return {
        "kind": "mail.send",
        "payload": {"mail_id": mail_id},
        "state": JobState.WAITING,
        "attempts": 0,
        "run_at": now,
        "created_at": now,
    }
