"""The front door: who works at the desk goes to their own page, everybody else chooses a door."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from tocongnghe.routes.console.pages import get_actor, page
from tocongnghe.services.access import Actor

blueprint = Blueprint("door", __name__)


@blueprint.get("/")
def show() -> Response:
    """Lead the reader to the right door."""
    actor = get_actor()
    own = own_page(actor) if actor else None
    return redirect(own, code=303) if own else page("console/door.html", actor=actor)


def own_page(actor: Actor) -> str | None:
    """Return the address where *actor*'s work is; None for members, who work on phones."""
    if actor.may_read_commune:
        return url_for("commune.show")
    if actor.may_read_province:
        return url_for("province.show")
    if actor.may_read_words:
        return url_for("translations.show")
    return None
