"""Tokens of other systems, kept by the province's administrator: made, shown once, revoked."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from tocongnghe.extensions import db, writing
from tocongnghe.i18n import gettext as _
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.systems import TokenIn
from tocongnghe.services import api_tokens
from tocongnghe.services.access import Actor
from tocongnghe.services.api_tokens import LIVES_DAYS, SCOPE_NAMES
from tocongnghe.services.refused import Refused
from tocongnghe.vocabulary import Role

blueprint = Blueprint("api_tokens", __name__, url_prefix="/admin/api-tokens")


@blueprint.get("")
def show() -> Response:
    """Show which systems may read what, until when, and when they last did."""
    return _show(_administrator())


@blueprint.post("")
def create() -> Response:
    """Make a token and show it, once."""
    actor = _administrator()
    form = read(TokenIn(), request.form)
    try:
        with writing() as session:
            token, words = api_tokens.make_token(
                session,
                actor,
                name=form["name"],
                place=form["place"],
                scopes=form["scope"],
                days=form["days"],
            )
    except Refused as refused:
        return _show(actor, status=refused.status, why=refused.why, draft=form)
    return _show(actor, made=token, words=words)


@blueprint.post("/<int:token_id>/revoke")
def revoke(token_id: int) -> Response:
    """Let a token open nothing any more."""
    actor = _administrator()
    with writing() as session:
        api_tokens.revoke_token(session, actor, token_id)
    flash(_("The token opens nothing any more."), "done")
    return redirect(url_for("api_tokens.show"), code=303)


def _administrator() -> Actor:
    actor = current_actor()
    actor.require(Role.ADMIN)
    return actor


def _show(actor: Actor, *, status: int = 200, **context: object) -> Response:
    session = db.session()
    return page(
        "console/api_tokens.html",
        status=status,
        actor=actor,
        tokens=api_tokens.list_tokens(session, actor),
        places=api_tokens.list_token_places(session, actor),
        scopes=SCOPE_NAMES,
        lives=LIVES_DAYS,
        address=request.host_url.rstrip("/"),
        **context,
    )
