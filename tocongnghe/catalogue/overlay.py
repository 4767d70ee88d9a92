"""A province's own indicators laid over the shipped ones: the same words, the same checks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tocongnghe.catalogue.definitions import Topic
from tocongnghe.catalogue.entries import Entry, read_text
from tocongnghe.catalogue.indicators import (
    PLACEHOLDER,
    Counts,
    Indicator,
    Records,
    check_plan,
    read_indicator,
    read_sharer,
)

Definition = Mapping[str, Any]
"""An indicator as an entry of indicators.yaml writes it."""
NAME = "the province's indicators"


def lay_over(
    shipped: Sequence[Indicator], text: str, topics: tuple[Topic, ...], statistics: frozenset[str]
) -> tuple[Indicator, ...]:
    """Return *shipped* with the indicators of *text* in the place of those of their code, new ones last.

    Raises:
        CatalogueError: One that cannot be; its `key` says what is wrong.
    """
    file = read_text(NAME, text)
    entries = file.entries("indicators")
    file.finish()
    known = {one.code: one for one in shipped}
    own = list(_read(entries, known, topics, statistics))
    found = known | {one.code: _as_known(known.get(one.code), one) for _, one in own}
    for entry, one in own:
        _check(entry, one, found)
    return tuple(found.values())


def write_overlay(definitions: Sequence[Definition]) -> str:
    """Return the text of an overlay, one indicator a line."""
    lines = ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in definitions)
    return f'{{"indicators": [\n{lines}\n]}}'


def read_definitions(text: str) -> list[dict[str, Any]]:
    """Return the definitions of an overlay."""
    found: list[dict[str, Any]] = json.loads(text)["indicators"]
    return found


def definition_of(indicator: Indicator) -> dict[str, Any]:
    """Return *indicator* as an entry of indicators.yaml would write it."""
    said: dict[str, Any] = {
        "code": indicator.code,
        "name": indicator.name,
        "rule": indicator.rule,
        "source": indicator.source,
        "unit": indicator.unit,
        "denominator": indicator.denominator,
        "plan_of": indicator.plan_of,
        "dti": indicator.dti,
    }
    if indicator.figures_of is not None:
        said["figures_of"] = indicator.figures_of
    else:
        said |= {"counts": indicator.counts.value, "valid_from": indicator.valid_from.isoformat()}
        said |= {
            key: sorted(str(word) for word in getattr(indicator, key))
            for key in ("topics", "outcomes", "stages", "poverty")
        }
        if indicator.counts is Counts.VILLAGES:
            said["records"] = indicator.records.value
    return {key: value for key, value in said.items() if value}


def _read(
    entries: Sequence[Entry],
    shipped: Mapping[str, Indicator],
    topics: tuple[Topic, ...],
    statistics: frozenset[str],
) -> Iterator[tuple[Entry, Indicator]]:
    of_their_own = [entry for entry in entries if not entry.has("figures_of")]
    counted = dict(shipped)
    for entry in of_their_own:
        one = read_indicator(entry, topics, statistics)
        counted[one.code] = one
        yield entry, one
    for entry in entries:
        if entry not in of_their_own:
            yield entry, read_sharer(entry, counted, statistics)


def _as_known(known: Indicator | None, own: Indicator) -> Indicator:
    """Return *own* with what topics share (helped, has, visits) kept from the shipped one of its code."""
    return own if known is None else replace(own, measure=known.measure, topic=known.topic or own.topic)


def _check(entry: Entry, indicator: Indicator, found: Mapping[str, Indicator]) -> None:
    check_plan(entry, indicator, found)
    name = indicator.name.replace(PLACEHOLDER, "") if indicator.topic else indicator.name
    if "{" in name or "}" in name:
        entry.fail("must hold no braces", "name")
    if indicator.records is Records.ASSISTS and not indicator.topics:
        entry.fail("must name a topic", "topics")
    sharers = [one for one in found.values() if one.figures_of == indicator.code]
    if sharers and indicator.figures_of is not None:
        entry.fail(f"must count for itself: {sharers[0].code!r} shares its figures", "figures_of")
