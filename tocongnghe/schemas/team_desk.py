"""What the desk's pages about teams take: teams, members, who leaves, two days to compare."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from tocongnghe.schemas.console import OLDEST_DAY, PLACE_CODE, Day, FormIn
from tocongnghe.vocabulary import Role

TEAM_ROLES = (Role.LEADER, Role.MEMBER)


def _words(most: int, **options: Any) -> fields.Field[Any]:
    return fields.String(load_default=None, validate=validate.Length(max=most), **options)


def _day(**options: Any) -> fields.Field[Any]:
    return Day(load_default=None, validate=validate.Range(min=OLDEST_DAY), **options)


class BasisIn(FormIn):
    """From which day, by which decision, why."""

    on = _day()
    decision = _words(60)
    reason = _words(200)

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Strip what was typed; nothing but blanks is nothing."""
        return {
            name: " ".join(value.split()) or None if isinstance(value, str) else value
            for name, value in data.items()
        }


class NewTeamIn(BasisIn):
    place = fields.String(required=True, validate=validate.Regexp(PLACE_CODE + "$"))
    name = _words(120)


class TeamIn(BasisIn):
    name = _words(120)


class MemberIn(BasisIn):
    """Somebody who joins. `same_as`: the user id of somebody known, or "new" when asked and denied."""

    name = _words(120)
    phone = _words(20)
    role = fields.Enum(Role, by_value=True, load_default=Role.MEMBER)
    organisation = _words(120)
    same_as = fields.String(load_default=None, validate=validate.Regexp(r"(new|[1-9][0-9]{0,8})$"))

    @validates_schema
    def check_role(self, data: dict[str, Any], **_: Any) -> None:
        """Only roles of a team are given here."""
        if data["role"] not in TEAM_ROLES:
            raise ValidationError("not a role of a team", "role")


class WorkIn(MemberIn):
    """What changes about a member: who they are, what they are in the team."""


class LeaveIn(BasisIn):
    """Who leaves, and who goes on. `to`: a user id; empty: the whole team."""

    last_day = _day()
    to = fields.Integer(load_default=None, validate=validate.Range(1, 2**31 - 1))


class SpanIn(FormIn):
    """Two days to compare; by default a year ago and today."""

    from_day = _day(data_key="from")
    to_day = _day(data_key="to")
