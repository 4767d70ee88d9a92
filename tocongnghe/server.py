"""gunicorn inside our own process, with the jobs process beside it; knows no rule of the product."""

from __future__ import annotations

import gc
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from gunicorn.app.base import BaseApplication

from tocongnghe import create_app

THREADS = 4
TIMEOUT = 60  # seconds of one request before its worker is replaced
KEEP_ALIVE = 75  # seconds; on a slow line an answer is still under way when two seconds have passed
GRACE = 20  # seconds to finish what is under way when asked to stop
RESTART_AFTER = 5  # seconds
MADE_BEFORE_A_LOOK = 20_000  # objects

log = logging.getLogger(__name__)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """One listening address, some worker processes; `options` are gunicorn's settings.

    With an `authority` (the file of its certificate) the server speaks HTTPS:
    cookies are marked so, and phones get the authority at `/ca.crt`.
    """

    def __init__(self, authority: Path | None, **options: Any) -> None:
        self.authority = authority
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": TIMEOUT,
            "graceful_timeout": GRACE,
            "keepalive": KEEP_ALIVE,
            "proc_name": "tocongnghe",
            "control_socket_disable": True,
            "post_worker_init": spare_what_stays,
            "loglevel": "warning",
        }
        for name, value in (settings | self.options).items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        if self.authority is None:
            return create_app()
        return offering(create_app({"SESSION_COOKIE_SECURE": True, "HSTS_SECONDS": 0}), self.authority)


class JobsProcess:
    """The jobs process as a child: started again when it dies, ended with its parent.

    The child reads its standard input: when the parent is gone, however it
    went, the pipe closes and the child stops.
    """

    def __init__(
        self, command: Iterable[str] = (sys.executable, "-m", "tocongnghe.cli", "jobs", "run")
    ) -> None:
        self._command = [*command, "--until-input-closes"]
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the child and watch over it."""
        threading.Thread(target=self._watch, name="jobs", daemon=True).start()

    def stop(self) -> None:
        """Ask the child to finish its job, and wait for it no longer than GRACE seconds."""
        self._stopping.set()
        child = self._child
        if child is None:
            return
        child.terminate()
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            child.kill()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            # Its own session: Ctrl-C is for us, and we end the child when requests are done.
            with subprocess.Popen(  # noqa: S603 - our own command
                self._command, stdin=subprocess.PIPE, start_new_session=True
            ) as self._child:
                self._child.wait()
            if not self._stopping.wait(RESTART_AFTER):
                log.error("the jobs process ended by itself and is started again")


def run(
    *,
    host: str,
    port: int,
    workers: int,
    certificate: tuple[Path, Path, Path] | None = None,
    with_jobs: bool = True,
    when_listening: Callable[[], None] = lambda: None,
) -> None:
    """Serve until told to stop (SIGTERM, SIGINT); does not return.

    Args:
        certificate: Files of certificate, key and authority, for HTTPS.
        when_listening: Called once the address is taken.
    """
    jobs = JobsProcess()

    def when_ready(_arbiter: object) -> None:
        if with_jobs:
            jobs.start()
        when_listening()

    options: dict[str, Any] = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "when_ready": when_ready,
        "on_exit": lambda _arbiter: jobs.stop(),
    }
    authority = None
    if certificate:
        certfile, keyfile, authority = certificate
        options |= {"certfile": str(certfile), "keyfile": str(keyfile)}
    Server(authority, **options).run()


def spare_what_stays(_worker: object) -> None:
    """Keep the garbage collector from what a worker has loaded: all of it stays, and to look takes 100 ms.

    A push of a hundred operations makes more objects than Python's usual 700, and leaves none behind.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_A_LOOK, 20, 20)


def offering(app: WSGIApplication, authority: Path) -> WSGIApplication:
    """Return *app* with the installation's own authority at `/ca.crt`, for phones that shall trust it."""
    certificate = authority.read_bytes()

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/ca.crt" or environ["REQUEST_METHOD"] != "GET":
            return app(environ, start_response)
        start_response(
            "200 OK",
            [
                ("Content-Type", "application/x-x509-ca-cert"),
                ("Content-Disposition", 'attachment; filename="tocongnghe-ca.crt"'),
                ("Content-Length", str(len(certificate))),
            ],
        )
        return [certificate]

    return serve
