"""The hub's own authority, and the certificate of its addresses: https without the internet.

Phones trust the authority once; the certificate below it is made anew whenever the laptop has other
addresses. The authority is bound to private addresses and `.local` names (RFC 5280, 4.2.1.10), so that a
stolen key forges no other site. Done in the press: few processes need what is loaded here.
"""

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from events_svc.hub.issued import NOTE, note

AUTHORITY_LASTS = timedelta(days=3650)
LASTS = timedelta(days=397)  # phones refuse what is longer
RENEWED_BEFORE = timedelta(days=60)
EARLIER = timedelta(days=1)  # the clock of a phone may be behind

_PRIVATE = (
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
)
_NAMES = ("local", "localhost", "lan", "home.arpa", "internal")

Key = ec.EllipticCurvePrivateKey


def issue(folder: str, names: Sequence[str]) -> str:
    """Write `hub.pem` (certificate with authority) and `hub.key` for these addresses and names into the
    folder, whose authority is made once; the authority's fingerprint, SHA-256 in hexadecimal.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority_key, authority = _authority(place, names)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, names, authority=authority, authority_key=authority_key)
    chain = _pem(certificate) + _pem(authority)
    _write(place / "hub.key", _private(key))
    _write(place / "hub.pem", chain)
    fingerprint = authority.fingerprint(hashes.SHA256()).hex()
    _write(place / NOTE, note(names, fingerprint, certificate.not_valid_after_utc - RENEWED_BEFORE))
    return fingerprint


def _authority(place: Path, names: Sequence[str]) -> tuple[Key, x509.Certificate]:
    """The authority of the folder: the one that is there, unless it may not speak for one of the names."""
    kept, key_file = place / "authority.pem", place / "authority.key"
    if kept.exists() and key_file.exists():
        authority = x509.load_pem_x509_certificate(kept.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        if isinstance(key, ec.EllipticCurvePrivateKey) and _covers(authority, names):
            return key, authority
    key = ec.generate_private_key(ec.SECP256R1())
    authority = _new_authority(key, names)
    _write(key_file, _private(key))
    _write(kept, _pem(authority))
    return key, authority


def _covers(authority: x509.Certificate, names: Sequence[str]) -> bool:
    if authority.not_valid_after_utc < datetime.now(UTC) + LASTS:
        return False
    permitted = authority.extensions.get_extension_for_class(x509.NameConstraints).value
    trees = list(permitted.permitted_subtrees or ())
    return all(any(_is_within(name, tree) for tree in trees) for name in names)


def _is_within(name: str, tree: x509.GeneralName) -> bool:
    address = _address(name)
    if address is not None:
        return isinstance(tree, x509.IPAddress) and address in ipaddress.ip_network(tree.value)
    return isinstance(tree, x509.DNSName) and f".{name}".endswith(f".{tree.value}")


def _new_authority(key: Key, names: Sequence[str]) -> x509.Certificate:
    tag = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:6].upper()
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"events_svc hub {tag}")])
    usage = _usage(certificates=True)
    return (
        _begun(subject, subject, key, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=True)
        .sign(key, hashes.SHA256())
    )


def _permitted(names: Sequence[str]) -> list[x509.GeneralName]:
    """Private addresses and local names, and what the laptop has besides."""
    trees: list[x509.GeneralName] = [x509.DNSName(name) for name in _NAMES]
    trees += [x509.IPAddress(ipaddress.ip_network(one)) for one in _PRIVATE]
    for name in names:
        if not any(_is_within(name, tree) for tree in trees):
            address = _address(name)
            trees.append(
                x509.DNSName(name) if address is None else x509.IPAddress(_network(address))
            )
    return trees


def _certificate(
    key: Key, names: Sequence[str], *, authority: x509.Certificate, authority_key: Key
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    issuer_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    return (
        _begun(subject, authority.subject, key, LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in names]), critical=False)
        .add_extension(issuer_id, critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: Key, lasts: timedelta
) -> x509.CertificateBuilder:
    begins = datetime.now(UTC) - EARLIER
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + lasts)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _name(name: str) -> x509.GeneralName:
    address = _address(name)
    return x509.DNSName(name) if address is None else x509.IPAddress(address)


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _network(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(f"{address}/{address.max_prefixlen}")


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _private(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and for nobody else to read."""
    begun = path.with_suffix(".new")
    begun.touch(mode=0o600)
    begun.write_bytes(content)
    begun.replace(path)
