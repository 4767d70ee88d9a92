"""Classes that were held and what surveys of villages found."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from tocongnghe.extensions import db
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.village_desk import VillageQueryIn
from tocongnghe.services.activities import list_classes, list_surveys
from tocongnghe.services.reviews import list_villages

blueprint = Blueprint("activities", __name__, url_prefix="/commune")


@blueprint.get("/activities")
def show() -> Response:
    """Show the newest classes and surveys of all villages, or of one."""
    actor = current_actor()
    village = read(VillageQueryIn(), request.args)["village"]
    return page(
        "console/activities.html",
        actor=actor,
        village=village,
        villages=list_villages(db.session(), actor),
        classes=list_classes(db.session(), actor, village),
        surveys=list_surveys(db.session(), actor, village),
        topics=topic_names(),
        lessons={one.code: _(one.title) for one in current_app.extensions["lessons"].lessons},
        names={locale.code: locale.own_name for locale in LOCALES.values()},
    )
