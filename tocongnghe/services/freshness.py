"""What of a process must follow the database: the province's indicators and the words of its speakers."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe.models import CatalogueVersion, WordChange
from tocongnghe.services.catalogue_editing import refresh_catalogue
from tocongnghe.services.translations.words import refresh_words

_NEWEST = select(
    select(func.max(CatalogueVersion.number)).scalar_subquery(),
    select(func.max(WordChange.number)).scalar_subquery(),
)


def refresh(session: Session) -> None:
    """Let this process use the newest indicators and words; one small question when nothing changed."""
    version, change = session.execute(_NEWEST).one()
    refresh_catalogue(session, version or 0)
    refresh_words(session, change or 0)
