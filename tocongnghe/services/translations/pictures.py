"""Which picture of `docs/screens` shows a screen; a package without that folder shows none."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from tocongnghe.config import REPOSITORY

FOLDER = REPOSITORY / "docs" / "screens"
WIDTHS = {"phone": (360, 412), "desk": (1280, 768, 360)}
SHOWN_AS = {
    "residents/consent": "phone-consent",
    "phone/enrol": "phone-first-use",
    "phone/log-many": "phone-log-many",
    "phone/attention": "phone-tasks",
    "phone/follow-ups": "phone-today",
    "desk/commune": "desk-today",
    "desk/bulk": "desk-review-groups",
    "desk/closings": "desk-close",
    "desk/user": "desk-users",
}
"""Screens whose picture has another name."""
_NAME = re.compile(r"[a-z-]+-\d{3,4}\.png")


@cache
def picture_of(screen: str, folder: Path = FOLDER) -> str | None:
    """Return the file name of the picture of a screen's code, None when there is none."""
    side, _, name = screen.partition("/")
    known = SHOWN_AS.get(screen, f"{side}-{name.replace('_', '-')}")
    for width in WIDTHS["desk" if known.startswith("desk") else "phone"]:
        if (folder / f"{known}-{width}.png").is_file():
            return f"{known}-{width}.png"
    return None


def is_picture(name: str, folder: Path = FOLDER) -> bool:
    """Tell whether *name* is a picture that may be sent."""
    return _NAME.fullmatch(name) is not None and (folder / name).is_file()
