"""Taking a list of desk users in from a file: looked at first, then all rows or none."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe.errors import InvalidInput
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.office_lists import MAX_FORM_BYTES, TOO_OLD, UNREADABLE, unwrap, uploaded, wrap
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.users import show_codes
from tocongnghe.schemas.people_desk import PackageIn
from tocongnghe.services.access import Actor
from tocongnghe.services.office_files import Fate, UnreadableFile
from tocongnghe.services.refused import Refused
from tocongnghe.services.user_lists import preview_users, take_users
from tocongnghe.vocabulary import Role

blueprint = Blueprint("users_import", __name__, url_prefix="/admin/users/import")

PURPOSE = "users"
WHY_NOT = UNREADABLE | {"too_many": N_("The list has more than 500 people. Part it into several files.")}


@blueprint.get("")
def show() -> Response:
    """Show where to choose a file, and what it has to say."""
    return _show(_administrator())


@blueprint.post("")
def preview() -> Response:
    """Show what would become of each row; nothing is written."""
    actor = _administrator()
    try:
        found = preview_users(db.session(), actor, uploaded())
    except UnreadableFile as unreadable:
        return _show(actor, WHY_NOT.get(unreadable.code, WHY_NOT["kind"]))
    rows = [row.body for row in found.of(Fate.NEW, Fate.CHANGED)]
    package = wrap(actor, PURPOSE, {"rows": rows}) if found.may_be_taken else None
    return page("console/users_preview.html", actor=actor, found=found, package=package, fates=list(Fate))


@blueprint.post("/take")
def take() -> Response:
    """Take in what was shown, and show the codes of those who are new, once."""
    actor = _administrator()
    request.max_form_memory_size = MAX_FORM_BYTES
    package = unwrap(actor, PURPOSE, read(PackageIn(), request.form)["package"])
    if package is None:
        return _show(actor, TOO_OLD)
    config = current_app.config
    try:
        with writing() as session:
            codes = take_users(
                session,
                actor,
                package["rows"],
                secret=config["SECRET_KEY"],
                hours=config["PASSWORD_CODE_HOURS"],
            )
    except Refused as refused:
        return _show(actor, refused.why)
    if codes:
        return show_codes(actor, codes)
    flash(_("The roles of the list were given."), "done")
    return redirect(url_for("users.show"), code=303)


def _administrator() -> Actor:
    actor = current_actor()
    actor.require(Role.ADMIN)
    return actor


def _show(actor: Actor, why: str | None = None) -> Response:
    status = InvalidInput.status if why else 200
    return page("console/users_import.html", actor=actor, why=why, status=status)
