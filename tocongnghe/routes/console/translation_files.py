"""Catalogues out of the translation desk and into it, and who speaks for a language."""

from __future__ import annotations

from contextlib import closing
from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import LOCALES, N_
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.translations import desk_reader, show_list
from tocongnghe.routes.console.users import show_codes
from tocongnghe.schemas.translations_desk import SpeakerIn
from tocongnghe.services.access import Actor
from tocongnghe.services.refused import Refused
from tocongnghe.services.translations.po_files import export_catalog, import_catalog
from tocongnghe.services.translations.po_reading import MAX_BYTES
from tocongnghe.services.translations.speakers import appoint, end_appointment, list_speakers
from tocongnghe.vocabulary import Role

blueprint = Blueprint("translation_files", __name__, url_prefix="/province/translations")

NO_FILE = N_("Choose a file first.")


@blueprint.get("/<language>/messages.po")
def send(language: str) -> Response:
    """Send the catalogue of a language, with state, evidence and references of each string."""
    actor = desk_reader()
    response = make_response(export_catalog(db.session(), actor, language).encode())
    response.mimetype = "text/x-gettext-translation"
    name = f"{language}-{clock.local_date().isoformat()}.po"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.cache_control.no_store = True
    return response


@blueprint.post("/<language>/messages.po")
def take(language: str) -> AnyResponse:
    """Propose what a file brings; with any fault nothing is kept, and each is listed with its line."""
    actor = desk_reader()
    if language not in LOCALES:
        raise NotFound
    actor.require_language(language)
    request.max_content_length = MAX_BYTES
    file = request.files.get("file")
    if file is None or not file.filename:
        return show_list(actor, language, status=400, complaint=NO_FILE)
    with closing(file.stream) as stream:
        content = stream.read()
    with writing() as session:
        imported = import_catalog(session, actor, language, content)
    return show_list(actor, language, status=400 if imported.faults else 200, imported=imported)


@blueprint.get("/speakers")
def show_speakers() -> AnyResponse:
    """Show who speaks for which language."""
    return _show_speakers(_of_province())


@blueprint.post("/speakers")
def appoint_speaker() -> AnyResponse:
    """Appoint somebody; who is new gets a code, shown once."""
    actor = _of_province()
    form = read(SpeakerIn(), request.form)
    config = current_app.config
    try:
        with writing() as session:
            found = appoint(
                session, actor, **form, secret=config["SECRET_KEY"], hours=config["PASSWORD_CODE_HOURS"]
            )
    except Refused as refused:
        return _show_speakers(actor, status=refused.status, why=refused.why, draft=form)
    if found.code is not None:
        back = url_for("translation_files.show_speakers")
        return show_codes(actor, [(found.name, found.login, found.code)], back)
    flash(_("{name} speaks for the language now.", name=found.name), "done")
    return redirect(url_for("translation_files.show_speakers"), code=303)


@blueprint.post("/speakers/<int:assignment_id>/end")
def end(assignment_id: int) -> AnyResponse:
    """Let an appointment end."""
    actor = _of_province()
    with writing() as session:
        end_appointment(session, actor, assignment_id)
    flash(_("Ended. What was written and approved stays."), "done")
    return redirect(url_for("translation_files.show_speakers"), code=303)


def _of_province() -> Actor:
    actor = current_actor()
    actor.require(Role.PROVINCE, Role.ADMIN)
    return actor


def _show_speakers(actor: Actor, *, status: int = 200, **more: Any) -> AnyResponse:
    return page(
        "console/speakers.html",
        status=status,
        actor=actor,
        speakers=list_speakers(db.session(), actor, clock.local_date()),
        names={code: locale.own_name for code, locale in LOCALES.items()},
        **({"why": None, "draft": None} | more),
    )
