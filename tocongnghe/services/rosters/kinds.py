"""The three lists: their columns, how a row is judged and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from tocongnghe.i18n import N_
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import ListedRow
from tocongnghe.services.rosters.ground import Ground
from tocongnghe.services.rosters.members import MEMBER_HEADINGS, judge_members, write_members
from tocongnghe.services.rosters.reading import Column, RawRow
from tocongnghe.services.rosters.teams import TEAM_HEADINGS, judge_teams, write_teams
from tocongnghe.services.rosters.villages import VILLAGE_HEADINGS, judge_villages, write_villages


class RosterKind(StrEnum):
    """What a list is about; in the order in which they are brought in."""

    VILLAGES = "villages"
    TEAMS = "teams"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Roster:
    """One kind of list; headings and example of its template are Vietnamese as offices write them."""

    headings: Mapping[Column, str]
    needed: tuple[Column, ...]
    judge: Callable[[Ground, Sequence[RawRow]], list[ListedRow]]
    write: Callable[[Session, Actor, Ground, Sequence[ListedRow]], int]
    shown: tuple[str, ...]
    """Message ids: headings of `ListedRow.cells`."""
    template: tuple[str, ...]
    example: tuple[tuple[str, ...], ...]


ROSTERS: dict[RosterKind, Roster] = {
    RosterKind.VILLAGES: Roster(
        VILLAGE_HEADINGS,
        (Column.NAME,),
        judge_villages,
        write_villages,
        (N_("Village"), N_("Code"), N_("From day")),
        ("STT", "Tên thôn", "Loại", "Từ ngày"),
        (("1", "Nà Mẫu", "Thôn", "01/07/2025"), ("2", "Thử Nghiệm", "Khối phố", "")),
    ),
    RosterKind.TEAMS: Roster(
        TEAM_HEADINGS,
        (Column.PLACE,),
        judge_teams,
        write_teams,
        (N_("Team of"), N_("Name of the team"), N_("Decision"), N_("From day")),
        ("STT", "Thôn (để trống: tổ của xã)", "Tên tổ", "Số quyết định", "Từ ngày"),
        (("1", "Thôn Nà Mẫu", "", "12/QĐ-UBND", "01/08/2025"), ("2", "Xã", "", "10/QĐ-UBND", "01/08/2025")),
    ),
    RosterKind.MEMBERS: Roster(
        MEMBER_HEADINGS,
        (Column.NAME, Column.PLACE),
        judge_members,
        write_members,
        (N_("Member"), N_("Phone number"), N_("Team of"), N_("Role"), N_("Organisation"), N_("From day")),
        ("STT", "Họ và tên", "Số điện thoại", "Thôn", "Vai trò", "Đơn vị", "Số quyết định", "Từ ngày"),
        (
            (
                "1",
                "Nguyễn Thị Mẫu",
                "0912 000 000",
                "Thôn Nà Mẫu",
                "Tổ trưởng",
                "Hội Nông dân",
                "",
                "",
            ),
            ("2", "Lý Văn Thử", "0987 000 000", "Thôn Nà Mẫu", "Thành viên", "Bưu điện", "", ""),
        ),
    ),
}
