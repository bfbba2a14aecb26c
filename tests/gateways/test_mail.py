import asyncio
from pathlib import Path

import pytest

from events_svc.gateways.mail import File, Letter, MailRefused, MailServerAway, send
from tests.gateways.smtp import SmtpServer, certificate, smtp_server


def make_letter(**fields: object) -> Letter:
    defaults: dict[str, object] = {
        "key": "mail-7",
        "sender": "机电协会 <events@example.org>",
        "recipient": "ada@example.org",
        "subject": "您的门票：机器人峰会 🤖",
        "text": "您好！\n.\n..两点",
        "html": "<p>您好！</p>",
        "files": [File("门票.pdf", "application/pdf", b"%PDF\r\n.\r\n\x00")],
    }
    return Letter(**{**defaults, **fields})  # type: ignore[arg-type]  # whatever the test names


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with smtp_server() as server:
        await send(make_letter(), f"smtp://127.0.0.1:{server.port}")
    (mail,) = server.mails
    assert server.envelopes[0][1] == ["ada@example.org"]
    assert (mail["Subject"], mail["To"]) == ("您的门票：机器人峰会 🤖", "ada@example.org")
    assert mail["Message-ID"] == "<mail-7@example.org>"
    assert mail["From"].addresses[0].display_name == "机电协会"
    assert mail.get_body(("plain",)).get_content() == "您好！\n.\n..两点\n"  # type: ignore[union-attr]  # it has that part
    assert mail.get_body(("html",)).get_content() == "<p>您好！</p>\n"  # type: ignore[union-attr]  # it has that part
    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("门票.pdf", b"%PDF\r\n.\r\n\x00")


async def test_the_same_letter_twice_has_the_same_id() -> None:
    async with smtp_server() as server:
        for _ in range(2):
            await send(make_letter(), f"smtp://127.0.0.1:{server.port}")
    assert len({mail["Message-ID"] for mail in server.mails}) == 1


async def test_user_and_password_are_given() -> None:
    async with smtp_server(SmtpServer(user="ada:p@ss/word")) as server:
        await send(make_letter(), f"smtp://ada:p%40ss%2Fword@127.0.0.1:{server.port}")
        with pytest.raises(MailServerAway):
            await send(make_letter(), f"smtp://ada:wrong@127.0.0.1:{server.port}")
    assert len(server.mails) == 1


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        ({"RCPT": "550 no such person"}, MailRefused),
        ({"DATA": "554 we do not like it"}, MailRefused),
        ({"RCPT": "451 come later"}, MailServerAway),
        ({"MAIL": "550 not from you"}, MailServerAway),
        ({"CONNECT": "421 too busy"}, MailServerAway),
    ],
)
async def test_a_refusal_for_good_is_told_from_one_for_now(
    answers: dict[str, str], refusal: type[Exception]
) -> None:
    async with smtp_server(SmtpServer(answers=answers)) as server:
        with pytest.raises(refusal):
            await send(make_letter(), f"smtp://127.0.0.1:{server.port}")
    assert server.mails == []


async def test_nobody_listens() -> None:
    async with smtp_server() as server:
        port = server.port
    with pytest.raises(MailServerAway):
        await send(make_letter(), f"smtp://127.0.0.1:{port}")


async def test_a_server_that_says_nothing_is_given_up() -> None:
    hanging = asyncio.Event()
    listener = await asyncio.start_server(lambda _r, _w: hanging.wait(), "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    with pytest.raises(MailServerAway):
        await send(make_letter(), f"smtp://127.0.0.1:{port}", timeout=0.2)
    hanging.set()
    listener.close()


async def test_mail_goes_encrypted_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    context, pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    async with smtp_server(tls=context) as server:
        await send(make_letter(), f"smtps://127.0.0.1:{server.port}")
    async with smtp_server(SmtpServer(starttls=context)) as upgraded:
        await send(make_letter(), f"smtp+starttls://127.0.0.1:{upgraded.port}")
    assert (server.was_encrypted, upgraded.was_encrypted) == ([True], [True])


@pytest.mark.parametrize("has_starttls", [True, False])
async def test_mail_does_not_go_to_a_server_that_cannot_prove_who_it_is(
    has_starttls: bool, tmp_path: Path
) -> None:
    context, _ = certificate(tmp_path)
    server = SmtpServer(starttls=context if has_starttls else None)
    async with smtp_server(server):
        with pytest.raises(MailServerAway):
            await send(make_letter(), f"smtp+starttls://127.0.0.1:{server.port}")
    assert server.mails == []


@pytest.mark.parametrize(
    "recipient", ["", "ada", "@", "a@b\r\nBcc: eve@example.org", "a b@c.d", "ada@", "a" * 300]
)
async def test_what_is_no_address_is_refused_before_anybody_is_asked(recipient: str) -> None:
    async with smtp_server() as server:
        with pytest.raises(MailRefused):
            await send(make_letter(recipient=recipient), f"smtp://127.0.0.1:{server.port}")
    assert server.envelopes == []


async def test_a_chinese_domain_is_written_as_dns_knows_it() -> None:
    async with smtp_server() as server:
        await send(make_letter(recipient="ada@例子.中国"), f"smtp://127.0.0.1:{server.port}")
    assert server.envelopes[0][1] == ["ada@xn--fsqu00a.xn--fiqs8s"]
