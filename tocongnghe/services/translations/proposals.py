"""A speaker proposes a text; a second one, never the same, approves it or returns it with a reason."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.i18n import BASE, N_
from tocongnghe.models import ProposalState, WordProposal
from tocongnghe.services.access import Actor
from tocongnghe.services.refused import Refused
from tocongnghe.services.translations.faults import BadText, faults_of, tidy
from tocongnghe.services.translations.strings import Said, all_strings, settled_text, vietnamese_of
from tocongnghe.services.translations.words import MAX_REASON, NO_REASON, put_in_force

MAX_EVIDENCE = 500  # characters
NOTHING = N_("Write the words first.")
THE_SAME = N_("These are the words that are there already. Nothing was changed.")
MOVED = N_("Somebody proposed other words meanwhile. Look at them, then decide again.")
OWN_WORDS = N_("You wrote these words. Another speaker has to read and approve them.")
LONG_EVIDENCE = N_("Say in at most {most} characters where the words come from.")
DECIDED = N_("This proposal was decided meanwhile. Look at the words again.")


def find_said(key: str) -> Said:
    """Return what the name *key* stands for.

    Raises:
        NotFound: No message id of this version.
    """
    said = all_strings().get(key)
    if said is None:
        raise NotFound
    return said


def propose(
    session: Session, actor: Actor, language: str, key: str, *, text: str, evidence: str, seen: int
) -> WordProposal:
    """Keep *text* as a proposal; one that waits is replaced by it, and stays in the history.

    Args:
        seen: Id of the proposal that waited when the page was made; 0 when none did.

    Raises:
        Forbidden: No speaker of *language*.
        NotFound: No such message id.
        BadText: With all that is wrong.
        Refused: Empty, the same as what is there, or somebody proposed meanwhile.
    """
    actor.require_language(language)
    said, text = find_said(key), tidy(text)
    if not text:
        raise Refused(NOTHING)
    faults = faults_of(text, said.ids)
    if faults:
        raise BadText(faults)
    waiting = open_proposal(session, language, key)
    if seen != (waiting.id if waiting else 0):
        raise Refused(MOVED)
    if text == (waiting.text if waiting else settled_text(language, said)):
        raise Refused(THE_SAME)
    return keep_proposal(session, actor, language, said, text, evidence, waiting)


def keep_proposal(
    session: Session,
    actor: Actor,
    language: str,
    said: Said,
    text: str,
    evidence: str,
    waiting: WordProposal | None,
) -> WordProposal:
    """Write a proposal whose text was judged, in place of the one that waits.

    Raises:
        Refused: The evidence is too long.
    """
    evidence = " ".join(evidence.split())
    if len(evidence) > MAX_EVIDENCE:
        raise Refused(LONG_EVIDENCE)
    if waiting is not None:
        _decide(waiting, actor, ProposalState.REPLACED)
        session.flush()
    proposal = WordProposal(
        language=language,
        key=said.key,
        msgid=said.msgid,
        text=text,
        vietnamese="" if language == BASE else vietnamese_of(said),
        evidence=evidence,
        state=ProposalState.PROPOSED,
        proposed_at=clock.now(),
        proposed_by_id=actor.user_id,
    )
    session.add(proposal)
    session.flush()
    return proposal


def approve(session: Session, actor: Actor, language: str, proposal_id: int) -> int:
    """Let a proposal hold, at once here and on phones after a sync; return the change's number.

    Raises:
        Forbidden: No speaker of *language*.
        NotFound: No such proposal.
        Refused: Decided already, or the actor's own.
        BadText: The message changed since with a release, and the text fits no more.
    """
    proposal = _waiting(session, actor, language, proposal_id)
    if proposal.proposed_by_id == actor.user_id:
        raise Refused(OWN_WORDS)
    faults = faults_of(proposal.text, find_said(proposal.key).ids)
    if faults:
        raise BadText(faults)
    _decide(proposal, actor, ProposalState.APPROVED)
    session.flush()
    return put_in_force(session, actor, proposal)


def send_back(session: Session, actor: Actor, language: str, proposal_id: int, reason: str) -> WordProposal:
    """Return a proposal to who wrote it, with the reason.

    Raises:
        Forbidden, NotFound: As `approve`.
        Refused: No reason, decided already, or the actor's own: that is taken back.
    """
    proposal = _waiting(session, actor, language, proposal_id)
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= MAX_REASON:
        raise Refused(NO_REASON)
    if proposal.proposed_by_id == actor.user_id:
        raise Refused(OWN_WORDS)
    proposal.reason = reason
    _decide(proposal, actor, ProposalState.RETURNED)
    return proposal


def take_back(session: Session, actor: Actor, language: str, proposal_id: int) -> WordProposal:
    """Withdraw one's own proposal.

    Raises:
        Forbidden: No speaker of *language*.
        NotFound: No such proposal, or somebody else's.
        Refused: Decided already.
    """
    proposal = _waiting(session, actor, language, proposal_id)
    if proposal.proposed_by_id != actor.user_id:
        raise NotFound
    _decide(proposal, actor, ProposalState.WITHDRAWN)
    return proposal


def open_proposal(session: Session, language: str, key: str) -> WordProposal | None:
    """Return what waits for a second speaker."""
    one = WordProposal
    return session.scalar(
        select(one).where(one.language == language, one.key == key, one.state == ProposalState.PROPOSED)
    )


def _waiting(session: Session, actor: Actor, language: str, proposal_id: int) -> WordProposal:
    actor.require_language(language)
    proposal = session.get(WordProposal, proposal_id, with_for_update=True)
    if proposal is None or proposal.language != language:
        raise NotFound
    if proposal.state is not ProposalState.PROPOSED:
        raise Refused(DECIDED)
    return proposal


def _decide(proposal: WordProposal, actor: Actor, state: ProposalState) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by_id = state, clock.now(), actor.user_id
