"""A commune's figures for a period, each a link to its records; prints on A4."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from tocongnghe import clock
from tocongnghe.errors import InvalidInput
from tocongnghe.extensions import db
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.console import TallyQueryIn
from tocongnghe.services.tallies import find_tally

PERIODS = 13
"""This administrative month and the twelve before it."""

blueprint = Blueprint("tally", __name__, url_prefix="/commune")


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included."""

    from_day: date
    to_day: date


@blueprint.get("/tally")
def show() -> Response:
    """Show the figures of the period in the address, by default this administrative month."""
    actor = current_actor()
    query = read(TallyQueryIn(), request.args)
    months = recent_months(clock.local_date())
    period = _period(query, months[0])
    return page(
        "console/tally.html",
        actor=actor,
        tally=find_tally(db.session(), actor, period.from_day, period.to_day, query["commune"]),
        period=period,
        months=months,
        commune=query["commune"],
        topics=topic_names(),
    )


def recent_months(today: date) -> list[Period]:
    """Return administrative months, the one of *today* first."""
    months = [Period(*clock.administrative_month(today))]
    while len(months) < PERIODS:
        months.append(Period(*clock.administrative_month(months[-1].from_day - timedelta(days=1))))
    return months


def _period(query: dict[str, Any], month: Period) -> Period:
    period = Period(query["from_day"] or month.from_day, query["to_day"] or month.to_day)
    if period.from_day > period.to_day:
        raise InvalidInput(extra={"errors": {"to": ["before the first day"]}})
    return period
