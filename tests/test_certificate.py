"""The certificate for phones near by: whom it names, how far its authority reaches, when it changes."""

from __future__ import annotations

import http.server
import ssl
import stat
import threading
import urllib.request
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509

from tocongnghe import certificate
from tocongnghe.errors import ConfigurationError

NOW = datetime.now(UTC)  # noqa: TID251 - TLS itself checks the real date


def test_a_client_that_trusts_the_authority_reaches_the_server(tmp_path):
    files = certificate.ensure_certificate(tmp_path, NOW)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    server.RequestHandlerClass.log_message = lambda *_: None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[0], files[1])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    trusting = ssl.create_default_context(cafile=str(files[2]))
    with urllib.request.urlopen(f"https://127.0.0.1:{server.server_port}/", context=trusting) as answer:
        status = answer.status
    server.shutdown()
    server.server_close()

    assert status == 200


def test_the_authority_vouches_for_private_addresses_only(tmp_path):
    *_, authority = certificate.ensure_certificate(tmp_path, NOW)

    constraints = x509.load_pem_x509_certificate(authority.read_bytes()).extensions.get_extension_for_class(
        x509.NameConstraints
    )

    networks = [n.value for n in constraints.value.permitted_subtrees or [] if isinstance(n, x509.IPAddress)]
    assert constraints.critical
    assert not any(ip_address("203.0.113.5") in network for network in networks)


def test_keys_are_readable_by_their_owner_alone(tmp_path):
    certificate.ensure_certificate(tmp_path, NOW)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.key")}

    assert modes == {"ca.key": 0o600, "server.key": 0o600}


def test_a_repeat_keeps_everything(tmp_path):
    first = [path.read_bytes() for path in certificate.ensure_certificate(tmp_path, NOW)]

    again = [path.read_bytes() for path in certificate.ensure_certificate(tmp_path, NOW)]

    assert again == first


def test_a_new_address_renews_the_certificate_and_keeps_the_authority(tmp_path, monkeypatch):
    before = [path.read_bytes() for path in certificate.ensure_certificate(tmp_path, NOW)]
    monkeypatch.setattr(certificate, "local_addresses", lambda: [ip_address("192.168.77.7")])

    after = [path.read_bytes() for path in certificate.ensure_certificate(tmp_path, NOW)]

    assert after[0] != before[0]
    assert after[2] == before[2]


def test_both_are_renewed_before_they_end(tmp_path):
    before = [path.read_bytes() for path in certificate.ensure_certificate(tmp_path, NOW)]

    after = [p.read_bytes() for p in certificate.ensure_certificate(tmp_path, NOW + timedelta(days=380))]

    assert after[0] != before[0]
    assert after[2] != before[2]


def test_a_damaged_certificate_is_one_clear_line(tmp_path):
    (tmp_path / "ca.crt").write_text("not a certificate")

    with pytest.raises(ConfigurationError, match="damaged"):
        certificate.ensure_certificate(tmp_path, NOW)
