"""Turns the frozen content of a report into its pages: pure, and in Vietnamese, as the law asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from tocongnghe.i18n import gettext as _
from tocongnghe.i18n import use_locale
from tocongnghe.i18n.formats import day, moment, number
from tocongnghe.services.reports.appendix import definitions
from tocongnghe.services.reports.document import NO_DATA, NOT_ADDED, Block, Document, Heading, Table, Text
from tocongnghe.services.statistics import percent

Said = Mapping[str, Any]
Rows: TypeAlias = tuple[tuple[str, ...], ...]
ALL_VISITS = "visits"
WHERE = {
    ("period", "provisional"): 0,
    ("period", "official"): 1,
    ("to_date", "provisional"): 2,
    ("to_date", "official"): 3,
}
"""Where a figure stands; as the content's `figures_are` says."""
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def document_of(said: Said, *, sha256: str | None = None) -> Document:
    """Return the pages of the content *said*; with a hash it is an archived version, without one a draft."""
    with use_locale("vi"):
        sections = [each for each in said["layout"]["sections"] if each["kind"] != "definitions"]
        blocks: list[Block] = [*_warnings(said, is_draft=sha256 is None)]
        for numeral, section in zip(ROMAN, sections, strict=False):
            blocks.append(Heading(f"{numeral}. {section['name'].upper()}"))
            blocks += WRITERS[section["kind"]](said, section)
        appendix = next((each for each in said["layout"]["sections"] if each["kind"] == "definitions"), None)
        agency, year = said["agency"], date.fromisoformat(said["made_on"]).year
        return Document(
            above=agency["above"],
            agency=agency["agency"],
            number=f"Số: ……/{agency['sign']}",
            dated=f"{said['place']['called']}, ngày …… tháng …… năm {year}",
            subject=said["layout"]["subject"],
            blocks=tuple(blocks),
            signer=tuple(agency["signer"]),
            receivers=tuple(agency["receivers"]),
            appendix=tuple(definitions(said, appendix["name"], sha256)) if appendix else (),
            is_draft=sha256 is None,
            facts=(("title", said["layout"]["name"]), ("sha256", sha256 or ""), ("day", said["made_on"])),
        )


def _warnings(said: Said, *, is_draft: bool) -> Iterator[Text]:
    if said["is_synthetic"]:
        yield Text(_("Test data – these are not real figures").upper(), is_warning=True)
    if is_draft:
        yield Text(_("DRAFT: not archived, its figures may still change."), is_warning=True)
    if not said["is_closed"]:
        yield Text(_("PROVISIONAL, NOT CLOSED: no commune closes such a period."), is_warning=True)


def _summary(said: Said, _section: Said) -> Iterator[Block]:
    yield Text(_where_from(said))
    whole, figures = said["whole"], said["whole"]["figures"]
    yield Text(
        _(
            "{villages} villages, of which {silent} sent nothing for this period; "
            "{teams} teams with {members} members.",
            villages=number(whole["villages"]),
            silent=number(whole["silent"]),
            teams=number(whole["teams"]),
            members=number(whole["members"]),
        )
    )
    if figures is None:
        yield Text(_("There is no data: nothing was ever sent from here. That is not the same as 0."))
    else:
        counts = figures.get(ALL_VISITS, (0, 0, 0, 0))
        yield Text(
            _(
                "In the period {official} visits were approved and count; "
                "with those waiting for review there are {provisional}.",
                official=number(counts[1]),
                provisional=number(counts[0]),
            )
        )
    yield Text(
        _(
            "Official figures hold only what was approved. {dash} means no data, which is never 0.",
            dash=NO_DATA,
        ),
        is_note=True,
    )


def _where_from(said: Said) -> str:
    closed, still = said["stands_on"], said["not_closed"]
    if not said["is_closed"]:
        if said["as_of"] is None:
            return _("Nothing has been counted yet.")
        return _(
            "Counted from the records received up to {moment} (line {seq} of the log).",
            moment=moment(datetime.fromisoformat(said["as_of"]["at"])),
            seq=number(said["as_of"]["seq"]),
        )
    if said["place"]["kind"] == "commune" and closed:
        return _(
            "The figures are those that the commune closed as version {version} on {moment}.",
            version=closed[0]["version"],
            moment=moment(datetime.fromisoformat(closed[0]["closed_at"])),
        )
    if not still:
        return _(
            "All {count} communes have closed the period; the figures are the sums of what they closed.",
            count=number(len(closed)),
        )
    return _(
        "{closed} of {all} communes have closed the period; the figures are the sums of what these closed. "
        "The others are listed and are not counted as 0.",
        closed=number(len(closed)),
        all=number(len(closed) + len(still)),
    )


def _topics(said: Said, section: Said) -> Iterator[Block]:
    figures, columns = said["whole"]["figures"], section["columns"]
    if figures is None:
        yield Text(_("There is no data."))
        return
    by_topic: dict[str, dict[str, Said]] = {}
    for code, each in said["indicators"].items():
        if each["topic"]:
            by_topic.setdefault(each["topic"], {})[each["measure"]] = each | {"code": code}
    rows = [(_("All topics"), *_all_topics(figures, columns))]
    for topic in said["topics"]:
        known = by_topic.get(topic["code"], {})
        cells = [_cell(figures, known.get(column["figure"]), column, said["whole"]) for column in columns]
        if any(cell not in (NO_DATA, "0", "0,0") for cell in cells):
            rows.append((topic["name"], *cells))
    yield Table((_("Topic"), *(column["name"] for column in columns)), tuple(rows), has_total=True)
    yield Text(
        _("{sign}: not added up, a household helped with two topics would be counted twice.", sign=NOT_ADDED),
        is_note=True,
    )


def _all_topics(figures: Said, columns: list[Said]) -> Iterator[str]:
    for column in columns:
        is_visits = column["figure"] == ALL_VISITS and column["unit"] == "count"
        yield number(_count(figures, ALL_VISITS, column)) if is_visits else NOT_ADDED


def _indicators(said: Said, _section: Said) -> Iterator[Block]:
    """Yield the figures that are no family's: one count over two numbers is two lines."""
    figures, over = said["whole"]["figures"] or {}, said["whole"]["denominators"]
    rows = []
    for code, each in said["indicators"].items():
        counts = figures.get(each["counted_as"])
        if each["measure"] == code and counts is not None:
            told, to_date = over.get(each["denominator"]), counts[WHERE["to_date", "official"]]
            rows.append(
                (
                    each["name"],
                    number(counts[WHERE["period", "official"]]),
                    number(to_date),
                    _over_words(said, each["denominator"], told),
                    number(percent(to_date, told["value"] if told else None), 1),
                )
            )
    if not rows:
        yield Text(_("There is no data."))
        return
    head = (_("Indicator"), _("Official, in the period"), _("Official, to date"), _("Over"), _("Share (%)"))
    yield Table(head, tuple(rows), widths=(32, 13, 13, 30, 12))


def _over_words(said: Said, code: str | None, told: Said | None) -> str:
    """Say over what a percentage is: the number's name, its value and its day."""
    if code is None:
        return NO_DATA
    name = said["statistics"].get(code, code)
    if told is None:
        return _("{name}: not known", name=name)
    first, until = (date.fromisoformat(told[key]) if told[key] else None for key in ("as_of", "until"))
    when = day(first) if until is None else f"{day(first)} – {day(until)}"
    return _("{name}: {value} ({day})", name=name, value=number(told["value"]), day=when)


def _places(said: Said, section: Said) -> Iterator[Block]:
    columns = section["columns"]
    known = {code: each | {"code": code} for code, each in said["indicators"].items()}
    asked = [known.get(column["figure"]) or _unknown(column) for column in columns]
    whole = said["whole"]
    rows = [(_("In all"), *_line(whole["figures"], asked, columns, whole))]
    of_places = {
        each["code"]: {
            "denominators": {name: told for name, told in each.items() if isinstance(told, Mapping)}
        }
        for each in said["denominators"]
    }
    for place in said["places"]:
        own = of_places.get(place["code"], {"denominators": {}})
        rows.append((place["name"], *_line(place["figures"], asked, columns, own)))
    head = _("Village") if said["place"]["kind"] == "commune" else _("Commune")
    yield Table((head, *(column["name"] for column in columns)), tuple(rows), has_total=True)
    if said["not_closed"]:
        count = number(len(said["not_closed"]))
        yield Text(
            _(
                "{count} communes that have not closed are not in this table; they are named apart.",
                count=count,
            ),
            is_note=True,
        )


def _unknown(column: Said) -> Said:
    """Return the definition of an indicator of which there is no figure anywhere."""
    return {"code": column["figure"], "counted_as": column["figure"], "denominator": None}


def _line(figures: Said | None, asked: list[Said], columns: list[Said], over: Said) -> list[str]:
    return [_cell(figures, each, column, over) for each, column in zip(asked, columns, strict=True)]


def _cell(figures: Said | None, indicator: Said | None, column: Said, over: Said) -> str:
    """Return a figure as it is printed; without data a dash."""
    if figures is None:
        return NO_DATA
    count = 0 if indicator is None else _count(figures, indicator["counted_as"], column)
    if column["unit"] == "count":
        return number(count)
    told = over["denominators"].get(indicator["denominator"]) if indicator else None
    return number(percent(count, told["value"] if told else None), 1)


def _count(figures: Said, code: str, column: Said) -> int:
    counts = figures.get(code)
    return 0 if counts is None else int(counts[WHERE[column["span"], column["state"]]])


def _not_closed(said: Said, _section: Said) -> Iterator[Block]:
    is_commune = said["place"]["kind"] == "commune"
    if said["is_closed"] and not is_commune:
        yield from _open_ones(said["not_closed"])
    silent = [each for each in said["places"] if each["silent"]]
    if not silent:
        yield Text(_("Every village sent something for this period."))
    elif is_commune:
        names = ", ".join(each["name"] for each in silent)
        yield Text(_("Nothing came for this period from: {names}.", names=names))
    else:
        lines: Rows = tuple(
            (each["name"], number(each["villages"]), number(each["silent"])) for each in silent
        )
        yield Table((_("Commune"), _("Villages"), _("Of these sent nothing")), lines)


def _open_ones(standings: list[Said]) -> Iterator[Block]:
    """Yield who has not closed, by name; who opened the period again, with the reason."""
    if not standings:
        yield Text(_("Every commune has closed the period."))
    names = [each["name"] for each in standings if each["state"] == "open"]
    if names:
        told = _("Not closed ({count}): {names}.", count=number(len(names)), names=", ".join(names))
        yield Text(told)
    rows: Rows = tuple(
        (each["name"], each["reason"] or NO_DATA) for each in standings if each["state"] == "reopened"
    )
    if rows:
        yield Table((_("Opened the period again"), _("Why")), rows, widths=(40, 60))


def _targets(said: Said, _section: Said) -> Iterator[Block]:
    targets = said["targets"]
    if not targets:
        yield Text(_("No target was set for exactly this period."))
        return
    states = {
        "reached": _("Target reached"),
        "not_reached": _("Target not reached"),
        "no_information": _("No information"),
    }
    counts = {state: sum(each["state"] == state for each in targets) for state in states}
    yield Text(
        _(
            "Of {all} targets {reached} were reached and {missed} were not; "
            "for {unknown} there is no information to tell.",
            all=number(len(targets)),
            reached=number(counts["reached"]),
            missed=number(counts["not_reached"]),
            unknown=number(counts["no_information"]),
        )
    )
    rows = tuple(
        (
            each["name"],
            said["indicators"].get(each["indicator"], {}).get("name", each["indicator"]),
            number(each["value"]),
            number(each["reached"]),
            states[each["state"]],
        )
        for each in targets
    )
    head = (_("Place"), _("Indicator"), _("To be reached"), _("Official, in the period"), _("State"))
    yield Table(head, rows, widths=(24, 34, 13, 14, 15))


def _teams(said: Said, _section: Said) -> Iterator[Block]:
    whole = said["whole"]
    rows = [(_("In all"), number(whole["teams"]), number(whole["members"]))]
    rows += [(each["name"], number(each["teams"]), number(each["members"])) for each in said["places"]]
    head = _("Village") if said["place"]["kind"] == "commune" else _("Commune")
    yield Table((head, _("Teams"), _("Members")), tuple(rows), has_total=True)


def _difficulties(said: Said, _section: Said) -> Iterator[Block]:
    told = said["difficulties"]
    if told["reasons"]:
        rows: Rows = tuple((each["name"], number(each["count"])) for each in told["reasons"])
        yield Table((_("Why help was not possible"), _("Visits")), rows, widths=(75, 25))
    else:
        yield Text(_("No visit of the period ended without help being possible."))
    if told["feedback"]:
        rows = tuple(
            (each["name"], number(each["raised"]), number(each["answered"])) for each in told["feedback"]
        )
        yield Table((_("What people said"), _("Raised"), _("Answered")), rows, widths=(60, 20, 20))
    else:
        yield Text(_("No wish or complaint was raised in the period."))
    at = moment(datetime.fromisoformat(told["counted_at"]))
    yield Text(
        _("Counted from the records on {moment}; not part of the closed figures.", moment=at), is_note=True
    )


WRITERS: dict[str, Callable[[Said, Said], Iterator[Block]]] = {
    "summary": _summary,
    "topics": _topics,
    "indicators": _indicators,
    "places": _places,
    "not_closed": _not_closed,
    "targets": _targets,
    "teams": _teams,
    "difficulties": _difficulties,
}
