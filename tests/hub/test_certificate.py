"""The hub's certificate: trusted by who trusts its authority, for its addresses and no other site."""

import ssl
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from events_svc import clock
from events_svc.hub import issued
from events_svc.hub.certificate import issue

pytestmark = pytest.mark.engineless

NAMES = ["192.168.1.5", "hall.local", "localhost", "127.0.0.1"]


def test_who_trusts_the_authority_trusts_the_hub(tmp_path: Path) -> None:
    fingerprint = issue(str(tmp_path), NAMES)
    answers = [_handshake(tmp_path, name) for name in NAMES]
    assert answers == ["ok"] * 4
    assert "Hostname mismatch" in _handshake(tmp_path, "events.example.org")
    assert len(fingerprint) == 64


def test_another_network_needs_no_new_trust(tmp_path: Path) -> None:
    first = issue(str(tmp_path), NAMES)
    second = issue(str(tmp_path), ["10.0.0.7", *NAMES[2:]])
    assert first == second
    assert _handshake(tmp_path, "10.0.0.7") == "ok"
    assert "IP address mismatch" in _handshake(tmp_path, "192.168.1.5")


def test_an_address_that_everybody_may_have_needs_an_authority_for_it(tmp_path: Path) -> None:
    first = issue(str(tmp_path), NAMES)
    second = issue(str(tmp_path), ["203.0.113.9", *NAMES])
    assert first != second
    assert _handshake(tmp_path, "203.0.113.9") == "ok"


def test_the_authority_speaks_for_houses_alone(tmp_path: Path) -> None:
    issue(str(tmp_path), NAMES)
    authority = x509.load_pem_x509_certificate((tmp_path / "authority.pem").read_bytes())
    limits = authority.extensions.get_extension_for_class(x509.NameConstraints)
    names = [str(one.value) for one in limits.value.permitted_subtrees or ()]
    assert limits.critical
    assert names[:5] == ["local", "localhost", "lan", "home.arpa", "internal"]
    assert "192.168.0.0/16" in names


def test_it_is_known_without_being_read_as_long_as_it_is_good(tmp_path: Path) -> None:
    fingerprint = issue(str(tmp_path), NAMES)
    assert issued.known(tmp_path, NAMES) == fingerprint
    assert issued.known(tmp_path, ["10.0.0.7", *NAMES]) is None
    clock.shift(timedelta(days=340))
    assert issued.known(tmp_path, NAMES) is None
    clock.shift(timedelta(0))
    (tmp_path / "hub.key").unlink()
    assert issued.known(tmp_path, NAMES) is None


def test_keys_are_for_their_owner(tmp_path: Path) -> None:
    issue(str(tmp_path), NAMES)
    modes = {one.name: one.stat().st_mode & 0o777 for one in tmp_path.glob("*.key")}
    assert modes == {"hub.key": 0o600, "authority.key": 0o600}


def _handshake(folder: Path, name: str) -> str:
    """What a client says that trusts the authority and wants `name`."""
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(folder / "hub.pem", folder / "hub.key")
    trusting = ssl.create_default_context(cafile=str(folder / "authority.pem"))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting.wrap_bio(to_client, to_server, server_hostname=name)
    server = served.wrap_bio(to_server, to_client, server_side=True)
    for side in (client, server, client, server):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue
        except ssl.SSLCertVerificationError as error:
            return str(error)
    return "ok"
