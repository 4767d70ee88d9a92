"""A language's catalogue out of the desk and back: what goes out and comes in again changes nothing.

A file that goes out is written as `translations/` is, so that a release can
take it as it is: the message ids, their references, the best text of each, and
in comments its state and evidence. What comes in is proposed, never approved:
a file cannot say who read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel.messages.catalog import Catalog
from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.i18n import BASE, LOCALES
from tocongnghe.i18n.catalogs import FOLDER, key_of, read_catalog
from tocongnghe.i18n.po import dump
from tocongnghe.models import ProposalState, WordProposal
from tocongnghe.services.access import Actor
from tocongnghe.services.translations.listing import Shelf, open_shelves
from tocongnghe.services.translations.po_reading import FileFault, FileText, read_file
from tocongnghe.services.translations.proposals import MAX_EVIDENCE, keep_proposal
from tocongnghe.services.translations.strings import all_strings, shipped, string_key
from tocongnghe.services.translations.words import Holds

EVIDENCE, IN_FORCE = "evidence: ", "in force: "
PROPOSED, REVIEWED = "proposed; ", "reviewed by a speaker, "
_STATES = (EVIDENCE, IN_FORCE, PROPOSED, REVIEWED, "reviewed by ", "draft;")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    proposed: int = 0
    unchanged: int = 0
    waiting: tuple[str, ...] = ()
    """Message ids for which somebody else's proposal waits; the file's text was left out."""
    unknown: tuple[str, ...] = ()
    """Message ids that the program does not say (any more)."""
    faults: tuple[FileFault, ...] = ()
    """With any, nothing was kept."""


def export_catalog(session: Session, actor: Actor, language: str) -> str:
    """Return the catalogue of *language* as a .po file: all that is proposed, in force, or drafted.

    Raises:
        Forbidden, NotFound: As `open_shelves`.
    """
    shelf = open_shelves(session, actor, language)[language]
    waiting = {one.key: one for one in _waiting(session, language)}
    catalog = Catalog(locale=BASE, charset="utf-8")
    for message in read_catalog(FOLDER / "messages.pot"):
        if not message.id:
            continue
        key = string_key(key_of(message))
        text, comments = _told(shelf, key, waiting.get(key))
        catalog.add(
            message.id,
            text if isinstance(message.id, str) else (text,),
            locations=message.locations,
            flags=message.flags,
            auto_comments=message.auto_comments,
            user_comments=comments,
            context=message.context,
        )
    return dump(catalog, LOCALES[language])


def import_catalog(session: Session, actor: Actor, language: str, content: bytes) -> Imported:
    """Propose every text of a .po file that differs from what is there; with any fault, nothing.

    Raises:
        Forbidden: No speaker of *language*.
    """
    actor.require_language(language)
    read = read_file(content, language)
    if read.faults:
        return Imported(faults=read.faults)
    shelf = open_shelves(session, actor, language)[language]
    waiting = {one.key: one for one in _waiting(session, language)}
    proposed, unchanged, left = 0, 0, []
    for each in read.texts:
        there = waiting.get(each.said.key)
        if each.text == shelf.line(each.said).text:
            unchanged += 1
        elif there is not None and there.proposed_by_id != actor.user_id:
            left.append(each.said.msgid)
        else:
            keep_proposal(session, actor, language, each.said, each.text, _evidence(each), there)
            proposed += 1
    return Imported(proposed, unchanged, tuple(left), read.unknown)


def _waiting(session: Session, language: str) -> list[WordProposal]:
    one = WordProposal
    return list(
        session.scalars(select(one).where(one.language == language, one.state == ProposalState.PROPOSED))
    )


def _told(shelf: Shelf, key: str, waiting: WordProposal | None) -> tuple[str, list[str]]:
    """Return the text that goes out for *key*, and the comments that say its state and evidence."""
    said, holds = all_strings()[key], shelf.holds.get(key)
    if waiting is not None:
        comments = [f"{PROPOSED}{clock.local_date(waiting.proposed_at).isoformat()}"]
        comments += [f"{EVIDENCE}{waiting.evidence}"] if waiting.evidence else []
        if holds is not None and holds.text:
            comments.append(f"{IN_FORCE}{' '.join(holds.text.split())}")
        return waiting.text, comments
    if holds is not None and holds.text:
        return holds.text, _reviewed(holds)
    brought = shipped(shelf.language).get(said.key)
    return (brought.text, list(brought.comments)) if brought else ("", [])


def _reviewed(holds: Holds) -> list[str]:
    comments = [f"{REVIEWED}{clock.local_date(holds.changed_at).isoformat()}"]
    return comments + ([f"{EVIDENCE}{holds.evidence}"] if holds.evidence else [])


def _evidence(text: FileText) -> str:
    """Return what the comments of a file say of where its words come from; long comments go on over lines."""
    found: list[str] = []
    is_evidence = True
    for line in text.comments:
        if line.startswith(_STATES):
            is_evidence = line.startswith(EVIDENCE)
            line = line.removeprefix(EVIDENCE)  # noqa: PLW2901
        if is_evidence:
            found.append(line)
    return " ".join(" ".join(found).split())[:MAX_EVIDENCE]
