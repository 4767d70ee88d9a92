"""What of the sheet is recorded, waits or is missing: by language and priority, and phrase by phrase."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.catalogue.spoken import Phrase, load_phrases
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.models import SpokenRecording, SpokenState
from tocongnghe.services.access import Actor
from tocongnghe.services.spoken.recordings import words_of
from tocongnghe.services.spoken.rights import check_may_read


@dataclass(frozen=True, slots=True)
class Share:
    """Of the phrases of one priority in one language."""

    total: int
    approved: int
    waiting: int
    """Recorded, and somebody is to listen; not approved yet."""
    returned: int
    """To be recorded anew."""

    @property
    def missing(self) -> int:
        return self.total - self.approved - self.waiting - self.returned


@dataclass(frozen=True, slots=True)
class LanguageShare:
    """How far one language is: all of it, and by priority, 1 first."""

    language: str
    total: Share
    by_priority: tuple[tuple[int, Share], ...]
    byte_count: int
    """Of what phones fetch."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One phrase in one language; `standing` None: nobody has recorded it."""

    phrase: Phrase
    words: str
    words_in: str
    """The language of *words*: Vietnamese stands in where there is none."""
    standing: SpokenState | None
    recording_id: int | None
    """The one that stands so."""


_BEST = (SpokenState.APPROVED, SpokenState.WAITING, SpokenState.RETURNED)


def cover(session: Session, actor: Actor) -> list[LanguageShare]:
    """Return how far each language is.

    Raises:
        Forbidden: Neither of the province nor a speaker's desk.
    """
    check_may_read(actor)
    return [_share(language, _standing(session, actor, language)) for language in LOCALES]


def list_sheet(session: Session, actor: Actor, language: str) -> list[SheetRow]:
    """Return the sheet in its order, as it stands in *language*.

    Raises:
        Forbidden: Neither of the province nor a speaker's desk.
    """
    check_may_read(actor)
    standing = _standing(session, actor, language)
    rows = []
    for phrase in load_phrases():
        words, words_in = words_of(phrase, language)
        best = standing.get(phrase.code)
        rows.append(
            SheetRow(phrase, words, words_in, best.state if best else None, best.id if best else None)
        )
    return rows


def _standing(session: Session, actor: Actor, language: str) -> dict[str, SpokenRecording]:
    """Return the recording of each phrase that counts: approved before waiting before returned."""
    rows = session.scalars(
        select(SpokenRecording)
        .where(
            SpokenRecording.province_id == actor.province_id,
            SpokenRecording.language == language,
            SpokenRecording.state != SpokenState.GONE,
        )
        .order_by(SpokenRecording.id)
    )
    phrases = {each.code: each.msgid for each in load_phrases()}
    found: dict[str, SpokenRecording] = {}
    for row in rows:
        if phrases.get(row.phrase) != row.msgid:
            continue
        known = found.get(row.phrase)
        if known is None or _BEST.index(row.state) <= _BEST.index(known.state):
            found[row.phrase] = row
    return found


def _share(language: str, standing: dict[str, SpokenRecording]) -> LanguageShare:
    phrases = load_phrases()
    priorities = sorted({each.priority for each in phrases})
    return LanguageShare(
        language,
        _sum(phrases, standing),
        tuple((each, _sum([p for p in phrases if p.priority == each], standing)) for each in priorities),
        sum(one.byte_count for one in standing.values() if one.state is SpokenState.APPROVED),
    )


def _sum(phrases: list[Phrase] | tuple[Phrase, ...], standing: dict[str, SpokenRecording]) -> Share:
    states = [standing[each.code].state for each in phrases if each.code in standing]
    return Share(len(phrases), *(states.count(state) for state in _BEST))
