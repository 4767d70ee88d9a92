"""The appendix of a report: on which closings it stands, over which numbers, and what each figure means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.formats import day, moment, number
from tocongnghe.services.reports.document import NO_DATA, Block, Heading, Table, Text

Said = Mapping[str, Any]
SHOWN_OF_HASH = 16


def definitions(said: Said, name: str, sha256: str | None) -> Iterator[Block]:
    """Yield the appendix called *name* of the report that says *said*."""
    yield Heading(name.upper())
    if said["stands_on"]:
        yield Text(_("The report stands on these closed figures:"))
        rows = tuple(
            (
                each["name"],
                number(each["version"]),
                moment(datetime.fromisoformat(each["closed_at"])),
                each["sha256"][:SHOWN_OF_HASH],
            )
            for each in said["stands_on"]
        )
        head = (_("Commune"), _("Version"), _("Closed on"), _("SHA-256 begins"))
        yield Table(head, rows, widths=(40, 12, 22, 26))
        yield from _parts(said["stands_on"])
    yield from _denominators(said)
    yield Text(_("What is counted:"))
    rows = tuple(
        (
            each["name"],
            each["rule"],
            said["statistics"].get(each["denominator"], each["denominator"])
            if each["denominator"]
            else NO_DATA,
            each["source"],
        )
        for each in said["indicators"].values()
    )
    yield Table((_("Indicator"), _("Rule"), _("Denominator"), _("Source")), rows, widths=(26, 34, 15, 25))
    yield Text(
        _(
            "Reporting period: {period}. Catalogue {catalogue}, layout {layout}.",
            period=said["period"]["label"],
            catalogue=said["catalogue"],
            layout=said["layout"]["version"],
        ),
        is_note=True,
    )
    if "archived" in said:
        yield Text(
            _(
                "Version {version}, archived on {moment} by {name}.",
                version=said["version"],
                moment=moment(datetime.fromisoformat(said["archived"]["at"])),
                name=said["archived"]["by"],
            ),
            is_note=True,
        )
        if said["reason"]:
            yield Text(_("Why this version: {reason}", reason=said["reason"]), is_note=True)
    if sha256 is not None:
        yield Text(_("SHA-256 of the archived figures: {hash}", hash=sha256), is_note=True)


def _parts(closings: list[Said]) -> Iterator[Block]:
    """Say of which parts closings are whole, and where the parts' own sums are others."""
    whole = [each for each in closings if each.get("parts")]
    by_parts: dict[str, list[str]] = {}
    for each in whole:
        by_parts.setdefault(", ".join(each["parts"]), []).append(each["name"])
    for parts, names in by_parts.items():
        yield Text(
            _(
                "Whole with the closing of its last part ({parts}): {names}.",
                parts=parts,
                names=", ".join(names),
            )
        )
    rows = tuple((each["name"], number(each["parts_differ"])) for each in whole if each["parts_differ"])
    if rows:
        yield Text(
            _(
                "Figures are those of the moment at which the last part was closed. Work that came, or was "
                "decided, after an earlier part was closed is in them and not in that part:"
            )
        )
        yield Table((_("Commune"), _("Figures that are not the sum of the parts")), rows, widths=(60, 40))


def _denominators(said: Said) -> Iterator[Block]:
    rows = []
    for place in said["denominators"]:
        known = {code: told for code, told in place.items() if isinstance(told, Mapping)}
        for code, told in sorted(known.items()):
            as_of = date.fromisoformat(told["as_of"]) if told["as_of"] not in (None, "None") else None
            rows.append(
                (
                    place["name"],
                    said["statistics"].get(code, code),
                    number(told["value"]),
                    day(as_of),
                    told["source"] or NO_DATA,
                )
            )
        if not known:
            rows.append(
                (place["name"], _("No such number is known for this place"), NO_DATA, NO_DATA, NO_DATA)
            )
    if rows:
        yield Text(_("Percentages are over these numbers:"))
        head = (_("Place"), _("Number"), _("Value"), _("As of"), _("Source"))
        yield Table(head, tuple(rows), widths=(24, 24, 12, 15, 25))
