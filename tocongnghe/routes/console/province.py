"""The province's first page."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.routes.console.pages import current_actor, page
from tocongnghe.services.period_words import period_label
from tocongnghe.services.province_home import SILENT_DAYS, WAITING_DAYS, find_province_home

blueprint = Blueprint("province", __name__, url_prefix="/province")


@blueprint.get("")
def show() -> Response:
    """Show the few figures a leader asks for, what changed, who is silent and what waits."""
    actor = current_actor()
    today = clock.local_date()
    home = find_province_home(db.session(), actor, today, clock.now())
    return page(
        "console/province.html",
        actor=actor,
        home=home,
        closing_name=period_label(home.closings.period),
        silent_days=SILENT_DAYS,
        silent_since=(today - timedelta(days=SILENT_DAYS - 1)).isoformat(),
        waiting_days=WAITING_DAYS,
    )
