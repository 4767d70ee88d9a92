"""Versions of the catalogue: the newest is in use everywhere, older ones stay for the periods they closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import overlaid, use_version, version_in_use
from tocongnghe.catalogue.overlay import read_definitions
from tocongnghe.errors import InvalidInput, Problem
from tocongnghe.models import CatalogueVersion, User
from tocongnghe.services.access import Actor
from tocongnghe.services.catalogue_editing.drafts import Draft
from tocongnghe.vocabulary import Role

MAX_REASON = 300  # characters
EDITORS = (Role.PROVINCE, Role.ADMIN)


class CatalogueMoved(Problem):
    """Somebody opened another version since the page was made."""

    slug, status, title = "catalogue-moved", 409, "Another version of the catalogue was opened meanwhile"


@dataclass(frozen=True, slots=True)
class OpenedVersion:
    """A version, who opened it and why."""

    number: int
    indicator: str
    version: str
    reason: str
    opened_at: datetime
    opened_by: str | None


def refresh_catalogue(session: Session, newest: int | None = None) -> None:
    """Let this process use the newest version; one small question at most, none if *newest* is told."""
    if newest is None:
        newest = session.scalar(select(func.max(CatalogueVersion.number))) or 0
    if newest == version_in_use():
        return
    text = session.scalar(select(CatalogueVersion.overlay).where(CatalogueVersion.number == newest))
    use_version(newest, overlaid(text) if text is not None else None)


def own_definitions(session: Session) -> list[dict[str, Any]]:
    """Return the province's own definitions, as the newest version has them."""
    text = session.scalar(select(CatalogueVersion.overlay).order_by(CatalogueVersion.number.desc()).limit(1))
    return read_definitions(text) if text is not None else []


def list_versions(session: Session, actor: Actor) -> list[OpenedVersion]:
    """Return all versions, newest first.

    Raises:
        Forbidden: No province staff.
    """
    actor.require(*EDITORS)
    one = CatalogueVersion
    rows = session.execute(
        select(one.number, one.indicator, one.version, one.reason, one.opened_at, User.name)
        .outerjoin(User, User.id == one.opened_by_id)
        .order_by(one.number.desc())
    )
    return [OpenedVersion(*row) for row in rows]


def open_version(session: Session, actor: Actor, draft: Draft, *, seen: int, reason: str) -> int:
    """Write *draft* as the next version and return its number; processes take it up with what they do next.

    Args:
        seen: The number that was in use when the page was made.

    Raises:
        Forbidden: No province staff.
        InvalidInput: No reason, or the draft has errors.
        CatalogueMoved: *seen* is no longer the newest.
    """
    actor.require(*EDITORS)
    if draft.catalogue is None or not 0 < len(reason) <= MAX_REASON:
        raise InvalidInput(extra={"errors": {"reason": ["missing"]}})
    newest = session.scalar(select(func.max(CatalogueVersion.number))) or 0
    if newest != seen:
        raise CatalogueMoved
    session.add(
        CatalogueVersion(
            number=newest + 1,
            overlay=draft.overlay,
            version=draft.catalogue.version,
            indicator=draft.code,
            reason=reason,
            opened_at=clock.now(),
            opened_by_id=actor.user_id,
        )
    )
    session.flush()
    return newest + 1
