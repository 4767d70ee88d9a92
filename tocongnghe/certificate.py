"""A certificate for phones on the local network, which run a service worker over HTTPS only.

The authority is this installation's own and may vouch for nothing but private
addresses and this machine's names (RFC 5280 §4.2.1.10), so that a phone that
trusts it gives little away. For a public address use a public certificate.
"""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tocongnghe.errors import ConfigurationError

DAYS = 397  # as long as browsers take a leaf
RENEW_DAYS = 30
PRIVATE = [
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "192.0.2.0/24",  # documentation and test networks (RFC 5737)
    "::1/128",
    "fc00::/7",
]
DOCUMENTATION_ADDRESS = "192.0.2.1"

Address = IPv4Address | IPv6Address


def local_addresses() -> list[Address]:
    """Return this machine's private addresses, the one that other machines see first."""
    found = [_outward(), *(info[4][0] for info in _of_host_name()), "127.0.0.1"]
    addresses = dict.fromkeys(ip_address(str(a).partition("%")[0]) for a in found if a)
    return [address for address in addresses if _is_private(address)]


def ensure_certificate(folder: Path, now: datetime) -> tuple[Path, Path, Path]:
    """Return the files of certificate, key and authority in *folder*, made or renewed when needed.

    Raises:
        ConfigurationError: What is in the folder cannot be read.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate, key, authority = folder / "server.pem", folder / "server.key", folder / "ca.crt"
    try:
        if not _lasts(authority, now):
            _make_authority(authority, folder / "ca.key", now)
            certificate.unlink(missing_ok=True)
        if not _lasts(certificate, now) or not _names_all(certificate):
            _make_leaf(certificate, key, authority, folder / "ca.key", now)
    except ValueError as error:
        raise ConfigurationError(f"{folder.name}/ holds a damaged certificate; move it away") from error
    return certificate, key, authority


def fingerprint(certificate: Path) -> str:
    """Return the SHA-256 fingerprint as phones show it: pairs of hexadecimal digits with colons."""
    digest = x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256())
    return digest.hex(":").upper()


def _outward() -> str | None:
    """Return the address of the interface towards other networks; sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((DOCUMENTATION_ADDRESS, 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])


def _of_host_name() -> list[
    tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]
]:
    try:
        return list(socket.getaddrinfo(socket.gethostname(), None, type=socket.SOCK_STREAM))
    except OSError:
        return []


def _is_private(address: Address) -> bool:
    return any(address in ip_network(network) for network in PRIVATE)


def _names() -> list[x509.GeneralName]:
    host = socket.gethostname()
    names = dict.fromkeys(["localhost", host, f"{host}.local"])
    return [*map(x509.DNSName, names), *map(x509.IPAddress, local_addresses())]


def _lasts(path: Path, now: datetime) -> bool:
    if not path.exists():
        return False
    until = x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc
    return until - now > timedelta(days=RENEW_DAYS)


def _names_all(path: Path) -> bool:
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return set(_names()) <= set(named)


def _make_authority(path: Path, key_path: Path, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = _subject(f"Tổ công nghệ số - {socket.gethostname()}"[:64])
    permitted: list[x509.GeneralName] = [x509.IPAddress(ip_network(network)) for network in PRIVATE]
    permitted += [n for n in _names() if isinstance(n, x509.DNSName)]
    certificate = (
        _builder(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write(key_path, _pem(key))
    _write(path, certificate.public_bytes(Encoding.PEM))


def _make_leaf(path: Path, key_path: Path, authority_path: Path, authority_key: Path, now: datetime) -> None:
    authority = x509.load_pem_x509_certificate(authority_path.read_bytes())
    signer = load_pem_private_key(authority_key.read_bytes(), password=None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is not one of ours")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        _builder(_subject(socket.gethostname()[:64]), authority.subject, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(_names()), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    _write(key_path, _pem(key))
    _write(path, certificate.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # phones' clocks are a little off
        .not_valid_after(now + timedelta(days=DAYS))
    )


def _subject(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
