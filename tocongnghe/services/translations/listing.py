"""The desk's lists: strings with their state in a language, what comes next, what is missing by screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from tocongnghe.errors import Forbidden, NotFound
from tocongnghe.i18n import BASE, LOCALES
from tocongnghe.i18n.screens import Screen, screens
from tocongnghe.i18n.search import matches
from tocongnghe.models import ProposalState, User, WordChange, WordProposal
from tocongnghe.services.access import Actor
from tocongnghe.services.translations.proposals import find_said
from tocongnghe.services.translations.strings import Said, Shipped, all_strings, shipped, vietnamese_of
from tocongnghe.services.translations.words import Holds, in_force

PAGE_ROWS = 40


class WordState(StrEnum):
    """Where a string stands in a language."""

    MISSING = "missing"
    DRAFT = "draft"
    RETURNED = "returned"
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    MOVED = "moved"
    """Reviewed, but the Vietnamese beside it has changed since."""


UNSETTLED = (WordState.RETURNED, WordState.MISSING, WordState.DRAFT, WordState.MOVED)
"""What asks for words, the most urgent first."""
SETTLED = (WordState.REVIEWED, WordState.MOVED)


@dataclass(frozen=True, slots=True)
class Line:
    """One string as it stands in a language."""

    said: Said
    vietnamese: str
    text: str
    """What is proposed, else in force, else the draft, else ""."""
    state: WordState
    proposal_id: int
    """Of what waits for a second speaker; 0: nothing."""
    is_own: bool
    """The reader proposed it."""


@dataclass(frozen=True, slots=True)
class WordFilter:
    """Which strings are wanted; empty: all."""

    state: WordState | None = None
    screen: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class WordPage:
    """One page of strings; `counts` are those of the language, `found` of the filter."""

    language: str
    lines: Sequence[Line]
    found: int
    page: int
    pages: int
    counts: Mapping[WordState, int]
    to_review: int
    """Proposals of others that the reader may decide."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was done to a string, for its history."""

    at: datetime
    by: str
    text: str | None
    evidence: str
    state: ProposalState | None
    """None: an approved text was undone."""
    reason: str | None
    decided_at: datetime | None
    decided_by: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One string with all that a speaker needs."""

    line: Line
    draft: Shipped | None
    holds: Holds | None
    """In force by the desk; its number is what may be undone."""
    evidence: str
    """Of what waits."""
    history: Sequence[Step]


@dataclass(frozen=True, slots=True)
class ScreenRow:
    """One screen: how many strings it says, and per language how many of them are reviewed or drafts."""

    screen: Screen
    total: int
    reviewed: Mapping[str, int]
    drafts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """One language: how its strings stand, and what the reader may review of it."""

    language: str
    total: int
    counts: Mapping[WordState, int]
    to_review: int
    first: tuple[int, int]
    """Of what residents hear and the way of a visit says: how many are reviewed, of how many."""


@dataclass(frozen=True, slots=True)
class Overview:
    """Every language, the reader's own first and Vietnamese last of them; every screen."""

    languages: Sequence[LanguageRow]
    screens: Sequence[ScreenRow]


Latest = tuple[int, ProposalState, str, int]
"""Id, state, text and author of the latest proposal for a string that waits or came back."""


class _Vietnamese(dict[str, str]):
    """Key -> what readers of Vietnamese see, looked up once for all shelves."""

    def __missing__(self, key: str) -> str:
        self[key] = vietnamese_of(all_strings()[key])
        return self[key]


class Shelf:
    """All strings of one language as they stand now."""

    def __init__(
        self,
        actor: Actor,
        language: str,
        holds: Mapping[str, Holds],
        proposals: Mapping[str, Latest],
        vietnamese: Mapping[str, str],
    ) -> None:
        self.actor, self.language, self.holds, self.proposals = actor, language, holds, proposals
        self.vietnamese = vietnamese

    def lines(self) -> list[Line]:
        return [self.line(said) for said in all_strings().values()]

    def line(self, said: Said) -> Line:
        vietnamese = self.vietnamese[said.key]
        holds, brought = self.holds.get(said.key), shipped(self.language).get(said.key)
        approved = holds.text if holds is not None else None
        proposal_id, proposed, text, by_id = self.proposals.get(said.key, (0, None, "", 0))
        if proposed is ProposalState.PROPOSED:
            is_own = by_id == self.actor.user_id
            return Line(said, vietnamese, text, WordState.PROPOSED, proposal_id, is_own)
        settled = approved or (brought.text if brought and self._is_settled(brought) else "")
        if settled:
            moved = self.language != BASE and holds is not None and holds.vietnamese not in (None, vietnamese)
            state = WordState.MOVED if moved and approved else WordState.REVIEWED
        elif proposed is ProposalState.RETURNED:
            state = WordState.RETURNED
        else:
            state = WordState.DRAFT if brought else WordState.MISSING
        return Line(said, vietnamese, settled or (brought.text if brought else ""), state, 0, is_own=False)

    def _is_settled(self, brought: Shipped) -> bool:
        return self.language == BASE or brought.state == "reviewed"

    def to_review(self, lines: Iterable[Line]) -> list[Line]:
        """Return what the reader may decide, in the order of the screens."""
        if self.language not in self.actor.languages:
            return []
        return [line for line in lines if line.state is WordState.PROPOSED and not line.is_own]


def open_shelves(session: Session, actor: Actor, *languages: str) -> dict[str, Shelf]:
    """Return a shelf for each of *languages*; two questions to the database, however many.

    Raises:
        Forbidden: Neither a speaker nor of the province.
        NotFound: No such language.
    """
    if not actor.may_read_words:
        raise Forbidden
    if not LOCALES.keys() >= set(languages):
        raise NotFound
    holds: dict[str, dict[str, Holds]] = {code: {} for code in languages}
    for found in in_force(session, *languages):
        holds[found.language][found.key] = found
    latest: dict[str, dict[str, Latest]] = {code: {} for code in languages}
    one = WordProposal
    for language, key, id, state, text, by_id in session.execute(
        select(one.language, one.key, one.id, one.state, one.text, one.proposed_by_id)
        .where(one.language.in_(languages), one.state.in_((ProposalState.PROPOSED, ProposalState.RETURNED)))
        .order_by(one.id)
    ):
        latest[language][key] = (id, state, text, by_id)
    vietnamese = _Vietnamese()
    return {code: Shelf(actor, code, holds[code], latest[code], vietnamese) for code in languages}


def list_words(session: Session, actor: Actor, language: str, wanted: WordFilter, page: int = 1) -> WordPage:
    """Return page *page* (from 1; beyond the last one: the last) of the strings that *wanted* describes.

    Raises:
        Forbidden: Neither a speaker nor of the province.
        NotFound: No such language.
    """
    shelf = open_shelves(session, actor, language)[language]
    lines = shelf.lines()
    found = [line for line in lines if _is_wanted(line, wanted)]
    pages = max(1, -(-len(found) // PAGE_ROWS))
    page = min(max(page, 1), pages)
    return WordPage(
        language,
        found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS],
        len(found),
        page,
        pages,
        _counts(lines),
        len(shelf.to_review(lines)),
    )


def find_next(session: Session, actor: Actor, language: str, *, review: bool) -> str | None:
    """Return the key of the next string that waits for the reader's review, or that lacks words; None: done.

    Raises:
        Forbidden, NotFound: As `list_words`.
    """
    shelf = open_shelves(session, actor, language)[language]
    lines = shelf.lines()
    if review:
        waiting = shelf.to_review(lines)
        return waiting[0].said.key if waiting else None
    for state in UNSETTLED:
        for line in lines:
            if line.state is state:
                return line.said.key
    return None


def find_card(session: Session, actor: Actor, language: str, key: str) -> Card:
    """Return one string with draft, evidence and history.

    Raises:
        Forbidden, NotFound: As `list_words`; or no such string.
    """
    shelf = open_shelves(session, actor, language)[language]
    said = find_said(key)
    line = shelf.line(said)
    evidence = ""
    if line.proposal_id:
        evidence = session.get_one(WordProposal, line.proposal_id).evidence
    holds = shelf.holds.get(key)
    history = _history(session, language, key)
    return Card(line, shipped(language).get(key), holds, evidence, history)


def find_overview(session: Session, actor: Actor) -> Overview:
    """Return what each language and each screen has; two questions, whatever the number of strings.

    Raises:
        Forbidden: Neither a speaker nor of the province.
    """
    shelves = open_shelves(session, actor, *LOCALES)
    reviewed: dict[str, Counter[str]] = {code: Counter() for code in LOCALES}
    drafts: dict[str, Counter[str]] = {code: Counter() for code in LOCALES}
    total = Counter(code for said in all_strings().values() for code in said.screens)
    languages = []
    for code, shelf in shelves.items():
        lines = shelf.lines()
        for line in lines:
            if line.state in SETTLED:
                reviewed[code].update(line.said.screens)
            elif line.text:
                drafts[code].update(line.said.screens)
        first = [line.state in SETTLED for line in lines if line.said.rank <= 1]
        waiting = len(shelf.to_review(lines))
        languages.append(LanguageRow(code, len(lines), _counts(lines), waiting, (sum(first), len(first))))
    rows = [
        ScreenRow(
            screen,
            total[code],
            {language: counts[code] for language, counts in reviewed.items()},
            {language: counts[code] for language, counts in drafts.items()},
        )
        for code, screen in screens().items()
        if total[code]
    ]
    languages.sort(key=lambda row: (row.language not in actor.languages, row.language == BASE))
    return Overview(languages, rows)


def _is_wanted(line: Line, wanted: WordFilter) -> bool:
    if wanted.state is not None and line.state is not wanted.state:
        return False
    if wanted.screen and wanted.screen not in line.said.screens:
        return False
    if not wanted.words:
        return True
    return matches(f"{line.vietnamese} {line.text} {line.said.msgid}", wanted.words)


def _counts(lines: Iterable[Line]) -> dict[WordState, int]:
    counted = Counter(line.state for line in lines)
    return {state: counted[state] for state in WordState}


def _history(session: Session, language: str, key: str) -> list[Step]:
    proposer, decider = aliased(User), aliased(User)
    one = WordProposal
    proposals = session.execute(
        select(one, proposer.name, decider.name)
        .join(proposer, proposer.id == one.proposed_by_id)
        .outerjoin(decider, decider.id == one.decided_by_id)
        .where(one.language == language, one.key == key)
    )
    steps = [
        Step(p.proposed_at, by, p.text, p.evidence, p.state, p.reason, p.decided_at, decided_by)
        for p, by, decided_by in proposals
    ]
    undone = session.execute(
        select(WordChange, User.name)
        .join(User, User.id == WordChange.changed_by_id)
        .where(WordChange.language == language, WordChange.key == key, WordChange.undoes.is_not(None))
    )
    steps += [Step(c.changed_at, by, c.text, "", None, c.reason, None, None) for c, by in undone]
    return sorted(steps, key=lambda step: step.at, reverse=True)
