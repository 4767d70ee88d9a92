"""A commune's figures for a period, each a link to its records; prints on A4, leaves as CSV or workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe import clock
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db
from tocongnghe.routes.console.pages import address_of, current_actor, page, read
from tocongnghe.routes.console.periods import Chosen, choose_period, kind_choices, recent_periods
from tocongnghe.routes.console.topics import topic_names
from tocongnghe.schemas.figures_desk import TallyFileIn, TallyQueryIn
from tocongnghe.services.access import Actor
from tocongnghe.services.contributions import Contributions, Side, find_contributions
from tocongnghe.services.sheets import MEDIA_TYPES, Sheet, stream_sheet
from tocongnghe.services.spot_checks import confirmation_rates
from tocongnghe.services.tallies import find_tally
from tocongnghe.services.tally_figures import Tally
from tocongnghe.services.tally_rows import Layout, tally_rows
from tocongnghe.services.tally_sheets import (
    MEASURES,
    NOBODY,
    SIDES,
    contributions_sheet,
    tally_sheet,
)

blueprint = Blueprint("tally", __name__, url_prefix="/commune")


@dataclass(frozen=True, slots=True)
class Shown:
    """What an address of the tally asks for, found."""

    period: Chosen
    by: str
    tally: Tally
    work: Contributions | None
    """None where the rows are villages or topics."""
    kept: dict[str, str]
    """Leads back here, without the period."""
    checks: dict[int, tuple[int, int]] | None
    """Team -> (confirmed, checked) in spot checks; None where the rows are no teams."""

    @property
    def layout(self) -> Layout:
        return Layout(self.by) if self.work is None else Layout.VILLAGE

    def to_tally(self, **changes: str | None) -> str:
        """Return the address of this page with *changes*."""
        return address_of("tally.show", self.kept | self.period.way | changes)

    def to_file(self, format_: str) -> str:
        return address_of("tally.export", self.kept | self.period.way | {"format": format_})

    def to_records(self, state: str, **terms: str | int | None) -> str:
        """Return the address of the records of the period that *terms* describe."""
        query = {"state": state, "topic": self.tally.topic} | self.period.days | terms
        return address_of("review.show", query)


@blueprint.get("/tally")
def show() -> AnyResponse:
    """Show the figures that the address asks for, by default this reporting month's by village."""
    actor = current_actor()
    shown = _find(actor, read(TallyQueryIn(), request.args))
    today = clock.local_date()
    names = topic_names()
    return page(
        "console/tally.html",
        actor=actor,
        shown=shown,
        tally=shown.tally,
        period=shown.period,
        blocks=tally_rows(shown.tally, shown.layout),
        measures=[measure for measure in MEASURES if measure in shown.tally.goal_measures],
        measure_names=MEASURES,
        nobody=NOBODY,
        sides=SIDES,
        kinds=kind_choices(),
        recent=recent_periods(shown.period.kind, today),
        topics=names,
        topic_choices=[{"value": code, "name": name} for code, name in names.items()],
    )


@blueprint.get("/tally/file")
def export() -> Response:
    """Send exactly what the page with the same address shows."""
    actor = current_actor()
    query = read(TallyFileIn(), request.args)
    shown, format_ = _find(actor, query), query["format"]
    file = b"".join(stream_sheet(_sheet(shown), format_))
    response = Response(file, content_type=MEDIA_TYPES[format_])
    days = f"{shown.period.from_day.isoformat()}-{shown.period.to_day.isoformat()}"
    name = f"tong-hop-{shown.by}-{days}.{format_}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.cache_control.no_store = True
    return response


def _find(actor: Actor, query: dict[str, Any]) -> Shown:
    period = choose_period(query, clock.local_date())
    topic, commune, by = query["topic"], query["commune"], query["by"]
    if topic is not None and topic not in topic_names():
        raise NotFound
    session = db.session()
    days = (period.from_day, period.to_day)
    tally = find_tally(session, actor, *days, commune, topic)
    work = None
    if by in set(Side):
        organisation = query["organisation"]
        work = find_contributions(
            session, actor, Side(by), *days, commune=commune, topic=topic, organisation=organisation
        )
    checks = confirmation_rates(session, actor, period) if by == Side.TEAM else None
    kept = {"by": by, "topic": topic, "commune": commune, "organisation": query["organisation"]}
    return Shown(period, by, tally, work, {name: value for name, value in kept.items() if value}, checks)


def _sheet(shown: Shown) -> Sheet:
    label, names = shown.period.label, topic_names()
    if shown.work is None:
        return tally_sheet(shown.tally, shown.layout, label, names)
    return contributions_sheet(shown.work, shown.tally, label, names, shown.checks)
