"""Targets from the list that an office keeps: read, judged row by row, taken in whole or not at all.

The rules are those of `services.targets`, which the command line keeps to as
well; here they come with the days, numbers and names that people write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tocongnghe.catalogue import load_catalogue
from tocongnghe.i18n import N_
from tocongnghe.i18n.formats import number
from tocongnghe.i18n.search import fold
from tocongnghe.models import Place, Target, User
from tocongnghe.services.access import Actor
from tocongnghe.services.indicators import indicator_label
from tocongnghe.services.listed_places import ListedPlaces, list_places_of, was_there
from tocongnghe.services.office_files import (
    Fate,
    ListChanged,
    ListedRow,
    Remark,
    RowsPreview,
    TextFile,
    TextRow,
    amount_in,
    day_in,
    parsed,
    read_rows,
    text_problem,
    told,
)
from tocongnghe.services.targets import MAX_SOURCE, TargetRules, Wanted, find_stored, write_targets
from tocongnghe.vocabulary import Role

SETTERS = (Role.SUPERVISOR, Role.PROVINCE)
"""Supervisors for their communes, the province for every place below it and for itself."""

MOST_SET = 50

NOT_THEN = N_("{name} was not there yet, or not any more, on the first day.")
NO_DAY = N_("The day was not understood. Write it like 21/11/2026.")
NO_NUMBER = N_("The target is a whole number, such as 12.")
CHANGED = N_("Target: {before} → {after}")
NEW_SOURCE = N_("By another decision than before: {before}")


class TargetColumn(StrEnum):
    """What a column of the list says."""

    IGNORED = "ignored"
    SOURCE = "source"
    VALUE = "value"
    INDICATOR = "indicator"
    FROM_DAY = "from"
    TO_DAY = "to"
    CODE = "code"
    NAME = "name"


C = TargetColumn
HEADINGS = {
    C.IGNORED: r"stt|tt|so thu tu|ghi chu",
    C.SOURCE: r"can cu|so quyet dinh|so van ban|quyet dinh|ke hoach|nguon|source",
    C.VALUE: r"(?:chi tieu|so|muc) giao|gia tri|so luong|value",
    C.INDICATOR: r"(?:ma )?(?:chi tieu|chi so)|indicator",
    C.FROM_DAY: r"(?:ke )?tu(?: ngay)?|from",
    C.TO_DAY: r"den(?: ngay)?|to(?! )",
    C.CODE: r"ma|place",
    C.NAME: r"(?:ten )?(?:thon|ban|xom|khu pho|khoi pho|to dan pho|xa|phuong|dia ban|don vi|noi)|ten",
}
NEEDED = (C.VALUE, C.INDICATOR, C.FROM_DAY, C.TO_DAY, C.SOURCE)
TEMPLATE = ("STT", "Mã", "Tên (không bắt buộc)", "Mã chỉ tiêu", "Từ ngày", "Đến ngày", "Số giao", "Căn cứ")
SHOWN = (N_("Place"), N_("Indicator"), N_("From – to"), N_("Target"), N_("By which decision or plan"))


def list_own_places(session: Session, actor: Actor) -> list[Place]:
    """Return every place that *actor* may set targets for: wider ones first, by code.

    Raises:
        Forbidden: Nobody who sets targets.
    """
    actor.require(*SETTERS)
    return list_places_of(session, actor)


@dataclass(frozen=True, slots=True)
class LastSet:
    """A target, and who set the value that holds; nobody: at the command line."""

    place: str
    indicator: str
    from_on: date
    to_on: date
    value: int
    source: str
    by: str | None
    at: datetime


def list_last_set(session: Session, actor: Actor) -> list[LastSet]:
    """Return the targets of the actor's places that were set last, the newest first.

    Raises:
        Forbidden: Nobody who sets targets.
    """
    actor.require(*SETTERS)
    own = actor.commune_ids | actor.village_ids
    own |= {actor.province_id} if actor.may_read_province else set()
    labels = {each.code: indicator_label(each) for each in load_catalogue().indicators}
    rows = session.execute(
        select(Target, Place.name, User.name)
        .join(Place, Place.id == Target.place_id)
        .outerjoin(User, User.id == Target.set_by_id)
        .where(Target.place_id.in_(own))
        .order_by(Target.set_at.desc(), Target.id)
        .limit(MOST_SET)
    )
    return [
        LastSet(
            place,
            labels.get(each.indicator, each.indicator),
            each.from_on,
            each.to_on,
            each.value,
            each.source,
            by,
            each.set_at,
        )
        for each, place, by in rows
    ]


def read_targets(content: bytes) -> TextFile[TargetColumn]:
    """Return the rows of a file; a place is told by its code or, in a list without codes, by its name.

    Raises:
        UnreadableFile: Cannot be read, has no such columns or no rows.
    """
    return read_rows(content, HEADINGS, (*NEEDED, C.CODE), (*NEEDED, C.NAME), ignored=(C.IGNORED,))


def judge_targets(session: Session, actor: Actor, file: TextFile[TargetColumn]) -> RowsPreview:
    """Return what would become of each row; nothing is written.

    Raises:
        Forbidden: Nobody who sets targets.
    """
    judge = _Judge(list_own_places(session, actor))
    read = [judge.read(row) for row in file.rows]
    stored = find_stored(session, [each.wanted for each in read if isinstance(each, _Asked)])
    rows = (_fate(each, stored.get(each.wanted.key)) if isinstance(each, _Asked) else each for each in read)
    return RowsPreview(tuple(rows), file.typing)


def take_targets(
    session: Session, actor: Actor, file: TextFile[TargetColumn], seen: Sequence[Sequence[str]]
) -> int:
    """Write the new and the changed rows, all of them; return how many.

    Args:
        seen: `told` of each row of the preview.

    Raises:
        Forbidden: Nobody who sets targets.
        ListChanged: A row would do something else than was *seen*.
    """
    found = judge_targets(session, actor, file)
    if found.of(Fate.WRONG) or [told(row) for row in found.rows] != [tuple(each) for each in seen]:
        raise ListChanged
    rows = [
        Wanted(
            row.body["place"],
            row.body["indicator"],
            date.fromisoformat(row.body["from"]),
            date.fromisoformat(row.body["to"]),
            row.body["value"],
            row.body["source"],
        )
        for row in found.of(Fate.NEW, Fate.CHANGED)
    ]
    try:
        with session.begin_nested():
            write_targets(session, rows, actor.user_id)
    except IntegrityError as error:  # somebody set one of them a moment ago
        raise ListChanged from error
    return len(rows)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row without a fault."""

    number: int
    wanted: Wanted
    cells: tuple[str, ...]


class _Judge:
    """What the rows of one file are held against."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.rules = TargetRules()
        self.labels = {each.code: indicator_label(each) for each in load_catalogue().indicators}
        self.by_label = {fold(label): code for code, label in self.labels.items()}
        self.places = ListedPlaces(places)

    def read(self, row: TextRow[TargetColumn]) -> _Asked | ListedRow:
        """Return what a row asks for; a wrong one with what is wrong."""
        problems: list[Remark] = []
        place = self.places.find(row.get(C.CODE), row.get(C.NAME), problems)
        code = row.get(C.INDICATOR)
        code = self.by_label.get(fold(code), code)
        first = parsed(day_in, row.get(C.FROM_DAY), NO_DAY, problems)
        last = parsed(day_in, row.get(C.TO_DAY), NO_DAY, problems)
        value = parsed(amount_in, row.get(C.VALUE), NO_NUMBER, problems)
        source = row.get(C.SOURCE)
        formula = text_problem(source, MAX_SOURCE)
        if formula is not None:
            problems.append(Remark(formula))
        cells = (
            place.name if place else row.get(C.CODE) or row.get(C.NAME),
            self.labels.get(code, code),
            f"{row.get(C.FROM_DAY)} – {row.get(C.TO_DAY)}",
            row.get(C.VALUE) if value is None else number(value),
            source,
        )
        if place is None or first is None or last is None or value is None or problems:
            return ListedRow(row.number, Fate.WRONG, cells, tuple(problems), {})
        cells = (*cells[:2], f"{first:%d/%m/%Y} – {last:%d/%m/%Y}", *cells[3:])
        wanted = Wanted(place.id, code, first, last, value, source)
        fault = self.rules.find_fault(row.number, wanted)
        if fault is None and not was_there(place, first):
            fault = Remark(NOT_THEN, {"name": place.name})
        if fault is not None:
            return ListedRow(row.number, Fate.WRONG, cells, (fault,), {})
        return _Asked(row.number, wanted, cells)


def _fate(asked: _Asked, target: Target | None) -> ListedRow:
    wanted = asked.wanted
    body = {
        "place": wanted.place_id,
        "indicator": wanted.indicator,
        "from": wanted.from_on.isoformat(),
        "to": wanted.to_on.isoformat(),
        "value": wanted.value,
        "source": wanted.source,
    }
    if target is None:
        return ListedRow(asked.number, Fate.NEW, asked.cells, (), body)
    remarks = []
    if target.value != wanted.value:
        values = {"before": number(target.value), "after": number(wanted.value)}
        remarks.append(Remark(CHANGED, values))
    if target.source != wanted.source:
        remarks.append(Remark(NEW_SOURCE, {"before": target.source}))
    body["was"] = f"{target.value} {target.source}"
    fate = Fate.CHANGED if remarks else Fate.SAME
    return ListedRow(asked.number, fate, asked.cells, tuple(remarks), body)
