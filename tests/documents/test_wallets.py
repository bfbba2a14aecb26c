"""Passes for wallets, judged by openssl and by what their formats ask for."""

import base64
import hashlib
import io
import json
import subprocess
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from starlette.applications import Starlette

from events_svc.config import Settings, Wallets
from events_svc.documents.facts import PassKeyWrong, PrintedTicket, WalletPass
from events_svc.documents.wallet_link import SAVE, WalletKeyWrong, WalletObject, link
from events_svc.documents.wallet_pass import check, pkpass
from events_svc.tickets.keys import code_of
from events_svc.tickets.models import TicketState
from tests import machine
from tests.conftest import browser
from tests.documents import wallet_keys
from tests.documents.factories import make_ticket

AT = datetime(2030, 5, 20, 1, tzinfo=UTC)
CODE = "E1." + "A7K9" * 32
TICKET = PrintedTicket(
    event="机器人峰会",
    holder="𠮷 Ada 🤖",
    organisation="华东智造研究院",
    kind="标准票",
    number="编号 12",
    facts=[("时间", "2030-05-20 9:00"), ("地点", "芜湖"), ("订单", "ABCDE")],
    code=CODE,
    note="请出示此码。",
)


def _pass(pem: bytes) -> WalletPass:
    return WalletPass(
        ticket=TICKET,
        serial="12.1",
        organisation="Association",
        relevant_at=AT,
        expires_at=AT + timedelta(days=2),
        page="https://events.example.org/tickets/x",
        pem=pem,
        latitude=31.33,
        longitude=118.38,
    )


@pytest.mark.engineless
def test_a_pass_has_what_wallet_asks_for() -> None:
    archive = zipfile.ZipFile(io.BytesIO(pkpass(_pass(wallet_keys.apple()[0]))))
    files = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(files["pass.json"])
    sums = {
        name: hashlib.sha1(body, usedforsecurity=False).hexdigest()
        for name, body in files.items()
        if name not in {"manifest.json", "signature"}
    }
    assert json.loads(files["manifest.json"]) == sums
    assert {*files} == {"pass.json", "icon.png", "icon@2x.png", "manifest.json", "signature"}
    assert (told["passTypeIdentifier"], told["teamIdentifier"]) == (
        "pass.org.example.tickets",
        "TEAM123456",
    )
    assert told["barcodes"][0]["message"] == CODE
    assert told["eventTicket"]["secondaryFields"][0]["value"] == "𠮷 Ada 🤖"
    assert told["relevantDate"] == "2030-05-20T01:00:00+00:00"


@pytest.mark.engineless
def test_openssl_finds_the_signature_of_a_pass_right(tmp_path: Path) -> None:
    archive = zipfile.ZipFile(io.BytesIO(pkpass(_pass(wallet_keys.apple()[0]))))
    (tmp_path / "root.pem").write_bytes(wallet_keys.apple()[1])
    archive.extractall(tmp_path)
    openssl = machine.program("openssl", "apt-get install openssl")
    command = [openssl, "cms", "-verify", "-inform", "DER", "-in", "signature", "-binary"]
    verify = [*command, "-content", "manifest.json", "-CAfile", "root.pem", "-purpose", "any"]
    found = subprocess.run(verify, cwd=tmp_path, capture_output=True, check=False)
    (tmp_path / "manifest.json").write_bytes(b"{}")
    forged = subprocess.run(verify, cwd=tmp_path, capture_output=True, check=False)
    assert (found.returncode, forged.returncode != 0) == (0, True), found.stderr


@pytest.mark.engineless
def test_a_key_without_its_certificate_is_refused() -> None:
    root = wallet_keys.apple()[1]
    stranger = wallet_keys.plain(wallet_keys.google()[1])
    for pem in (b"", root, stranger + root):
        with pytest.raises(PassKeyWrong):
            check(pem)


@pytest.mark.engineless
def test_a_link_for_google_wallet_is_a_signed_token_of_bearable_length() -> None:
    account, key = wallet_keys.google()
    wanted = WalletObject(
        class_id="event-12",
        object_id="ticket-34.1",
        event="第十二届中国机器人产业发展峰会",
        issuer_name="中国机械工业联合会机器人分会",
        holder="𠮷 Ada 🤖",
        number="12",
        code=CODE,
        starts_at=AT,
        ends_at=AT + timedelta(days=1),
        language="zh",
    )
    address = link(wanted, account=account, issuer="3388", at=AT)
    head, claims, signature = address.removeprefix(SAVE).split(".")
    key.public_key().verify(
        _decoded(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), SHA256()
    )
    payload = json.loads(_decoded(claims))["payload"]
    assert payload["eventTicketObjects"][0]["id"] == "3388.ticket-34.1"
    assert payload["eventTicketObjects"][0]["barcode"]["value"] == CODE
    assert len(address) < 1900


@pytest.mark.engineless
def test_what_is_no_key_of_a_service_account_is_refused() -> None:
    with pytest.raises(WalletKeyWrong):
        link(
            WalletObject("a", "b", "e", "i", "h", "1", CODE, AT, AT, "en"),
            account=b'{"private_key": 3}',
            issuer="1",
            at=AT,
        )


async def test_a_valid_ticket_is_offered_for_both_wallets(
    app: Starlette, database: None, settings: Settings
) -> None:
    wallets = Wallets(wallet_keys.apple()[0], wallet_keys.google()[0], "3388")
    ticket = await make_ticket(holder_name="𠮷 Ada")
    async with browser(app, settings=replace(settings, wallets=wallets)) as phone:
        page = (await phone.get(f"/tickets/{ticket.secret}")).text
        apple = await phone.get(f"/tickets/{ticket.secret}.pkpass")
        google = await phone.get(f"/tickets/{ticket.secret}/google-wallet")
    told = json.loads(zipfile.ZipFile(io.BytesIO(apple.content)).read("pass.json"))
    code = await code_of(ticket, secret_key=settings.secret_key)
    assert ("Add to Apple Wallet" in page, "Add to Google Wallet" in page) == (True, True)
    assert (told["barcodes"][0]["message"], told["organizationName"]) == (
        code,
        "Organisation cameta",
    )
    assert (google.status_code, google.headers["location"].startswith(SAVE)) == (303, True)


async def test_a_ticket_that_is_not_valid_goes_into_no_wallet(
    app: Starlette, database: None, settings: Settings
) -> None:
    wallets = Wallets(wallet_keys.apple()[0], wallet_keys.google()[0], "3388")
    ticket = await make_ticket(state=TicketState.CANCELLED)
    async with browser(app, settings=replace(settings, wallets=wallets)) as phone:
        answers = [
            (await phone.get(f"/tickets/{ticket.secret}{ending}")).status_code
            for ending in (".pkpass", "/google-wallet")
        ]
    assert answers == [404, 404]


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
