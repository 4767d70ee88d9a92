"""Which way of making and restoring backups fits a database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from sqlalchemy import URL, Engine

from tocongnghe.services.backups import postgresql, sqlite


@dataclass(frozen=True, slots=True)
class Tools:
    """What the edge lends: how a database is opened and brought to this version's schema."""

    open_engine: Callable[[URL], Engine]
    migrate: Callable[[Engine], None]


def way_of(engine: Engine) -> ModuleType:
    """Return the module with dump, scratch, load_beside, drop, require_unused, swap and check_pages."""
    return postgresql if engine.dialect.name == "postgresql" else sqlite
