"""The application under a server of the operator's own: nothing of half a restore is served there either."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from threading import Lock
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask

from tocongnghe.extensions import db
from tocongnghe.services.backups import require_whole, serving
from tocongnghe.services.backups.refusals import Interrupted

RETRY_AFTER_SECONDS = 60

log = logging.getLogger(__name__)


class Hosted:
    """`app` once its database is whole, which is looked at with the first request of each process.

    From then on, and for as long as the process lives, no restore begins under it.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._inner: WSGIApplication = app.wsgi_app
        self._is_whole = False
        self._looking = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            self._require_whole()
        except Interrupted as error:
            log.error("not served: %s", error.detail or error.title)  # noqa: TRY400 - the sentence says it all
            return _refuse(error, start_response)
        return self._inner(environ, start_response)

    def _require_whole(self) -> None:
        with self._looking:
            if self._is_whole:
                return
            instance = Path(self._app.instance_path)
            with ExitStack() as held, self._app.app_context():
                held.enter_context(serving(instance))
                try:
                    require_whole(db.engine, instance)
                except Interrupted:
                    db.engine.dispose()  # whoever mends it must be alone
                    raise
                self._held = held.pop_all()
                self._is_whole = True


def _refuse(error: Interrupted, start_response: StartResponse) -> Iterable[bytes]:
    """Answer without the database: who asks is not even looked at."""
    document = type(error)().document()
    start_response(
        f"{error.status} Service Unavailable",
        [
            ("Content-Type", "application/problem+json"),
            ("Cache-Control", "no-store"),
            ("Retry-After", str(RETRY_AFTER_SECONDS)),
        ],
    )
    return [json.dumps(document).encode()]
