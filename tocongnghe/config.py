"""Settings with their units; instance/config.py, then TOCONGNGHE_* override them.

There is no default secret: one is made at the first start and kept, readable
by its owner alone, in the instance folder.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

from tocongnghe.errors import ConfigurationError

PREFIX = "TOCONGNGHE_"
MIN_SECRET_CHARACTERS = 32
TEXTS = {"SECRET_KEY", "DATABASE_URL"}
REPOSITORY = Path(__file__).resolve().parent.parent


class Defaults:
    """What holds when nobody says otherwise."""

    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_NAME = "tocongnghe"
    PERMANENT_SESSION_LIFETIME = 12 * 3600  # seconds
    WTF_CSRF_TIME_LIMIT = None  # a page lives as long as its session
    HSTS_SECONDS = (
        365 * 24 * 3600
    )  # 0 under a certificate made here: the name may be reached without TLS again
    MAX_CONTENT_LENGTH = 1 << 20  # bytes, of any request
    SYNC_MAX_OPS = 100
    SYNC_MAX_BYTES = 64 * 1024  # compressed bytes of a sync request
    SYNC_MAX_INFLATED_BYTES = 512 * 1024
    SYNC_WORK_SECONDS = 5  # then a request's remaining operations are left for the next one
    MIN_PULL_SCHEMA = 1  # phones of an older one may send, and must update before they read
    ENROL_CODE_DAYS = 7
    GRANT_DAYS = 180
    SQLALCHEMY_ENGINE_OPTIONS: ClassVar = {"pool_use_lifo": True}  # the connection used last knows most
    PASSWORD_CODE_HOURS = 72
    SPOT_CHECK_LEAST = 5  # assists of each team's month that are drawn for a call or a visit, or
    SPOT_CHECK_PERCENT = 5  # of its assists, if that is more
    SPOT_CHECK_AFTER_DAYS = 3  # after a month's end the sample draws itself: phones have sent by then
    RATELIMIT_ENABLED = True
    RATELIMIT_STORAGE_URI = "memory://"
    RATELIMIT_HEADERS_ENABLED = True
    ROLLUP_EVERY_SECONDS = 120
    EXPORT_KEPT_DAYS = 7  # then the file of a long export is removed; who asked for it stays noted
    PHONE_APP_FOLDER = str(REPOSITORY / "static" / "pwa" / "dist")
    TRANSLATIONS_FOLDER = str(REPOSITORY / "translations")
    API_TITLE = "Tổ công nghệ số"
    API_VERSION = "v1"
    OPENAPI_VERSION = "3.1.0"
    OPENAPI_URL_PREFIX = "/api/v1"
    OPENAPI_JSON_PATH = "openapi.json"


def instance_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of database, secret and local settings."""
    return Path(environ.get(f"{PREFIX}INSTANCE") or REPOSITORY / "instance").resolve()


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the TOCONGNGHE_* settings; those that are not text by nature are read as JSON."""
    return {
        name: _read(name, value)
        for full_name, value in environ.items()
        if (name := full_name.removeprefix(PREFIX)) != full_name and name != "INSTANCE"
    }


def database_url(url: str | None, instance: Path) -> str:
    """Return an SQLAlchemy URL; plain `postgres…://` ones get the psycopg 3 driver.

    Raises:
        ConfigurationError: Neither SQLite nor PostgreSQL.
    """
    if not url:
        return f"sqlite:///{instance / 'tocongnghe.sqlite3'}"
    for prefix in ("postgresql+psycopg://", "sqlite:///"):
        if url.startswith(prefix):
            return url
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    raise ConfigurationError("TOCONGNGHE_DATABASE_URL must begin with sqlite:/// or postgresql://")


def kept_secret(instance: Path) -> str:
    """Return this installation's secret, made at the first call.

    Written aside and linked into place, so that two processes that start
    together agree on one and neither reads half of it.
    """
    path = instance / "secret_key"
    if not path.exists():
        aside = instance / f".secret_key.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
    secret = path.read_text(encoding="ascii").strip()
    if len(secret) < MIN_SECRET_CHARACTERS:
        raise ConfigurationError(f"{path.name} in the instance folder is damaged; restore it from a backup")
    return secret


def _read(name: str, value: str) -> Any:
    """Read "false", "12" and the like as what they say, but never a secret or an address."""
    if name in TEXTS or isinstance(getattr(Defaults, name, None), str):
        return value
    try:
        return json.loads(value.lower() if value.lower() in ("true", "false") else value)
    except ValueError:
        return value
