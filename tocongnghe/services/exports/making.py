"""The two steps in which a long export is made, each of which can be done again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from tocongnghe.i18n import BASE, use_locale
from tocongnghe.services.exports import make_table
from tocongnghe.services.exports.order import Asked
from tocongnghe.services.exports.spool import Made, Watch, make_file, spool
from tocongnghe.services.exports.table import Format


def read_rows(session: Session, asked: Asked, rows: Path, watch: Watch) -> None:
    """Write what was asked for into the file *rows*, as it is in the one moment that *session* sees.

    Raises:
        Forbidden, NotFound, Refused: It cannot be had (any more).
    """
    with use_locale(BASE):
        spool(make_table(session, asked), rows, watch)


def write_file(rows: Path, path: Path, format_: Format, watch: Watch) -> Made:
    """Write the export whose rows lie in *rows* to *path*: the same bytes whenever it is done again."""
    with use_locale(BASE):
        return make_file(rows, path, format_, watch)
