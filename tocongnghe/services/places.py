"""The administrative places that an installation starts with.

Facts from `tocongnghe/data/`; a place is (code, valid_from), because the
communes of 2025 re-use older communes' codes under other names.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.models import Place, PlaceParent
from tocongnghe.vocabulary import PlaceKind

DATA = Path(__file__).resolve().parent.parent / "data"
TWO_TIERS_FROM = date(2025, 7, 1)
"""The first day without districts. Source: Quyết định 19/2025/QĐ-TTg."""


def load_reference_places(session: Session) -> int:
    """Add the provinces and communes that are not there yet; return how many were added."""
    known = set(session.scalars(select(Place.code).where(Place.valid_from == TWO_TIERS_FROM)))
    provinces = [r for r in _rows("provinces") if r["code"] not in known]
    communes = [r for r in _rows("communes") if r["code"] not in known]
    session.add_all(_place(row, PlaceKind.PROVINCE) for row in provinces)
    session.add_all(_place(row, PlaceKind.COMMUNE) for row in communes)
    session.flush()
    _link(session, communes)
    return len(provinces) + len(communes)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}_{TWO_TIERS_FROM}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _place(row: dict[str, str], kind: PlaceKind) -> Place:
    return Place(
        code=row["code"],
        kind=kind,
        type_name=row["kind"],
        name=row["full_name"],
        latitude=float(row["lat"]) if "lat" in row else None,
        longitude=float(row["lon"]) if "lon" in row else None,
        valid_from=TWO_TIERS_FROM,
    )


def _link(session: Session, communes: list[dict[str, str]]) -> None:
    rows = session.execute(select(Place.code, Place.id).where(Place.valid_from == TWO_TIERS_FROM))
    ids = {code: place_id for code, place_id in rows}  # noqa: C416 - dict() of a Result asks for keys
    session.add_all(
        PlaceParent(place_id=ids[row["code"]], parent_id=ids[row["province_code"]], valid_from=TWO_TIERS_FROM)
        for row in communes
    )
    session.flush()
