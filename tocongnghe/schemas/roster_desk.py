"""What the page takes that brings in lists of villages, teams and members."""

from __future__ import annotations

from marshmallow import fields, validate

from tocongnghe.schemas.console import OLDEST_DAY, PLACE_CODE, Day, FormIn


class RosterIn(FormIn):
    """Of which commune the list is, and from which day rows hold that name none."""

    commune = fields.String(load_default=None, validate=validate.Regexp(PLACE_CODE + "$"))
    on = Day(load_default=None, validate=validate.Range(min=OLDEST_DAY))


class RosterPackageIn(FormIn):
    """The rows that were shown, as signed then."""

    package = fields.String(required=True)
