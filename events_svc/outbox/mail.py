"""Write a mail and the job that sends it in the transaction of the change that asks for it."""

from collections.abc import Sequence
from typing import Any

from events_svc.outbox.enqueue import enqueue
from events_svc.outbox.models import Mail


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
