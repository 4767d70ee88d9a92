"""What the pages about people take: own account, new passwords, the administrator's list of users."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, post_load, validate

from tocongnghe.schemas.console import OLDEST_DAY, PLACE_CODE, Day, FormIn
from tocongnghe.vocabulary import Role

DESK_ROLES = (Role.SUPERVISOR, Role.COMMUNE_READER, Role.PROVINCE, Role.ADMIN)
_DAY = validate.Range(min=OLDEST_DAY)
_PASSWORD = validate.Length(max=1000)
"""Far more than is taken, so that whoever pastes too much is told so in words."""


class NewPasswordIn(FormIn):
    """A new password, typed twice; absent fields are simply not good enough."""

    password = fields.String(load_default="", validate=_PASSWORD)
    again = fields.String(load_default="", validate=_PASSWORD)


class CodePasswordIn(NewPasswordIn):
    """The one-time code, and the password that is chosen by it."""

    code = fields.String(load_default="", validate=validate.Length(max=80))


class OwnPasswordIn(NewPasswordIn):
    """The password of until now, too."""

    old = fields.String(load_default="", validate=_PASSWORD)


class LanguageIn(FormIn):
    language = fields.String(required=True, validate=validate.Length(max=8))


class SubstituteIn(FormIn):
    """Who stands in, and on which days; both days included."""

    login = fields.String(load_default="", validate=validate.Length(max=80))
    first_day = Day(load_default=None, data_key="from", validate=_DAY)
    last_day = Day(load_default=None, data_key="to", validate=_DAY)


class UsersQueryIn(FormIn):
    """Filters of the list of users."""

    words = fields.String(load_default="", data_key="q", validate=validate.Length(max=80))
    role = fields.Enum(Role, by_value=True, load_default=None)
    place = fields.String(load_default=None, validate=validate.Regexp(PLACE_CODE + "$"))
    standing = fields.String(
        load_default="on", data_key="state", validate=validate.OneOf(["on", "off", "all"])
    )
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100_000))


class GivenIn(FormIn):
    """A role at a place, from a day on, perhaps until a last one."""

    role = fields.Enum(Role, by_value=True, required=True, validate=validate.OneOf(DESK_ROLES))
    place = fields.String(required=True, validate=validate.Regexp(PLACE_CODE + "$"))
    first_day = Day(load_default=None, data_key="from", validate=_DAY)
    last_day = Day(load_default=None, data_key="to", validate=_DAY)


class GivenRoleIn(GivenIn):
    """A role, perhaps in place of somebody on leave, by their login."""

    absent = fields.String(load_default=None, validate=validate.Length(max=80))


class NameIn(FormIn):
    name = fields.String(load_default="", validate=validate.Length(max=120))

    @post_load
    def tidy(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"name": " ".join(data["name"].split())}


class NewUserIn(GivenIn, NameIn):
    """Somebody new at a desk."""

    login = fields.String(load_default="", validate=validate.Length(max=80))

    @post_load
    def tidy_login(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return data | {"login": data["login"].strip().lower()}


class LastDayIn(FormIn):
    """The last day that a role holds; none: it ends at once."""

    last_day = Day(load_default=None, data_key="to", validate=_DAY)


class PackageIn(FormIn):
    """What was shown, as signed then."""

    package = fields.String(required=True)
