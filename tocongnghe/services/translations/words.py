"""What speakers approved, in force at once: laid over the shipped catalogues in every process, and undone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import Forbidden, NotFound
from tocongnghe.i18n import BASE, LOCALES, N_, overlay_version, set_overlay
from tocongnghe.models import WordChange, WordProposal
from tocongnghe.services.access import Actor
from tocongnghe.services.refused import Refused

WORDS_LOCK = 0x776F7264  # any number of ours: changes are numbered one after the other
MAX_REASON = 300  # characters
NO_REASON = N_("Write why, in a few words: who wrote it has to understand.")
NOT_THE_NEWEST = N_("Somebody changed this text meanwhile. Look at it again before you undo anything.")


@dataclass(frozen=True, slots=True)
class Holds:
    """A text in force for a message id in one language."""

    number: int
    language: str
    key: str
    msgid: str
    text: str | None
    """None: what the program brings holds again."""
    changed_at: datetime
    vietnamese: str | None
    """What stood beside it when it was proposed."""
    evidence: str


def refresh_words(session: Session, newest: int) -> None:
    """Lay what is in force, up to the change *newest*, over this process's catalogues."""
    mark = str(newest)
    if (overlay_version(BASE) or "0") == mark:
        return
    words: dict[str, dict[str, str]] = defaultdict(dict)
    for one in in_force(session):
        if one.text:
            words[one.language][one.msgid] = one.text
    for code in LOCALES:
        set_overlay(code, words[code], mark)


def in_force(session: Session, *languages: str) -> list[Holds]:
    """Return the newest change of each message id, of *languages* or of all; undone ones have no text."""
    newest = select(func.max(WordChange.number)).group_by(WordChange.language, WordChange.key)
    if languages:
        newest = newest.where(WordChange.language.in_(languages))
    rows = session.execute(
        select(
            WordChange.number,
            WordChange.language,
            WordChange.key,
            WordChange.msgid,
            WordChange.text,
            WordChange.changed_at,
            WordProposal.vietnamese,
            WordProposal.evidence,
        )
        .outerjoin(WordProposal, WordProposal.id == WordChange.proposal_id)
        .where(WordChange.number.in_(newest))
        .order_by(WordChange.number)
    )
    return [Holds(*row[:7], row[7] or "") for row in rows]


def put_in_force(session: Session, actor: Actor, proposal: WordProposal) -> int:
    """Write that the text of *proposal* holds from now on; return the change's number."""
    number = _next_number(session)
    session.add(
        WordChange(
            number=number,
            language=proposal.language,
            key=proposal.key,
            msgid=proposal.msgid,
            text=proposal.text,
            proposal_id=proposal.id,
            changed_at=clock.now(),
            changed_by_id=actor.user_id,
        )
    )
    session.flush()
    return number


def undo_change(session: Session, actor: Actor, language: str, number: int, reason: str) -> WordChange:
    """Let the text of before hold again, on phones, too, after their next sync; return the new change.

    Undoing an undoing brings the text back.

    Raises:
        Forbidden: Neither a speaker of the language nor of the province.
        NotFound: No such change in *language*.
        Refused: No reason, or another change holds already.
    """
    if not actor.may_read_province and language not in actor.languages:
        raise Forbidden
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= MAX_REASON:
        raise Refused(NO_REASON)
    following = _next_number(session)
    change = session.get(WordChange, number)
    if change is None or change.language != language:
        raise NotFound
    one = WordChange
    earlier = session.scalars(
        select(one)
        .where(one.language == language, one.key == change.key, one.number <= number)
        .order_by(one.number.desc())
        .limit(2)
    ).all()
    last = session.scalar(select(func.max(one.number)).where(one.language == language, one.key == change.key))
    if last != number:
        raise Refused(NOT_THE_NEWEST)
    before = earlier[1] if len(earlier) > 1 else None
    undone = WordChange(
        number=following,
        language=language,
        key=change.key,
        msgid=change.msgid,
        text=before.text if before else None,
        proposal_id=before.proposal_id if before else None,
        undoes=number,
        changed_at=clock.now(),
        changed_by_id=actor.user_id,
        reason=reason,
    )
    session.add(undone)
    session.flush()
    return undone


def _next_number(session: Session) -> int:
    """Return the number of the next change; others wait until this transaction is over."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(WORDS_LOCK)))
    return (session.scalar(select(func.max(WordChange.number))) or 0) + 1
