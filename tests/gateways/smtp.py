"""A small mail server (RFC 5321) that keeps what it is given, on a port of this machine."""

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class SmtpServer:
    """What it received; `answers` replaces the answer to a verb, `user` demands `user:password`."""

    answers: dict[str, str] = field(default_factory=dict)
    user: str = ""
    starttls: ssl.SSLContext | None = None
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak with one client."""
        await _say(writer, self.answers.get("CONNECT", "220 here"))
        sender, recipients = "", []
        while line := (await reader.readline()).decode().strip():
            verb, _, rest = line.partition(" ")
            if verb == "MAIL":
                sender, recipients = rest, []
            elif verb == "RCPT":
                recipients.append(rest.partition(" ")[0].removeprefix("TO:").strip("<>"))
            elif verb == "STARTTLS" and self.starttls:
                await _say(writer, "220 go ahead")
                await writer.start_tls(self.starttls)
                continue
            if verb == "DATA" and "DATA" not in self.answers:
                await _say(writer, "354 go on")
                await self._keep(reader, writer, sender, recipients)
            await _say(writer, self._answer(verb, rest))
            if verb == "QUIT":
                break
        writer.close()

    def _answer(self, verb: str, rest: str) -> str:
        if verb in self.answers:
            return self.answers[verb]
        if verb == "EHLO":
            return "250-here\r\n250-AUTH PLAIN" + (
                "\r\n250 STARTTLS" if self.starttls else "\r\n250 HELP"
            )
        if verb == "AUTH":
            given = base64.b64decode(rest.partition(" ")[2]).decode()
            return "235 welcome" if given == "\0" + self.user.replace(":", "\0") else "535 no"
        return {"QUIT": "221 bye"}.get(verb, "250 fine")

    async def _keep(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        sender: str,
        recipients: list[str],
    ) -> None:
        raw = (await reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n..", b"\r\n.")
        mail = BytesParser(policy=policy.default).parsebytes(raw)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.envelopes.append((sender, recipients))
        self.was_encrypted.append(writer.get_extra_info("sslcontext") is not None)


@asynccontextmanager
async def smtp_server(
    server: SmtpServer | None = None, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[SmtpServer]:
    """The server on a free port, for the time inside; with `tls` it speaks nothing else."""
    server = server or SmtpServer()
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls, limit=2**26)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()


def certificate(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """A certificate for 127.0.0.1: the server's side of it, and the file with which a client trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / "certificate.pem"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, folder / "key.pem")
    return context, pem


async def _say(writer: asyncio.StreamWriter, line: str) -> None:
    writer.write(f"{line}\r\n".encode())
    await writer.drain()
