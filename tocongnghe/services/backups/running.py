"""Whether an installation is being served: a locked file, and what the database itself can tell."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from tocongnghe.services.backups.engines import way_of
from tocongnghe.services.backups.refusals import InUse

NAME = "serving.lock"


@contextmanager
def serving(instance: Path) -> Iterator[None]:
    """Say that this process, or a child of it, serves the instance; a crash leaves nothing behind."""
    with (instance / NAME).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def require_stopped(engine: Engine, instance: Path) -> None:
    """Go on only if nobody serves the instance or has its database open.

    Raises:
        InUse: Somebody does.
    """
    with (instance / NAME).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InUse("a server or a jobs process is running; stop it first") from error
    way_of(engine).require_unused(engine)
