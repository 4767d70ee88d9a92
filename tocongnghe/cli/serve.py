"""`tocongnghe serve`: the web server with its jobs process, and where to go."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import click
import segno
from flask import Flask

from tocongnghe import certificate, clock
from tocongnghe.cli.demo import load_demo, table
from tocongnghe.cli.instance import Failure, opened
from tocongnghe.extensions import db, writing
from tocongnghe.services.backups import serving
from tocongnghe.services.demo import Demo, is_empty
from tocongnghe.services.installation import is_demo

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - recognised, never chosen


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 for the whole local network.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Web processes.")
@click.option(
    "--tls", is_flag=True, help="HTTPS with a certificate made here, for phones on the local network."
)
@click.option("--jobs/--no-jobs", "with_jobs", default=True, help="Run the jobs process as well.")
@click.option("--demo", "with_demo", is_flag=True, help="Load the small demo when nobody is in the database.")
def serve(host: str, port: int, workers: int, tls: bool, with_jobs: bool, with_demo: bool) -> None:
    """Serve the phone app, the desk and the API until stopped (Ctrl-C or SIGTERM)."""
    _require_free(host, port)
    with opened() as app:
        document = _demo(with_demo)
        files = certificate.ensure_certificate(Path(app.instance_path) / "tls", clock.now()) if tls else None
        lines = list(_welcome(app, host, port, files[2] if files else None, document))
        db.engine.dispose()

    from tocongnghe import server

    with serving(Path(app.instance_path)):
        server.run(
            host=host,
            port=port,
            workers=workers,
            certificate=files,
            with_jobs=with_jobs,
            when_listening=lambda: click.echo("\n".join(lines)),
        )
    raise Failure("the server ended by itself")


def _require_free(host: str, port: int) -> None:
    """Fail at once, before anything is made, when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Failure(f"cannot listen on {host}:{port}: {error.strerror}") from error


def _demo(wanted: bool) -> Demo | None:
    """Return the demo's logins if this installation is one, or becomes one now."""
    with writing() as session:
        loaded, empty = is_demo(session), is_empty(session)
    return load_demo() if wanted and (loaded or empty) else None


def _welcome(
    app: Flask, host: str, port: int, authority: Path | None, document: Demo | None
) -> Iterator[str]:
    base = f"{'https' if authority else 'http'}://{_reachable(host)}:{port}"
    yield ""
    yield "Tổ công nghệ số is running" + (" with synthetic demo data" if document else "")
    yield ""
    yield f"  phone app  {base}/app/"
    yield f"  desk       {base}/login"
    if host in EVERYWHERE:
        others = [str(a) for a in certificate.local_addresses()[1:]]
        yield f"  also at    {', '.join(others)}"
    yield ""
    if document:
        yield from (f"  {line}".rstrip() for line in table(document, members_each=2))
        yield "  everybody: tocongnghe demo load (fresh codes each time)"
        yield ""
    yield from _for_phones(base, host, authority, document)
    if not (Path(app.config["PHONE_APP_FOLDER"]) / "index.html").exists():
        yield "The phone app is not built yet: make build"
    yield "Stop with Ctrl-C."


def _for_phones(base: str, host: str, authority: Path | None, document: Demo | None) -> Iterator[str]:
    link = f"{base}/app/"
    if document:
        member = document["communes"][0]["members"][0]
        link += f"#enrol={member['enrol_code']}"
        yield f"  This QR code opens the phone app as {member['name']}:"
    else:
        yield "  This QR code opens the phone app:"
    yield link
    yield _qr(link)
    port = base.rpartition(":")[2]
    if authority:
        yield f"  A phone must trust this installation once: open {base}/ca.crt there and install it as a"
        yield "  CA certificate (Android: Settings, Security, Encryption and credentials). Its fingerprint:"
        yield f"  {certificate.fingerprint(authority)}"
    elif host in EVERYWHERE:
        yield "  Phones work offline over HTTPS only: add --tls (make run HOST=0.0.0.0 TLS=1)."
    else:
        yield "  Only this machine reaches it, or a phone on a cable after"
        yield f"  adb reverse tcp:{port} tcp:{port}"
        yield "  For phones near by: make run HOST=0.0.0.0 TLS=1"
    yield ""


def _reachable(host: str) -> str:
    if host in EVERYWHERE:
        return str(next(iter(certificate.local_addresses()), "127.0.0.1"))
    return f"[{host}]" if ":" in host else host


def _qr(link: str) -> str:
    from io import StringIO

    picture = StringIO()
    segno.make(link, error="l").terminal(out=picture, compact=True)
    return picture.getvalue()
