"""The jobs process beside the web server: started again when it dies, never outliving its parent."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Response

from tocongnghe import server

DIES = "import os, sys; open(sys.argv[1], 'w').write(f'{os.getpid()}\\n')"
WAITS = DIES + "; sys.stdin.read()"
PARENT = """
import sys, signal
from tocongnghe.server import JobsProcess
JobsProcess([sys.executable, "-c", sys.argv[1], sys.argv[2]]).start()
signal.pause()
"""


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Return a named pipe through which children tell that they live."""
    path = tmp_path / "children"
    os.mkfifo(path)
    return path


def next_child(pipe: Path) -> int:
    """Wait for the next child to tell its process id."""
    return int(pipe.read_text())


def wait_for_end(pid: int) -> None:
    """Return when the process *pid*, somebody else's child, has ended."""
    descriptor = os.pidfd_open(pid)
    select.select([descriptor], [], [])
    os.close(descriptor)


def test_a_jobs_process_that_dies_is_started_again(pipe, monkeypatch):
    monkeypatch.setattr(server, "RESTART_AFTER", 0.01)
    jobs = server.JobsProcess([sys.executable, "-c", DIES, str(pipe)])
    jobs.start()

    first, second = next_child(pipe), next_child(pipe)
    jobs.stop()

    assert first != second


def test_stopping_ends_the_child_for_good(pipe, monkeypatch):
    monkeypatch.setattr(server, "RESTART_AFTER", 0.01)
    jobs = server.JobsProcess([sys.executable, "-c", WAITS, str(pipe)])
    jobs.start()
    child = next_child(pipe)

    jobs.stop()

    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_the_child_ends_when_its_parent_is_killed(pipe):
    parent = subprocess.Popen([sys.executable, "-c", PARENT, WAITS, str(pipe)])
    child = next_child(pipe)

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    wait_for_end(child)


def test_the_authority_is_offered_and_everything_else_goes_to_the_app(tmp_path):
    authority = tmp_path / "ca.crt"
    authority.write_bytes(b"a certificate")
    app = Client(server.offering(Response("the app"), authority))

    assert app.get("/ca.crt").data == b"a certificate"
    assert app.get("/ca.crt").content_type == "application/x-x509-ca-cert"
    assert app.get("/app/").data == b"the app"
