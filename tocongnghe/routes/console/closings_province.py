"""The communes' closings as the province reads them."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.catalogue.periods import closing_kinds, find_period
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.closing_desk import ProvinceClosingsIn
from tocongnghe.services.closings_province import find_province_closings
from tocongnghe.services.period_words import period_label, period_name

RECENT = 13

blueprint = Blueprint("province_closings", __name__, url_prefix="/province/closings")


@blueprint.get("")
def show() -> Response:
    """Show who has closed a period, by default the month that ended last, and who opened one again."""
    actor = current_actor()
    asked = read(ProvinceClosingsIn(), request.args)["period"]
    recent = closing_kinds()[0].recent(clock.local_date(), RECENT + 1)[1:]
    period = find_period(asked) if asked else recent[0]
    if period is None:
        raise NotFound
    found = find_province_closings(db.session(), actor, period)
    return page(
        "console/closings_province.html",
        actor=actor,
        found=found,
        label=period_label(period),
        periods=[(each.code, period_label(each)) for each in recent],
        reopened=[(period_name(each.line.period), each) for each in found.reopened],
    )
