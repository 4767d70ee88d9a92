"""The scorecard of a commune's teams: what counts, how much, and why, village by village."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.catalogue.periods import closing_kinds, find_period, load_kinds
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.scorecard_words import tell
from tocongnghe.schemas.closing_desk import ScorecardQueryIn
from tocongnghe.services.closings import find_commune
from tocongnghe.services.period_words import period_label
from tocongnghe.services.scorecards import find_scorecard

RECENT = 7
MONTHS = 3
"""The longest period: the records of a year would be read for one page."""

blueprint = Blueprint("scorecard", __name__, url_prefix="/commune/scorecard")


@blueprint.get("")
def show() -> Response:
    """Show the scorecard of one period, by default the month that ended last."""
    actor = current_actor()
    query = read(ScorecardQueryIn(), request.args)
    commune = find_commune(db.session(), actor, query["commune"])
    months = closing_kinds()[0].recent(clock.local_date(), RECENT)
    period = find_period(query["period"]) if query["period"] else months[1]
    if period is None or not 1 <= load_kinds()[period.kind].months <= MONTHS:
        raise NotFound
    if period.from_day > clock.local_date():
        raise NotFound
    card = find_scorecard(db.session(), commune, period)
    return page(
        "console/scorecard.html",
        actor=actor,
        commune=commune.place,
        card=card,
        tell=tell,
        label=period_label(period),
        period=period,
        periods=[(each.code, period_label(each)) for each in months],
    )
