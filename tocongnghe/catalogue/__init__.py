"""The catalogue: topics, indicators, denominators and links as data, read and checked at start.

A leaf: it knows the word lists and errors, and neither tables nor translations.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from tocongnghe.catalogue.definitions import Statistic, Topic, read_statistic, read_topic
from tocongnghe.catalogue.entries import CatalogueError, Entry, read_file
from tocongnghe.catalogue.indicators import (
    PLAN,
    Counts,
    Indicator,
    Records,
    check_plan,
    plan_subject,
    read_family,
    read_indicator,
    read_sharer,
)
from tocongnghe.catalogue.links import Link, read_link
from tocongnghe.catalogue.overlay import lay_over

__all__ = [
    "PLAN",
    "Catalogue",
    "CatalogueError",
    "Counts",
    "Indicator",
    "Link",
    "Records",
    "Statistic",
    "Topic",
    "load_catalogue",
    "overlaid",
    "plan_subject",
    "province_links",
    "read_catalogue",
    "shipped_catalogue",
    "topic_codes",
    "use_version",
    "version_in_use",
]

FOLDER = Path(__file__).resolve().parent


Item = TypeVar("Item", Topic, Statistic, Indicator, Link)


@dataclass(frozen=True)
class Catalogue:
    """All of it, in the order in which it is shown.

    `version` changes with any word of it but the links; `counting` with what is
    counted alone: another name or denominator asks for no new count.
    """

    topics: tuple[Topic, ...]
    statistics: tuple[Statistic, ...]
    indicators: tuple[Indicator, ...]
    version: str
    counting: str
    links: tuple[Link, ...] = ()


class _InUse:
    """Which catalogue this process uses: the shipped one, or a province's version of it.

    The one thing here that changes while a process runs; every process looks for
    a newer version by itself (`services.catalogue_editing`).
    """

    number = 0
    catalogue: Catalogue | None = None


def load_catalogue() -> Catalogue:
    """Return the catalogue of this installation, as it is in use.

    Raises:
        CatalogueError: A file that cannot be used; says which, where and why.
    """
    return _InUse.catalogue or shipped_catalogue()


@cache
def shipped_catalogue() -> Catalogue:
    """Return the catalogue that came with the program, read once.

    Raises:
        CatalogueError: As in `load_catalogue`.
    """
    return read_catalogue(FOLDER)


def overlaid(text: str) -> Catalogue:
    """Return the shipped catalogue with the indicators of *text* (an overlay) laid over it.

    Raises:
        CatalogueError: One that cannot be; its `key` says what is wrong.
    """
    known = shipped_catalogue()
    statistics = frozenset(each.code for each in known.statistics)
    indicators = lay_over(known.indicators, text, known.topics, statistics)
    version = _version(known.topics, known.statistics, indicators)
    return replace(known, indicators=indicators, version=version, counting=_counting(indicators))


def version_in_use() -> int:
    """Return the number of the province's version that this process uses; 0 is the shipped catalogue."""
    return _InUse.number


def use_version(number: int, catalogue: Catalogue | None) -> None:
    """Let this process use version *number*; None is the shipped catalogue."""
    _InUse.catalogue, _InUse.number = catalogue, number


@cache
def topic_codes() -> frozenset[str]:
    """Return the topics that an assist may name."""
    return frozenset(topic.code for topic in shipped_catalogue().topics)


def read_catalogue(folder: Path) -> Catalogue:
    """Return the catalogue in *folder*: topics.yaml, indicators.yaml and links.yaml.

    Raises:
        CatalogueError: As in `load_catalogue`.
    """
    file = read_file(folder / "topics.yaml")
    listed = _once((entry, read_topic(entry)) for entry in file.entries("topics"))
    file.finish()
    topics = tuple(sorted(listed, key=lambda topic: topic.order))

    file = read_file(folder / "indicators.yaml")
    statistics = tuple(_once((entry, read_statistic(entry)) for entry in file.entries("statistics")))
    indicators = tuple(_once(_indicators(file, topics, frozenset(each.code for each in statistics))))
    file.finish()

    file, codes = read_file(folder / "links.yaml"), frozenset(topic.code for topic in topics)
    links = tuple(_once((entry, read_link(entry, codes)) for entry in file.entries("links")))
    file.finish()
    version = _version(topics, statistics, indicators)
    return Catalogue(topics, statistics, indicators, version, _counting(indicators), links)


def province_links(path: Path) -> tuple[Link, ...]:
    """Return the catalogue's links with those of the province's own file at *path* laid over them, by code.

    Raises:
        CatalogueError: A file that cannot be used; says where and why.
    """
    known = load_catalogue()
    if not path.exists():
        return known.links
    file, codes = read_file(path), frozenset(topic.code for topic in known.topics)
    own = _once((entry, read_link(entry, codes)) for entry in file.entries("links"))
    file.finish()
    return tuple(({link.code: link for link in known.links} | {link.code: link for link in own}).values())


def _indicators(
    file: Entry, topics: tuple[Topic, ...], statistics: frozenset[str]
) -> Iterator[tuple[Entry, Indicator]]:
    """Yield the indicators in order: those of one topic together, then those of their own, as in the file."""
    families = [(entry, read_family(entry, topics, statistics)) for entry in file.entries("for_each_topic")]
    found = [(entry, made[position]) for position in range(len(topics)) for entry, made in families]
    own = [
        (entry, None if entry.has("figures_of") else read_indicator(entry, topics, statistics))
        for entry in file.entries("indicators")
    ]
    counted = {one.code: one for _, one in (*found, *own) if one is not None}
    found += [(entry, one or read_sharer(entry, counted, statistics)) for entry, one in own]
    codes = {one.code for _, one in found}
    for entry, one in found:
        check_plan(entry, one, codes)
    yield from found


def _once(read: Iterable[tuple[Entry, Item]]) -> list[Item]:
    """Return the items; a code that stands twice is refused where it stands again."""
    found: dict[str, Item] = {}
    for entry, item in read:
        if item.code in found:
            entry.fail(f"{item.code!r} stands twice", "code")
        found[item.code] = item
    return list(found.values())


def _version(*parts: Iterable[Any]) -> str:
    """Return 12 hexadecimal digits that change with any definition, and with nothing else."""
    return _digits([[asdict(item) for item in part] for part in parts])


def _counting(indicators: Iterable[Indicator]) -> str:
    """Return 12 hexadecimal digits that change with what is counted."""
    counted = sorted((one for one in indicators if one.figures_of is None), key=lambda one: one.code)
    what = ("code", "counts", "records", "valid_from", "topics", "outcomes", "stages", "poverty")
    return _digits([[getattr(one, key) for key in what] for one in counted])


def _digits(words: Any) -> str:
    text = json.dumps(words, sort_keys=True, ensure_ascii=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else str(value)
