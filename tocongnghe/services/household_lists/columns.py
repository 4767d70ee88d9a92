"""Which column of a list says what, by its heading; people write headings in many ways."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from tocongnghe.services import office_files
from tocongnghe.services.office_files import Sheet


class Column(StrEnum):
    HEAD = "head"
    GIVEN_NAME = "given_name"
    """Beside HEAD when a name is parted: family and middle names there, the given name here."""
    RELATION = "relation"
    PEOPLE = "people"
    CHILDREN = "children"
    PHONE = "phone"
    VILLAGE = "village"
    POVERTY = "poverty"
    IDENTITY_NUMBER = "identity_number"
    """Known only to be left out."""


# Folded headings; the first that fits wins, so the narrower stand first.
HEADINGS = {
    Column.RELATION: r"quan he|moi quan he",
    Column.IDENTITY_NUMBER: r"(?:so )?(?:the )?(?:cccd|cmnd|cmt|can cuoc|dinh danh)",
    Column.CHILDREN: r"(?:so )?(?:tre em|tre)(?: duoi 16)?",
    Column.PEOPLE: r"(?:tong )?(?:so )?(?:nhan khau|khau|nguoi)(?: trong ho)?",
    Column.PHONE: r"(?:so )?(?:dien thoai|dt|dtdd)|sdt",
    Column.POVERTY: r"(?:phan )?(?:loai|dien) ho|ho ngheo|doi tuong ho",
    Column.HEAD: (
        r"(?:ho (?:va )?ten |ten )?chu ho|ho (?:va )?ten|ho dem|ho va ten dem|ho lot|ho va chu lot|ten ho"
    ),
    Column.GIVEN_NAME: r"ten",
    Column.VILLAGE: (
        r"(?:ten )?(?:thon|ban|xom|khu pho|khoi pho|to dan pho|thon ban|thon to dan pho|dia chi|noi o)"
    ),
}
Layout: TypeAlias = office_files.Layout[Column]


def find_layout(sheet: Sheet) -> Layout | None:
    """Return how *sheet* is laid out; None when no column can be told to hold heads of households."""
    return office_files.find_layout(sheet, HEADINGS, [Column.HEAD]) or _bare_names(sheet)


def _bare_names(sheet: Sheet) -> Layout | None:
    """One column of text and nothing else: names, without a heading."""
    filled = {index for row in sheet.rows for index, text in enumerate(row) if text and not text.isdigit()}
    return office_files.Layout(-1, {Column.HEAD: filled.pop()}) if len(filled) == 1 else None
