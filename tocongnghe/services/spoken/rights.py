"""Who reads the voices' desk, and who works at it: the province, and speakers appointed for a language."""

from __future__ import annotations

from tocongnghe.errors import Forbidden
from tocongnghe.services.access import Actor


def check_may_read(actor: Actor) -> None:
    """Go on only for the province and its appointed speakers.

    Raises:
        Forbidden: Anybody else.
    """
    if not actor.may_read_words:
        raise Forbidden


def may_work(actor: Actor, language: str) -> bool:
    """Tell whether *actor* may record, listen and decide in *language*."""
    return actor.may_read_province or language in actor.languages


def check_may_work(actor: Actor, language: str) -> None:
    """Go on only if *actor* may record, listen and decide in *language*.

    Raises:
        Forbidden: May not.
    """
    if not may_work(actor, language):
        raise Forbidden
