"""Teams through time: how many there were on two days and why, and what each member's work came to."""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.extensions import db
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.team_desk import SpanIn
from tocongnghe.services.member_years import list_member_years
from tocongnghe.services.team_history import compare_days
from tocongnghe.services.waiting import commune_names

blueprint = Blueprint("team_views", __name__, url_prefix="/commune/teams")


@blueprint.get("/history")
def show_history() -> Response:
    """Compare two days."""
    actor, given = current_actor(), read(SpanIn(), request.args)
    today = clock.local_date()
    last = min(given["to_day"] or today, today)
    first = given["from_day"] or last.replace(year=last.year - 1, day=min(last.day, 28))
    first, last = min(first, last), max(first, last)
    between = compare_days(db.session(), actor, first, last)
    return page("console/team_history.html", actor=actor, between=between, first=first, last=last)


@blueprint.get("/years")
def show_years() -> Response:
    """Show each member's approved visits, this year beside last year."""
    actor = current_actor()
    today = clock.local_date()
    years = list_member_years(db.session(), actor, today)
    return page(
        "console/member_years.html", actor=actor, years=years, places=commune_names(db.session(), actor)
    )
