"""`serve` as a process: it says where to go, answers, runs the jobs and ends when asked."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Serve = Callable[..., tuple[subprocess.Popen[str], str]]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def serve(instance: Path, port: int, tmp_path: Path) -> Iterator[Serve]:
    """Return a function that starts `tocongnghe serve` and returns it with its welcome."""
    started: list[subprocess.Popen[str]] = []

    def serve(*options: str) -> tuple[subprocess.Popen[str], str]:
        command = [
            sys.executable,
            "-m",
            "tocongnghe.cli",
            "serve",
            "--port",
            str(port),
            "--workers",
            "1",
            *options,
        ]
        with (tmp_path / "log").open("w") as log:
            server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        started.append(server)
        assert server.stdout
        lines = []
        for line in server.stdout:
            lines.append(line)
            if line.startswith("Stop with"):
                break
        return server, "".join(lines)

    yield serve
    for server in started:
        if server.poll() is None:
            server.kill()
        server.communicate()


def get_json(url: str, **options: object) -> dict[str, object]:
    with urllib.request.urlopen(url, **options) as answer:
        return json.load(answer)


def test_the_welcome_says_where_to_go_and_as_whom(serve, port, run):
    server, welcome = serve("--demo", "--no-jobs")

    assert f"http://127.0.0.1:{port}/app/" in welcome
    assert "tinh-20" in welcome
    assert re.search(r"#enrol=[0-9A-Z]{4}-[0-9A-Z]{4}", welcome)
    assert "█" in welcome
    assert get_json(f"http://127.0.0.1:{port}/api/v1/hello")["protocol"] == {"min": 1, "max": 1}
    assert server.poll() is None


def test_an_installation_of_real_people_shows_no_passwords(serve, run):
    run("users", "add", "--name", "Quang", "--role", "province", "--place", "20", "--login", "quang")

    _, welcome = serve("--demo", "--no-jobs")

    assert "/login" in welcome
    assert "password" not in welcome


def test_being_asked_to_stop_ends_server_and_jobs_with_nothing_left(serve, port, tmp_path):
    server, _ = serve("--jobs")
    get_json(f"http://127.0.0.1:{port}/api/v1/hello")
    threads = Path(f"/proc/{server.pid}/task")
    children = [c for task in threads.iterdir() for c in (task / "children").read_text().split()]
    watched = [os.pidfd_open(int(child)) for child in children]

    server.send_signal(signal.SIGTERM)

    assert server.wait(60) == 0
    assert len(watched) == 2
    for descriptor in watched:
        select.select([descriptor], [], [])
        os.close(descriptor)
    assert "Fatal" not in (tmp_path / "log").read_text()


def test_a_phone_that_trusts_the_authority_reaches_it_over_https(serve, port, instance):
    serve("--tls", "--no-jobs", "--host", "0.0.0.0")

    trusting = ssl.create_default_context(cafile=str(instance / "tls" / "ca.crt"))
    hello = get_json(f"https://127.0.0.1:{port}/api/v1/hello", context=trusting)

    assert hello["protocol"] == {"min": 1, "max": 1}


def test_a_port_that_is_taken_is_said(serve, port, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        server, welcome = serve("--no-jobs")

    assert server.wait(60) == 1
    assert welcome == ""
    assert (
        tmp_path / "log"
    ).read_text() == f"Error: cannot listen on 127.0.0.1:{port}: Address already in use\n"
