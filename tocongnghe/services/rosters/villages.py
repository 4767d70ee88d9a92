"""A list of villages: each new one gets the next code of its commune, and keeps it for ever."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe.i18n import N_
from tocongnghe.i18n.search import fold
from tocongnghe.models import Place, PlaceParent
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Fate, ListedRow, Remark
from tocongnghe.services.rosters.ground import Ground
from tocongnghe.services.rosters.reading import Column, RawRow
from tocongnghe.services.village_names import bare_name, kind_in, own_name
from tocongnghe.vocabulary import PlaceKind

VILLAGE_HEADINGS = {
    Column.IGNORED: r"stt|tt|so thu tu|ma thon|ma|so ho|dan so|so khau|so nhan khau|ghi chu",
    Column.KIND: r"loai|loai hinh|kieu",
    Column.FROM_DAY: r"(?:tu |ke tu )?ngay",
    Column.NAME: r"(?:ten )?(?:thon|ban|xom|khu pho|khoi pho|to dan pho|thon ban|thon to dan pho)|ten",
}
NO_NAME = N_("No name of a village")
REPEATED = N_("The same village stands in row {row} already. Leave one of them out.")
OTHER_KIND = N_("There is {name} already. If it is the same village, leave this row out.")
NO_KIND = N_("The kind “{kind}” is not known. Write Thôn, Bản, Xóm, Khu phố, Khối phố or Tổ dân phố.")
USUAL_KIND = "thon"
NUMBERS = 999


def judge_villages(ground: Ground, rows: Sequence[RawRow]) -> list[ListedRow]:
    """Return each row's fate: new, or there already."""
    seen: dict[str, int] = {}
    return [_judge(ground, row, seen) for row in rows]


def _judge(ground: Ground, row: RawRow, seen: dict[str, int]) -> ListedRow:
    written, told = row.get(Column.NAME), row.get(Column.KIND)
    day, problems = row.day(ground.on)
    problems += row.check(name=100, kind=40)
    kind = kind_in(told) if told else kind_in(written) or kind_in(USUAL_KIND)
    if told and kind is None:
        problems += (Remark(NO_KIND, {"kind": told}),)
    own = own_name(written)
    name = f"{kind} {own}" if kind else own
    if not own:
        problems += (Remark(NO_NAME),)
    twin = seen.get(fold(name))
    if twin is not None and own:
        problems += (Remark(REPEATED, {"row": str(twin)}),)
    seen.setdefault(fold(name), row.number)
    alike = [place for place in ground.villages if bare_name(place.name) == bare_name(name)]
    same = next((place for place in alike if fold(place.name) == fold(name)), None)
    if same is None and len(alike) == 1 and not told and kind_in(written) is None:
        same, name = alike[0], alike[0].name
    remarks = (Remark(OTHER_KIND, {"name": alike[0].name}),) if alike and same is None else ()
    fate = Fate.WRONG if problems else Fate.SAME if same else Fate.NEW
    return ListedRow(
        row.number,
        fate,
        (name, same.code if same else "", day.strftime("%d/%m/%Y")),
        problems or remarks,
        {"name": name, "kind": kind or "", "on": day.isoformat()},
    )


def write_villages(session: Session, _actor: Actor, ground: Ground, rows: Sequence[ListedRow]) -> int:
    """Add the new villages, in order, with running numbers; return how many.

    Raises:
        OverflowError: The commune has used up its 999 numbers.
    """
    number = last_number(session, ground.commune)
    province = province_code(session, ground.commune)
    for row in rows:
        number += 1
        if number > NUMBERS:
            raise OverflowError("no number is left for a village of this commune")
        day = ground.on.fromisoformat(row.body["on"])
        place = Place(
            code=f"{province}-{ground.commune.code}-{number:03}",
            kind=PlaceKind.VILLAGE,
            type_name=row.body["kind"],
            name=row.body["name"],
            valid_from=day,
        )
        session.add(place)
        session.flush()
        session.add(PlaceParent(place_id=place.id, parent_id=ground.commune.id, valid_from=day))
    return len(rows)


def last_number(session: Session, commune: Place) -> int:
    """Return the highest number that a village of this commune's code ever had, ended ones too."""
    codes = session.scalars(select(Place.code).where(Place.code.like(f"%-{commune.code}-%")))
    found = (re.fullmatch(rf"\d+-{commune.code}-(\d+)", code) for code in codes)
    return max((int(match[1]) for match in found if match), default=0)


def province_code(session: Session, commune: Place) -> str:
    query = (
        select(Place.code)
        .join(PlaceParent, PlaceParent.parent_id == Place.id)
        .where(PlaceParent.place_id == commune.id, PlaceParent.valid_to.is_(None))
    )
    return session.scalars(query).one()
