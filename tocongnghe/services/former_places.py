"""The communes and provinces that were there until 30 June 2025, and what each has become: facts from files.

Files in `tocongnghe/data/`, named after the last day and the decision. Nothing
else hangs on these rows: whoever looks for an old name finds the new one.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session, aliased

from tocongnghe.errors import Problem
from tocongnghe.i18n.search import fold
from tocongnghe.models import Place, PlaceParent, PlaceSuccession
from tocongnghe.services.places import DATA, TWO_TIERS_FROM
from tocongnghe.vocabulary import PlaceKind, SuccessionRelation

SINCE = date(1900, 1, 1)
"""Stands for a day of founding that nobody wrote down here."""
LAST_DAY = TWO_TIERS_FROM - timedelta(days=1)
COMMUNES = DATA / f"former_communes_{LAST_DAY}_QD-19-2025-QD-TTg.csv"
PROVINCES = DATA / f"former_provinces_{LAST_DAY}_NQ-202-2025-QH15.csv"
SOURCES = {COMMUNES: "Quyết định 19/2025/QĐ-TTg", PROVINCES: "Nghị quyết 202/2025/QH15"}
KINDS = ("Thành phố", "Thị trấn", "Phường", "Tỉnh", "Xã")
MOST_FOUND = 60


class UnreadablePlaces(Problem):
    """A file of former places is not what it should be; the message names file, line and column."""

    slug, status, title = "unreadable-places", 500, "A file of former places cannot be read"


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """One line: a place that was, and one that it went on in."""

    code: str
    full_name: str
    became: str
    relation: SuccessionRelation
    province_code: str | None = None
    district: str | None = None

    @property
    def type_name(self) -> str:
        return next(kind for kind in KINDS if self.full_name.startswith(f"{kind} "))


def read_former(path: Path) -> list[FormerUnit]:
    """Return the lines of *path*, in order.

    Raises:
        UnreadablePlaces: With file, line and column of the first thing that is wrong.
    """
    needed = ["code", "full_name", "became", "relation"]
    width = 2 if "provinces" in path.name else 5
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.DictReader(file)
            missing = set(needed) - set(lines.fieldnames or ())
            if missing:
                raise UnreadablePlaces(f"{path.name}, line 1: no column {', '.join(sorted(missing))}")
            return [_unit(path, number, line, width) for number, line in enumerate(lines, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadablePlaces(f"{path.name}: {type(error).__name__}") from error


def _unit(path: Path, number: int, line: Mapping[str, str | None], width: int) -> FormerUnit:
    def complain(column: str, says: str) -> UnreadablePlaces:
        return UnreadablePlaces(f"{path.name}, line {number}, column {column}: {says}")

    for column in ("code", "became"):
        text = line[column] or ""
        if not (text.isascii() and text.isdigit() and len(text) == width):
            raise complain(column, f"“{text}” is not a code of {width} digits; a leading zero may be lost")
    name = line["full_name"] or ""
    if not name.startswith(tuple(f"{kind} " for kind in KINDS)):
        raise complain("full_name", f"“{name}” does not begin with {', '.join(KINDS)}")
    if line["relation"] not in list(SuccessionRelation):
        raise complain("relation", f"“{line['relation']}” is neither whole nor part")
    return FormerUnit(
        code=line["code"] or "",
        full_name=name,
        became=line["became"] or "",
        relation=SuccessionRelation(line["relation"]),
        province_code=line.get("province_code"),
        district=line.get("district"),
    )


def load_former_places(session: Session) -> int:
    """Add the former provinces and communes, if none is there yet; return how many were added.

    Past the journal: they can be had from the files at any time, and nothing refers to them.
    """
    if session.scalar(select(Place.id).where(Place.valid_to == TWO_TIERS_FROM).limit(1)) is not None:
        return 0
    session.flush()
    provinces, communes = read_former(PROVINCES), read_former(COMMUNES)
    return _write(session, provinces, PlaceKind.PROVINCE, PROVINCES) + _write(
        session, communes, PlaceKind.COMMUNE, COMMUNES
    )


def _write(session: Session, units: list[FormerUnit], kind: PlaceKind, path: Path) -> int:
    places, links, successions = (
        cast("Table", model.__table__) for model in (Place, PlaceParent, PlaceSuccession)
    )
    connection = session.connection()
    by_code = {unit.code: unit for unit in units}
    span = {"valid_from": SINCE, "valid_to": TWO_TIERS_FROM}
    connection.execute(
        insert(places),
        [
            {
                "code": unit.code,
                "kind": kind,
                "type_name": unit.type_name,
                "name": unit.full_name,
                "district": unit.district,
            }
            | span
            for unit in by_code.values()
        ],
    )
    then, now = _ids(session, SINCE), _ids(session, TWO_TIERS_FROM)
    strays = sorted({unit.became for unit in units} - now.keys())
    if strays:
        raise UnreadablePlaces(f"{path.name}: there is no place {', '.join(strays)} since {TWO_TIERS_FROM}")
    hung = [
        {"place_id": then[unit.code], "parent_id": then[unit.province_code]} | span
        for unit in by_code.values()
        if unit.province_code
    ]
    if hung:
        connection.execute(insert(links), hung)
    connection.execute(
        insert(successions),
        [
            {
                "from_id": then[unit.code],
                "to_id": now[unit.became],
                "on_day": TWO_TIERS_FROM,
                "relation": unit.relation,
                "is_direct": True,
                "source": SOURCES[path],
            }
            for unit in units
        ],
    )
    return len(by_code)


def _ids(session: Session, since: date) -> dict[str, int]:
    rows = session.execute(select(Place.code, Place.id).where(Place.valid_from == since)).all()
    return dict(rows)


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that somebody looked for, former or present, and what became of it or what it was made of."""

    id: int
    code: str
    name: str
    kind: PlaceKind
    district: str | None
    above: str | None
    """The province or commune that it lies in, or lay in."""
    valid_from: date | None
    """None: nobody wrote down since when."""
    valid_to: date | None
    became: tuple[tuple[str, str, SuccessionRelation, str], ...]
    """(code, name, relation, source)."""
    made_of: tuple[tuple[str, str, SuccessionRelation], ...]

    @property
    def last_day(self) -> date | None:
        return self.valid_to - timedelta(days=1) if self.valid_to else None


def search_places(session: Session, text: str) -> tuple[FoundPlace, ...]:
    """Return places whose name or code has *text*, diacritics or not, former ones too; at most MOST_FOUND."""
    wanted = fold(text).split()
    if not wanted:
        return ()
    rows = session.execute(
        select(Place)
        .where(Place.valid_to.is_(None) | (Place.valid_to > Place.valid_from))
        .order_by(Place.code)
    ).scalars()
    found = [place for place in rows if _fits(place, wanted, text.strip())]
    exact = " ".join(wanted)
    found.sort(key=lambda one: (not fold(one.name).endswith(exact), one.kind != PlaceKind.COMMUNE, one.code))
    return tuple(_tell(session, found[:MOST_FOUND]))


def _fits(place: Place, wanted: list[str], code: str) -> bool:
    words = fold(f"{place.name} {place.district or ''}").split()
    return place.code == code or all(any(word.startswith(each) for word in words) for each in wanted)


def _tell(session: Session, places: list[Place]) -> Iterator[FoundPlace]:
    ids, other = [place.id for place in places], aliased(Place)
    succession = PlaceSuccession
    became = session.execute(
        select(succession.from_id, other.code, other.name, succession.relation, succession.source)
        .join(other, other.id == succession.to_id)
        .where(succession.from_id.in_(ids), succession.is_direct)
        .order_by(other.code)
    ).all()
    made_of = session.execute(
        select(succession.to_id, other.code, other.name, succession.relation)
        .join(other, other.id == succession.from_id)
        .where(succession.to_id.in_(ids), succession.is_direct, other.valid_to > other.valid_from)
        .order_by(other.code)
    ).all()
    above = dict(
        session.execute(
            select(PlaceParent.place_id, other.name)
            .join(other, other.id == PlaceParent.parent_id)
            .where(PlaceParent.place_id.in_(ids))
            .order_by(PlaceParent.valid_from)
        ).all()
    )
    for place in places:
        yield FoundPlace(
            id=place.id,
            code=place.code,
            name=place.name,
            kind=place.kind,
            district=place.district,
            above=above.get(place.id),
            valid_from=None if place.valid_from == SINCE else place.valid_from,
            valid_to=place.valid_to,
            became=tuple((row[1], row[2], row[3], row[4]) for row in became if row[0] == place.id),
            made_of=tuple((row[1], row[2], row[3]) for row in made_of if row[0] == place.id),
        )
