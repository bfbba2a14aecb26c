"""Mail by SMTP. The only code that speaks to a mail server."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from events_svc import clock

SECONDS = 20.0
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


class MailRefused(Exception):
    """The mail server will never take this mail: {reason}"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MailServerAway(Exception):
    """The mail server does not take mail now: {reason}"""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: `media_type` like `application/pdf`."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to go. `key` makes the Message-ID: sent twice, it is one mail to those who look."""

    key: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str = ""
    language: str = "zh"
    files: Sequence[File] = ()


async def send(letter: Letter, smtp_url: str, *, timeout: float = SECONDS) -> None:
    """Hand `letter` to the server of `smtp_url`: smtp://, smtp+starttls:// or smtps://user:password@host:port.

    Raises MailRefused when trying again is of no use, MailServerAway when it may be.
    """
    parts = urlsplit(smtp_url)
    try:
        await aiosmtplib.send(
            message(letter),
            hostname=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=parts.scheme == "smtp+starttls",
            timeout=timeout,
        )
    except (aiosmtplib.SMTPException, OSError) as error:
        raise _refusal(error) from error


def message(letter: Letter) -> EmailMessage:
    """The letter as MIME: text, the same as HTML, and the files."""
    made = EmailMessage(policy=SMTP)
    made["From"] = letter.sender
    made["To"] = _address(letter.recipient)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = f"<{letter.key}@{letter.sender.rpartition('@')[2].rstrip('>')}>"
    made["Content-Language"] = "zh-Hans" if letter.language == "zh" else letter.language
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
    made.set_content(letter.text)
    if letter.html:
        made.add_alternative(letter.html, subtype="html")
    for file in letter.files:
        main, _, sub = file.media_type.partition("/")
        made.add_attachment(file.body, maintype=main, subtype=sub, filename=file.name)
    return made


def _address(text: str) -> Address:
    """An address that a person gave; one that cannot be written in a header is refused here."""
    name, _, domain = text.rpartition("@")
    try:
        return Address(addr_spec=f"{name}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError) as error:  # its parser stumbles in many ways
        raise MailRefused(f"{text!r} is no address") from error


def _refusal(error: Exception) -> MailRefused | MailServerAway:
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    code = getattr(error, "code", 0)
    is_of_the_letter = isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError)
    kind = MailRefused if is_of_the_letter and 500 <= code < 600 else MailServerAway
    return kind(f"{type(error).__name__}: {error}"[:500])
