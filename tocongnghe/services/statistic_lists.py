"""Numbers about places from the list that an office keeps: judged row by row, all taken in or none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import load_catalogue
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import number
from tocongnghe.i18n.search import fold
from tocongnghe.models import Place, PlaceStatistic, StatisticUpload
from tocongnghe.services.access import Actor
from tocongnghe.services.listed_places import ListedPlaces, list_places_of
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
from tocongnghe.services.statistic_uploads import Key, NumberWanted, find_numbers, write_statistics
from tocongnghe.vocabulary import Role

MAX_VALUE = 100_000_000
MAX_SOURCE = 300
JUMP_PERCENT = 50

NO_STATISTIC = N_("“{code}” is no statistic that is known here. Known are: {known}.")
NO_DAY = N_("The day was not understood. Write it like 21/11/2026.")
NOT_YET = N_("The day has not come yet.")
NO_NUMBER = N_("The number is a whole number from 0, such as 1250.")
NO_SOURCE = N_("Where the number comes from is missing.")
NO_DERIVED = N_("Whether the number was worked out is said by “có” or “không”.")
REPEATED = N_("Row {row} says the same number already.")
CHANGED = N_("Number: {before} → {after}")
NEW_SOURCE = N_("From another source than before: {before}")
NEW_DERIVED = N_("Whether it was worked out is said otherwise than before.")
JUMP = N_("Check: {percent} % away from the number of {day}, which is {before}.")

_YES = {"co", "x", "yes", "true", "1", "dung"}
_NO = {"", "khong", "no", "false", "0"}


class StatisticColumn(StrEnum):
    """What a column of the list says."""

    IGNORED = "ignored"
    DERIVED = "derived"
    SOURCE = "source"
    AS_OF = "as_of"
    VALUE = "value"
    STATISTIC = "statistic"
    CODE = "code"
    NAME = "name"


C = StatisticColumn
HEADINGS = {
    C.IGNORED: r"stt|tt|so thu tu|ghi chu",
    C.DERIVED: r"suy ra|tinh ra|uoc tinh|derived",
    C.SOURCE: r"nguon|can cu|source",
    C.AS_OF: r"(?:tinh )?(?:den ngay|ngay|thoi diem)|as.of",
    C.VALUE: r"gia tri|so luong|so lieu|value",
    C.STATISTIC: r"(?:ma )?(?:thong ke|so lieu thong ke|chi so|chi tieu)|statistic",
    C.CODE: r"ma|place",
    C.NAME: r"(?:ten )?(?:thon|ban|xom|khu pho|khoi pho|to dan pho|xa|phuong|dia ban|don vi|noi)|ten",
}
NEEDED = (C.VALUE, C.STATISTIC, C.AS_OF, C.SOURCE)
TEMPLATE = ("STT", "Mã", "Tên (không bắt buộc)", "Mã thống kê", "Giá trị", "Tính đến ngày", "Nguồn", "Suy ra")
SHOWN = (N_("Place"), N_("Statistic"), N_("Number"), N_("As of"), N_("Source"))


def statistic_names() -> dict[str, str]:
    """Return code -> name in the reader's language of every statistic of the catalogue."""
    return {each.code: _(each.name) for each in load_catalogue().statistics}


def list_statistic_places(session: Session, actor: Actor) -> list[Place]:
    """Return every place whose numbers *actor* may bring in.

    Raises:
        Forbidden: Nobody of the province's staff.
    """
    actor.require(Role.PROVINCE)
    return list_places_of(session, actor)


def read_statistics(content: bytes) -> TextFile[StatisticColumn]:
    """Return the filled rows of a file; one that says nothing but place and statistic is not filled.

    Raises:
        UnreadableFile: Cannot be read, has no such columns or no filled rows.
    """
    file = read_rows(content, HEADINGS, (*NEEDED, C.CODE), (*NEEDED, C.NAME), ignored=(C.IGNORED,))
    filled = tuple(row for row in file.rows if row.get(C.VALUE) or row.get(C.AS_OF) or row.get(C.SOURCE))
    return TextFile(filled or file.rows, file.typing)


def judge_statistics(
    session: Session, places: Iterable[Place], file: TextFile[StatisticColumn]
) -> RowsPreview:
    """Return what would become of each row; nothing is written."""
    judge = _Judge(places)
    read = [judge.read(row) for row in file.rows]
    wanted = [each.wanted for each in read if isinstance(each, _Asked)]
    stored = find_numbers(session, [each.key for each in wanted])
    former = _former(session, wanted)
    rows = (
        _fate(each, stored.get(each.wanted.key), former.get(each.wanted.key))
        if isinstance(each, _Asked)
        else each
        for each in read
    )
    return RowsPreview(tuple(rows), file.typing)


def take_statistics(
    session: Session,
    places: Iterable[Place],
    file: TextFile[StatisticColumn],
    seen: Sequence[Sequence[str]] | None,
    *,
    name: str,
    by_id: int | None,
) -> StatisticUpload | None:
    """Write the new and the changed rows, all of them; None when there were none.

    Args:
        seen: `told` of each row of the preview; None: nobody looked, as at the command line.
        name: Of the file.

    Raises:
        ListChanged: A row is wrong, or would do something else than was *seen*.
    """
    found = judge_statistics(session, places, file)
    is_as_seen = seen is None or [told(row) for row in found.rows] == [tuple(each) for each in seen]
    if found.of(Fate.WRONG) or not is_as_seen:
        raise ListChanged
    rows = [
        NumberWanted(
            row.body["place"],
            row.body["statistic"],
            row.body["value"],
            date.fromisoformat(row.body["as_of"]),
            row.body["source"],
            row.body["is_derived"],
        )
        for row in found.of(Fate.NEW, Fate.CHANGED)
    ]
    try:
        with session.begin_nested():
            return write_statistics(session, rows, name=name, by_id=by_id)
    except IntegrityError as error:  # somebody wrote one of them a moment ago
        raise ListChanged from error


@dataclass(frozen=True, slots=True)
class _Asked:
    """A row without a fault."""

    number: int
    wanted: NumberWanted
    cells: tuple[str, ...]


class _Judge:
    """What the rows of one file are held against."""

    def __init__(self, places: Iterable[Place]) -> None:
        self.places = ListedPlaces(places)
        self.names = statistic_names()
        self.by_name = {fold(name): code for code, name in self.names.items()}
        self.rows: dict[Key, int] = {}
        self.today = clock.local_date()

    def read(self, row: TextRow[StatisticColumn]) -> _Asked | ListedRow:
        """Return what a row asks for; a wrong one with what is wrong."""
        problems: list[Remark] = []
        place = self.places.find(row.get(C.CODE), row.get(C.NAME), problems)
        code = self.by_name.get(fold(row.get(C.STATISTIC)), row.get(C.STATISTIC))
        if code not in self.names:
            problems.append(Remark(NO_STATISTIC, {"code": code[:60], "known": ", ".join(self.names)}))
        value = parsed(_count, row.get(C.VALUE), NO_NUMBER, problems)
        as_of = parsed(day_in, row.get(C.AS_OF), NO_DAY, problems)
        if as_of is not None and as_of > self.today:
            problems.append(Remark(NOT_YET))
        source = row.get(C.SOURCE)
        formula = text_problem(source, MAX_SOURCE) if source else NO_SOURCE
        if formula is not None:
            problems.append(Remark(formula))
        is_derived = parsed(_derived, row.get(C.DERIVED), NO_DERIVED, problems)
        cells = (
            place.name if place else row.get(C.CODE) or row.get(C.NAME),
            self.names.get(code, code),
            row.get(C.VALUE) if value is None else number(value),
            row.get(C.AS_OF) if as_of is None else f"{as_of:%d/%m/%Y}",
            source,
        )
        if place is None or value is None or as_of is None or is_derived is None or problems:
            return ListedRow(row.number, Fate.WRONG, cells, tuple(problems), {})
        wanted = NumberWanted(place.id, code, value, as_of, source, is_derived)
        first = self.rows.setdefault(wanted.key, row.number)
        if first != row.number:
            remark = Remark(REPEATED, {"row": str(first)})
            return ListedRow(row.number, Fate.WRONG, cells, (remark,), {})
        return _Asked(row.number, wanted, cells)


def _fate(asked: _Asked, stored: PlaceStatistic | None, former: PlaceStatistic | None) -> ListedRow:
    wanted = asked.wanted
    body = {
        "place": wanted.place_id,
        "statistic": wanted.statistic,
        "value": wanted.value,
        "as_of": wanted.as_of.isoformat(),
        "source": wanted.source,
        "is_derived": wanted.is_derived,
    }
    jumps = _jumps(wanted, stored or former)
    if stored is None:
        return ListedRow(asked.number, Fate.NEW, asked.cells, jumps, body)
    remarks = []
    if stored.value != wanted.value:
        values = {"before": number(stored.value), "after": number(wanted.value)}
        remarks.append(Remark(CHANGED, values))
    if stored.source != wanted.source:
        remarks.append(Remark(NEW_SOURCE, {"before": stored.source}))
    if stored.is_derived != wanted.is_derived:
        remarks.append(Remark(NEW_DERIVED))
    body["was"] = f"{stored.value} {stored.source} {stored.is_derived}"
    fate = Fate.CHANGED if remarks else Fate.SAME
    return ListedRow(asked.number, fate, asked.cells, (*remarks, *jumps), body)


def _jumps(wanted: NumberWanted, former: PlaceStatistic | None) -> tuple[Remark, ...]:
    """Return the remark on a number that is far from the one before; such a row may be right."""
    if former is None or former.value == wanted.value:
        return ()
    away = 100 * abs(wanted.value - former.value)
    if away <= JUMP_PERCENT * former.value:
        return ()
    percent = number(round(away / former.value)) if former.value else "100+"
    values = {"percent": percent, "day": f"{former.as_of:%d/%m/%Y}", "before": number(former.value)}
    return (Remark(JUMP, values),)


def _former(session: Session, rows: Collection[NumberWanted]) -> Mapping[Key, PlaceStatistic]:
    """Return for each of *rows* the newest stored number of an earlier day."""
    stored: dict[tuple[int, str], list[PlaceStatistic]] = {}
    query = (
        select(PlaceStatistic)
        .where(
            PlaceStatistic.place_id.in_({row.place_id for row in rows}),
            PlaceStatistic.statistic.in_({row.statistic for row in rows}),
        )
        .order_by(PlaceStatistic.as_of)
    )
    for found in session.scalars(query):
        stored.setdefault((found.place_id, found.statistic), []).append(found)
    former = {}
    for row in rows:
        earlier = [each for each in stored.get(row.key[:2], []) if each.as_of < row.as_of]
        if earlier:
            former[row.key] = earlier[-1]
    return former


def _count(text: str) -> int | None:
    value = amount_in(text)
    return value if value is not None and 0 <= value <= MAX_VALUE else None


def _derived(text: str) -> bool | None:
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None
