"""A list of desk users from an office's file: every row's fate shown first, then all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.i18n import N_
from tocongnghe.i18n.search import fold
from tocongnghe.models import Assignment, Place, User
from tocongnghe.services import users
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import (
    Fate,
    Layout,
    ListedRow,
    Remark,
    RowsPreview,
    Sheet,
    UnreadableFile,
    as_name,
    best_sheet,
    day_in,
    name_problem,
    read_sheets,
    rows_below,
)
from tocongnghe.services.password_codes import new_password_code
from tocongnghe.services.people import DESK_ROLES
from tocongnghe.services.refused import Refused
from tocongnghe.vocabulary import Role

MOST_PEOPLE = 500
"""In one file: their codes are passed on by hand."""


class Column(StrEnum):
    NAME = "name"
    LOGIN = "login"
    ROLE = "role"
    PLACE = "place"
    FIRST_DAY = "from"
    LAST_DAY = "to"


HEADINGS = {
    Column.LOGIN: "ten dang nhap|tai khoan|login",
    Column.NAME: "ho va ten|ho ten|ten nguoi dung|ten|full name|name",
    Column.ROLE: "vai tro|quyen|chuc vu|role",
    Column.PLACE: "noi lam viec|don vi|dia ban|xa|xa phuong|place",
    Column.FIRST_DAY: "tu ngay|ngay bat dau|from",
    Column.LAST_DAY: "den ngay|den het ngay|ngay ket thuc|to",
}
NEEDED = (Column.NAME, Column.LOGIN, Column.ROLE, Column.PLACE)
ROLE_WORDS = {
    "supervisor": Role.SUPERVISOR,
    "cong chuc xa phu trach": Role.SUPERVISOR,
    "cong chuc xa": Role.SUPERVISOR,
    "phu trach xa": Role.SUPERVISOR,
    "commune reader": Role.COMMUNE_READER,
    "lanh dao xa": Role.COMMUNE_READER,
    "lanh dao ubnd xa": Role.COMMUNE_READER,
    "lanh dao": Role.COMMUNE_READER,
    "province": Role.PROVINCE,
    "can bo tinh": Role.PROVINCE,
    "cong chuc tinh": Role.PROVINCE,
    "admin": Role.ADMIN,
    "quan tri": Role.ADMIN,
    "quan tri vien": Role.ADMIN,
    "nguoi quan tri": Role.ADMIN,
}
"""What stands in lists -> the role it means, folded."""

NO_NAME = N_("Write the full name of the person.")
UNKNOWN_ROLE = N_(
    "The role is not known. Write “Công chức xã phụ trách”, “Lãnh đạo xã”, “Cán bộ tỉnh” or “Quản trị”."
)
UNKNOWN_PLACE = N_("No commune of the province has this name or code. Two have it? Write the code.")
BAD_DAY = N_("The day is not understood. Write it as 21/11/2026.")
REPEATED = N_("The same login stands in an earlier row")
OTHER_NAME = N_("The login belongs to somebody of another name. Choose another login.")
HAS_IT = N_("Has this role there already")
GETS_ROLE = N_("Is known; gets this role as well")
SWITCHED_OFF = N_("This person is switched off. Switch the person on first.")

_KINDS = ("xa ", "phuong ", "thi tran ", "dac khu ", "tinh ", "ubnd xa ", "ubnd phuong ", "ubnd ")


def preview_users(session: Session, actor: Actor, content: bytes) -> RowsPreview:
    """Return what would become of each row of a file.

    Raises:
        Forbidden: No administrator.
        UnreadableFile: As `read_sheets`; `columns`; `empty`; `too_many`: more than MOST_PEOPLE rows.
    """
    actor.require(Role.ADMIN)
    sheet, layout = best_sheet(read_sheets(content), HEADINGS, NEEDED)
    numbers = list(rows_below(sheet, layout.heading_row))
    if not numbers:
        raise UnreadableFile("empty")
    if len(numbers) > MOST_PEOPLE:
        raise UnreadableFile("too_many")
    today = clock.local_date()
    judge = _Judge(session, users.list_desk_places(session, actor, today), today)
    return RowsPreview(tuple(judge.row(sheet, layout, number) for number in numbers), sheet.typing)


def take_users(
    session: Session, actor: Actor, bodies: Iterable[Mapping[str, Any]], *, secret: str, hours: int
) -> list[tuple[str, str, str]]:
    """Make everybody of the rows known; return (name, login, code) of those who are new.

    Raises:
        Forbidden: No administrator.
        Refused: One of them does not go any more; then the caller rolls all back.
    """
    actor.require(Role.ADMIN)
    codes = []
    for body in bodies:
        given = users.Given(
            Role(body["role"]),
            body["place"],
            date.fromisoformat(body["from"]),
            date.fromisoformat(body["to"]) if body["to"] else None,
        )
        known = session.scalar(select(User).where(User.login == body["login"]))
        if known is None:
            user = users.create_user(session, actor, name=body["name"], login=body["login"], given=given)
            code = new_password_code(session, user, secret=secret, hours=hours, made_by_id=actor.user_id)
            codes.append((user.name, body["login"], code))
        elif fold(known.name) != fold(body["name"]):
            raise Refused(OTHER_NAME)
        else:
            users.give_role(session, actor, known.id, given)
    return codes


class _Judge:
    """What the rows are held against: the places, who is known, and the rows before."""

    def __init__(self, session: Session, places: list[Place], today: date) -> None:
        self.session = session
        self.today = today
        self.places: dict[str, list[Place]] = {}
        for place in places:
            for key in {place.code, fold(place.name), _bare(place.name)}:
                self.places.setdefault(key, []).append(place)
        self.users = {u.login: u for u in session.scalars(select(User).where(User.login.is_not(None)))}
        held = select(Assignment.user_id, Assignment.role, Assignment.place_id).where(
            or_(Assignment.valid_to.is_(None), Assignment.valid_to > today)
        )
        self.held = {tuple(row) for row in session.execute(held)}
        self.seen: set[str] = set()

    def row(self, sheet: Sheet, layout: Layout[Column], number: int) -> ListedRow:
        cells = {column: layout.get(sheet, number, column) for column in Column}
        name, login = as_name(cells[Column.NAME]), cells[Column.LOGIN].lower()
        role = self._role(cells[Column.ROLE])
        place = self._place(cells[Column.PLACE])
        first, last, days_problem = self._days(cells)
        wrong = self._wrong(name, login, role, place, days_problem)
        self.seen.add(login)
        fate, words = (Fate.WRONG, wrong) if wrong else self._known(name, login, role, place)
        shown = (name, login, cells[Column.ROLE], place.name if place else cells[Column.PLACE])
        body = {
            "name": name,
            "login": login,
            "role": str(role or ""),
            "place": place.code if place else "",
            "from": first.isoformat(),
            "to": last.isoformat() if last else None,
        }
        return ListedRow(number + 1, fate, shown, tuple(Remark(each) for each in words), body)

    def _wrong(
        self, name: str, login: str, role: Role | None, place: Place | None, days_problem: str | None
    ) -> list[str]:
        found = [NO_NAME if not name else name_problem(name)]
        found.append(None if users.LOGIN.fullmatch(login) else users.BAD_LOGIN)
        found.append(REPEATED if login in self.seen else None)
        found.append(UNKNOWN_ROLE if role is None else None)
        found.append(UNKNOWN_PLACE if place is None else None)
        if role and place and DESK_ROLES[role] is not place.kind:
            found.append(users.ROLE_ELSEWHERE)
        found.append(days_problem)
        known = self.users.get(login)
        if known is not None:
            found.append(None if fold(known.name) == fold(name) else OTHER_NAME)
            found.append(None if known.is_active else SWITCHED_OFF)
        return [each for each in found if each]

    def _known(self, name: str, login: str, role: Role | None, place: Place | None) -> tuple[Fate, list[str]]:
        known = self.users.get(login)
        if known is None:
            return Fate.NEW, []
        if place is not None and (known.id, role, place.id) in self.held:
            return Fate.SAME, [HAS_IT]
        return Fate.CHANGED, [GETS_ROLE]

    def _role(self, text: str) -> Role | None:
        return ROLE_WORDS.get(fold(text))

    def _place(self, text: str) -> Place | None:
        found = (
            self.places.get(text.strip()) or self.places.get(fold(text)) or self.places.get(_bare(text)) or []
        )
        return found[0] if len(found) == 1 else None

    def _days(self, cells: Mapping[Column, str]) -> tuple[date, date | None, str | None]:
        try:
            first = day_in(cells[Column.FIRST_DAY]) or self.today
            last = day_in(cells[Column.LAST_DAY])
        except ValueError:
            return self.today, None, BAD_DAY
        return first, last, users.DAYS_NOT_IN_ORDER if last and last < first else None


def _bare(name: str) -> str:
    """Return a place's name folded and without its kind: people write it with and without."""
    folded = fold(name)
    kind = next((kind for kind in _KINDS if folded.startswith(kind)), "")
    return folded.removeprefix(kind)
