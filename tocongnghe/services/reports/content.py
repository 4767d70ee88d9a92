"""What a report says, put together from its figures, in Vietnamese, as one text with a hash.

Everything that the printed pages show stands in it: names, definitions and the
layout, too, so that a page of years ago needs no catalogue of today.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tocongnghe import clock
from tocongnghe.catalogue import Catalogue, load_catalogue, plan_subject
from tocongnghe.catalogue.agencies import load_agencies
from tocongnghe.catalogue.periods import Period, load_kinds
from tocongnghe.catalogue.reports import Layout, load_report_layouts
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n import use_locale
from tocongnghe.i18n.formats import NO_BREAK_SPACE
from tocongnghe.models import Place, RollUpPosition
from tocongnghe.operations import canonical
from tocongnghe.services.closing_figures import FIGURES_ARE, Placed
from tocongnghe.services.indicators import indicator_label, statistic_name
from tocongnghe.services.installation import is_demo
from tocongnghe.services.period_words import period_label
from tocongnghe.services.reports.asides import difficulties_of, judged, plans_of, targets_of
from tocongnghe.services.reports.basis import (
    Standing,
    communes_of,
    counted_day,
    standings,
    villages_of,
)
from tocongnghe.services.reports.figures import (
    PlaceFigures,
    closed_figures,
    counted_figures,
    of_snapshot,
    of_villages,
    whole_of,
)
from tocongnghe.vocabulary import PlaceKind

FORMAT = 1
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """The content of a report, what it stands on, and how many communes have closed."""

    content: Said
    basis: str
    """The same basis gives the same figures."""
    closed: int
    communes: int

    @property
    def text(self) -> str:
        return canonical(self.content)


def layout_of(period: Period, place: Place) -> Layout | None:
    """Return the layout of the report on *period* for *place*; None where there is no such report."""
    return load_report_layouts().of(period.kind, place.kind)


def is_from_closings(period: Period) -> bool:
    """Tell whether communes close such a period; what they do not close is told as provisional."""
    return load_kinds()[period.kind].is_closed


def basis_of(session: Session, place: Place, period: Period) -> str:
    """Return the basis that a report from closings would have now, without reading a figure."""
    communes = communes_of(session, place, counted_day(period))
    plan, targets = _plan(session, place, period), _targets(session, place, communes, period)
    return _closed_basis(standings(session, communes, period), targets, plan)


def make_content(session: Session, place: Place, period: Period, layout: Layout, province_id: int) -> Made:
    """Return what the report on *period* for *place* says now."""
    with use_locale("vi"):
        communes = communes_of(session, place, counted_day(period))
        if is_from_closings(period):
            return _from_closings(session, place, period, layout, communes)
        return _as_counted(session, place, period, layout, communes, province_id)


def _from_closings(
    session: Session, place: Place, period: Period, layout: Layout, communes: list[Placed]
) -> Made:
    stand = standings(session, communes, period)
    closed = [each for each in stand if each.is_closed]
    read = closed_figures(session, closed, period)
    lines = [of_snapshot(snapshot) for _told, snapshot in read]
    targets, plan = _targets(session, place, communes, period), _plan(session, place, period)
    villages = [village for _told, snapshot in read for village in snapshot.villages]
    shown = of_villages(villages) if place.kind is PlaceKind.COMMUNE else lines
    content = _around(session, place, period, layout) | {
        "is_closed": True,
        "as_of": None,
        "stands_on": [told for told, _snapshot in read],
        "not_closed": [_said_of_open(each) for each in stand if not each.is_closed],
        **_figures(place, lines, shown, targets, plan, is_complete=len(closed) == len(stand)),
        "difficulties": _difficulties(session, [each.commune for each in closed], period),
    }
    return Made(content, _closed_basis(stand, targets, plan), len(closed), len(stand))


def _as_counted(
    session: Session,
    place: Place,
    period: Period,
    layout: Layout,
    communes: list[Placed],
    province_id: int,
) -> Made:
    lines, villages = counted_figures(session, communes, period, load_catalogue())
    position = session.scalars(
        select(RollUpPosition).where(RollUpPosition.province_id == province_id)
    ).one_or_none()
    targets, plan = _targets(session, place, communes, period), _plan(session, place, period)
    shown = of_villages(villages) if place.kind is PlaceKind.COMMUNE else lines
    figures = _figures(place, lines, shown, targets, plan, is_complete=True)
    content = _around(session, place, period, layout) | {
        "is_closed": False,
        "as_of": None
        if position is None
        else {
            "seq": position.seq,
            "chain": position.chain.hex(),
            "at": position.counted_at.isoformat(timespec="seconds"),
        },
        "stands_on": [],
        "not_closed": [],
        **figures,
        "difficulties": _difficulties(session, communes, period),
    }
    basis = hashlib.sha256(canonical([figures["places"], figures["targets"], plan]).encode()).hexdigest()
    return Made(content, basis, 0, len(communes))


def _around(session: Session, place: Place, period: Period, layout: Layout) -> Said:
    layouts = load_report_layouts()
    label = period_label(period)
    inside = (label[:1].lower() + label[1:]).replace(" – ", f"{NO_BREAK_SPACE}–{NO_BREAK_SPACE}")
    return {
        "format": FORMAT,
        "figures_are": FIGURES_ARE,
        "is_synthetic": is_demo(session),
        "place": {
            "code": place.code,
            "name": place.name,
            "kind": str(place.kind),
            "called": place.name.removeprefix(place.type_name).strip() or place.name,
        },
        "period": {
            "code": period.code,
            "kind": period.kind,
            "from": period.from_day.isoformat(),
            "to": period.to_day.isoformat(),
            "label": label,
        },
        "layout": {
            "code": layout.code,
            "version": layouts.version,
            "name": _(layout.name),
            "subject": _(layout.label, period=inside),
            "sections": [
                {
                    "code": section.code,
                    "kind": str(section.kind),
                    "name": _(section.name),
                    "columns": [asdict(column) | {"name": _(column.name)} for column in section.columns],
                }
                for section in layout.sections
            ],
        },
        "agency": agency_said(place),
        "catalogue": load_catalogue().version,
        "made_on": clock.local_date().isoformat(),
    }


def agency_said(place: Place) -> Said:
    """Return in whose name the report of *place* goes out, and who receives it, in the words of today."""
    agency = load_agencies().of(place.kind, place.code)
    return {
        "above": _filled(agency.above, place),
        "agency": _filled(agency.agency, place),
        "sign": _filled(agency.sign, place),
        "signer": [_filled(line, place) for line in agency.signer],
        "receivers": [_filled(line, place) for line in agency.receivers],
    }


def _figures(
    place: Place,
    lines: list[PlaceFigures],
    shown: Iterable[PlaceFigures],
    targets: list[Said],
    plan: Said,
    *,
    is_complete: bool,
) -> Said:
    """Return everything that is counted: the whole, its places, the targets, and what the figures mean.

    The plan is the place's own: what some of its communes did is no share of it.
    """
    catalogue, whole, listed = load_catalogue(), whole_of(lines), list(shown)
    whole["denominators"] |= plan if is_complete else {}
    counted_as = {each.code: each.counted_as for each in catalogue.indicators}
    of_whole = {"code": place.code, "figures": whole["figures"], "is_complete": is_complete}
    known = {line.code: line for line in (*lines, *listed) if line.code != place.code}
    return {
        "whole": whole,
        "places": [line.said() for line in listed],
        "denominators": [{"code": line.code, "name": line.name, **dict(line.denominators)} for line in lines],
        "plan": plan,
        "targets": judged(targets, known, of_whole, counted_as),
        "topics": [{"code": each.code, "name": _(each.name)} for each in catalogue.topics],
        "indicators": _definitions(catalogue, whole["figures"] or {}),
        "statistics": {code: _denominator_name(code) for code in sorted(_asked_over(catalogue))},
    }


def _definitions(catalogue: Catalogue, figures: Mapping[str, Any]) -> dict[str, Said]:
    """Return what each indicator means, of those with a figure and those that stand alone."""
    return {
        each.code: {
            "name": indicator_label(each),
            "topic": each.topic,
            "measure": each.measure,
            "denominator": each.over,
            "counted_as": each.counted_as,
            "rule": _(each.rule),
            "source": each.source,
        }
        for each in catalogue.indicators
        if each.counted_as in figures or each.measure == each.code
    }


def _denominator_name(code: str) -> str:
    """Return what the denominator *code* is called; a plan says of what."""
    subject = plan_subject(code)
    name = next((each for each in load_catalogue().indicators if each.code == subject), None)
    return f"{_(statistic_name(code))}: {indicator_label(name)}" if name else _(statistic_name(code))


def _asked_over(catalogue: Catalogue) -> set[str]:
    """Return every denominator by the name under which it is asked for."""
    return {each.code for each in catalogue.statistics} | {
        each.over for each in catalogue.indicators if each.over is not None
    }


def _targets(session: Session, place: Place, communes: list[Placed], period: Period) -> list[Said]:
    places = {each.id: each for each in (Placed(place.id, place.code, place.name), *communes)}
    return targets_of(session, list(places.values()), period)


def _plan(session: Session, place: Place, period: Period) -> Said:
    """Return what *place* itself was to reach, by the name of the plan."""
    own = Placed(place.id, place.code, place.name)
    return plans_of(session, [own], period.to_day).get(place.code, {})


def _difficulties(session: Session, communes: list[Placed], period: Period) -> Said:
    villages = villages_of(session, communes, counted_day(period))
    return difficulties_of(session, [one.id for each in villages.values() for one in each], period)


def _said_of_open(standing: Standing) -> Said:
    return {
        "code": standing.commune.code,
        "name": standing.commune.name,
        "state": "open" if standing.version is None else "reopened",
        "reason": standing.reopened_because,
    }


def _closed_basis(stand: list[Standing], targets: list[Said], plan: Said) -> str:
    told = [[each.commune.code, list(each.key) if each.key else None] for each in stand]
    return hashlib.sha256(canonical([told, targets, plan]).encode()).hexdigest()


def _filled(text: str, place: Place) -> str:
    """Return *text* with the place's name: in capitals, or as it stands inside a sentence (tỉnh Lạng Sơn)."""
    inside = place.name[:1].lower() + place.name[1:]
    return text.replace("{PLACE}", place.name.upper()).replace("{place}", inside)
