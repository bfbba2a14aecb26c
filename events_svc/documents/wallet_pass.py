"""A ticket for Apple Wallet: a signed zip. Pure: words and keys in, file out.

Format: developer.apple.com, "Wallet Passes" (pass.json of version 1, manifest of SHA-1 sums, a detached
PKCS #7 signature over the manifest with the pass type's certificate and Apple's intermediate one).
"""

import hashlib
import io
import json
import zipfile
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options,
    PKCS7SignatureBuilder,
)
from cryptography.x509 import Certificate, load_pem_x509_certificates
from cryptography.x509.oid import NameOID
from PIL import Image, ImageDraw

from events_svc.documents.facts import PassKeyWrong, PrintedTicket, WalletPass

MEDIA_TYPE = "application/vnd.apple.pkpass"
_ICON = 29  # points; twice and thrice as many pixels on finer screens


def pkpass(wanted: WalletPass) -> bytes:
    """The `.pkpass` file; raises PassKeyWrong."""
    key, own, others = _keys(wanted.pem)
    files = {"pass.json": _json(_facts(wanted, own)), **_icons(wanted.ticket.accent)}
    sums = {name: hashlib.sha1(body, usedforsecurity=False) for name, body in files.items()}
    manifest = _json({name: one.hexdigest() for name, one in sums.items()})
    files |= {"manifest.json": manifest, "signature": _signature(manifest, key, own, others)}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return made.getvalue()


def check(pem: bytes) -> None:
    """Raise PassKeyWrong unless passes can be signed with `pem`."""
    _, own, _ = _keys(pem)
    _named(own, NameOID.USER_ID)
    _named(own, NameOID.ORGANIZATIONAL_UNIT_NAME)


def _facts(wanted: WalletPass, own: Certificate) -> dict[str, Any]:
    ticket = wanted.ticket
    facts: dict[str, Any] = {
        "formatVersion": 1,
        "passTypeIdentifier": _named(own, NameOID.USER_ID),
        "teamIdentifier": _named(own, NameOID.ORGANIZATIONAL_UNIT_NAME),
        "serialNumber": wanted.serial,
        "organizationName": wanted.organisation,
        "description": ticket.event,
        "logoText": wanted.organisation,
        "backgroundColor": "rgb(251, 250, 247)",
        "foregroundColor": "rgb(29, 27, 24)",
        "labelColor": "rgb(106, 101, 93)",
        "relevantDate": wanted.relevant_at.isoformat(timespec="seconds"),
        "expirationDate": wanted.expires_at.isoformat(timespec="seconds"),
        "sharingProhibited": True,
        "barcodes": [
            {
                "format": "PKBarcodeFormatQR",
                "message": ticket.code,
                "messageEncoding": "iso-8859-1",
                "altText": ticket.number,
            }
        ],
        "eventTicket": _fields(ticket, wanted.page),
    }
    if wanted.latitude is not None and wanted.longitude is not None:
        facts["locations"] = [{"latitude": wanted.latitude, "longitude": wanted.longitude}]
    return facts


def _fields(ticket: PrintedTicket, page: str) -> dict[str, list[dict[str, str]]]:
    facts = [
        {"key": f"fact{n}", "label": label, "value": words}
        for n, (label, words) in enumerate(ticket.facts)
    ]
    return {
        "primaryFields": [{"key": "event", "value": ticket.event}],
        "secondaryFields": [{"key": "holder", "label": ticket.kind, "value": ticket.holder}],
        "auxiliaryFields": facts[:2],
        "backFields": [
            *facts,
            {"key": "organisation", "label": ticket.kind, "value": ticket.organisation},
            {"key": "note", "label": ticket.number, "value": f"{ticket.note}\n{page}"},
        ],
    }


def _icons(accent: str) -> dict[str, bytes]:
    """A square in the accent of the event, as the smallest icon that Wallet takes."""
    return {f"icon{mark}.png": _icon(accent, _ICON * n) for n, mark in ((1, ""), (2, "@2x"))}


def _icon(accent: str, size: int) -> bytes:
    picture = Image.new("RGB", (size, size), accent)
    edge = size // 4
    ImageDraw.Draw(picture).rectangle((edge, edge, size - edge, size - edge), fill="#fbfaf7")
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()


def _signature(manifest: bytes, key: Any, own: Certificate, others: list[Certificate]) -> bytes:
    builder = PKCS7SignatureBuilder().set_data(manifest).add_signer(own, key, SHA256())
    for one in others:
        builder = builder.add_certificate(one)
    return builder.sign(Encoding.DER, [PKCS7Options.DetachedSignature, PKCS7Options.Binary])


def _keys(pem: bytes) -> tuple[Any, Certificate, list[Certificate]]:
    """The private key, its certificate and the others."""
    try:
        key = load_pem_private_key(pem[_key_at(pem) :], None)
        found = load_pem_x509_certificates(pem)
    except (ValueError, TypeError) as error:
        raise PassKeyWrong("the file needs a certificate and its key without password") from error
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise PassKeyWrong("the key is neither RSA nor elliptic")
    own = [one for one in found if one.public_key() == key.public_key()]
    if not own:
        raise PassKeyWrong("no certificate of the file belongs to its key")
    return key, own[0], [one for one in found if one is not own[0]]


def _key_at(pem: bytes) -> int:
    """Where the block of the private key begins."""
    end = pem.index(b"PRIVATE KEY-----")
    return pem.rindex(b"-----BEGIN", 0, end)


def _named(own: Certificate, oid: Any) -> str:
    """An attribute of the certificate's subject: pass type (UID), team (OU)."""
    found = own.subject.get_attributes_for_oid(oid)
    if not found:
        raise PassKeyWrong("the certificate names no pass type or no team")
    return str(found[0].value)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
