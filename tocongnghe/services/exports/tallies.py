"""The tally as a table: the rows of the desk's page, commune by commune, codes beside the names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy.orm import Session

from tocongnghe.catalogue import load_catalogue
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.models import Place
from tocongnghe.services.areas import places_in
from tocongnghe.services.exports.facts import facts_of, meanings_of
from tocongnghe.services.exports.order import Asked
from tocongnghe.services.exports.table import Fact, Field, Table
from tocongnghe.services.sheets import Kind, Value
from tocongnghe.services.tallies import MEASURES, find_tally
from tocongnghe.services.tally_figures import Figure
from tocongnghe.services.tally_rows import Layout, Row, tally_rows
from tocongnghe.vocabulary import PlaceKind

TITLES = {
    "visits": N_("Visits"),
    "helped": N_("Households helped by the team"),
    "has": N_("Households that have it"),
}


def tallies_table(session: Session, asked: Asked) -> Table:
    """Return the tally of each commune of the place, village by village and topic by topic."""
    fields = _fields()
    days = (asked.order.from_day or asked.order.to_day, asked.order.to_day)
    communes = communes_of(session, asked)
    return Table(
        name="tally",
        title=_("Tally"),
        fields=fields,
        rows=_rows(session, asked, communes, days),
        facts=facts_of(
            asked,
            _("Tally of the community digital technology teams"),
            _("Provisional includes what waits for review; official is only what was approved."),
            [*_definitions(), *meanings_of(fields)],
        ),
        made_at=asked.at,
        head={
            "place_code": asked.place.code,
            "place_name": asked.place.name,
            "from_day": days[0],
            "to_day": days[1],
            "indicator_version": load_catalogue().version,
        },
    )


def communes_of(session: Session, asked: Asked) -> list[Place]:
    """Return the communes of the place that is asked for: of a province all, by code."""
    return places_in(session, asked.place) if asked.place.kind is PlaceKind.PROVINCE else [asked.place]


def _fields() -> tuple[Field, ...]:
    figures = [
        Field(f"{measure}_{state}", f"{_(TITLES[measure])}, {_(word)}", Kind.WHOLE)
        for measure in MEASURES
        for state, word in (("official", N_("official")), ("provisional", N_("provisional")))
    ]
    goals = [
        Field(f"target_{measure}", _("Target: {what}", what=_(TITLES[measure])), Kind.WHOLE)
        for measure in MEASURES
    ]
    return (
        Field("commune_code", _("Code of the commune"), width=14),
        Field("commune_name", _("Commune")),
        Field("village_code", _("Code of the village"), Kind.TEXT, _("Empty: all villages of the commune")),
        Field("village_name", _("Village")),
        Field("topic", _("Code of the topic"), Kind.TEXT, _("Empty: all topics")),
        Field("topic_name", _("Topic"), width=40),
        Field("from_day", _("From day"), Kind.DAY),
        Field("to_day", _("To day"), Kind.DAY),
        *figures,
        *goals,
        Field("counted_at", _("Counted at"), Kind.MOMENT),
        Field("remark", _("Remark")),
    )


def _rows(
    session: Session, asked: Asked, communes: list[Place], days: tuple[date, date]
) -> Iterator[Sequence[Value]]:
    names = {topic.code: _(topic.name) for topic in load_catalogue().topics}
    for commune in communes:
        tally = find_tally(session, asked.actor, *days, commune.code, asked.order.topic)
        for block in tally_rows(tally, Layout.VILLAGE):
            for row in block:
                yield (
                    *(commune.code, commune.name),
                    *((row.village.code, row.village.name) if row.village else (None, None)),
                    *(row.topic, names.get(row.topic, row.topic) if row.topic else None),
                    *days,
                    *_figures(row),
                    *(goal.value if (goal := row.goal(measure)) else None for measure in MEASURES),
                    *(tally.counted_at, _(row.missing) if row.missing else None),
                )


def _figures(row: Row) -> Iterator[int | None]:
    for figure in (row.visits, row.helped, row.has):
        yield from _pair(figure)


def _pair(figure: Figure | None) -> tuple[int | None, int | None]:
    return (None, None) if figure is None else (figure.official, figure.provisional)


def _definitions() -> Iterator[Fact]:
    yield Fact("visits", _("Visits"), _("Every time somebody was helped"))
    yield Fact(
        "helped",
        _("Households helped by the team"),
        _("Each household once for each topic, on the day of its first help"),
    )
    yield Fact(
        "has", _("Households that have it"), _("Helped by the team, or had it already; each household once")
    )
