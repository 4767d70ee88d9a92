"""In whose name reports go out and who receives them: the package's words, a province's own laid over them.

The words are printed as they are, in Vietnamese; {PLACE} stands for the place's
name in capitals, {place} for it as it is called.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path

from tocongnghe.catalogue.entries import Entry, read_file
from tocongnghe.vocabulary import PlaceKind

SHIPPED = Path(__file__).resolve().parent / "reports.yaml"
PLACES = (PlaceKind.PROVINCE, PlaceKind.COMMUNE)
PLACEHOLDERS = ("{PLACE}", "{place}")
_BRACES = re.compile(r"\{[^}]*\}?|\}")


@dataclass(frozen=True, slots=True)
class Agency:
    """In whose name the reports of a place go out, in the words that are printed."""

    above: str = ""
    agency: str = ""
    sign: str = ""
    signer: tuple[str, ...] = ()
    receivers: tuple[str, ...] = ()

    def over(self, other: Agency) -> Agency:
        """Return *other* with every word of this one in the place of its own."""
        return replace(other, **{key: getattr(self, key) for key in KEYS if getattr(self, key)})


KEYS = tuple(each.name for each in fields(Agency))


@dataclass(frozen=True, slots=True)
class Agencies:
    """The package's words by kind of place; a province's own by kind and code, without a code for all."""

    shipped: Mapping[PlaceKind, Agency]
    own: Mapping[tuple[PlaceKind, str], Agency] = field(default_factory=dict)

    def of(self, kind: PlaceKind, code: str) -> Agency:
        """Return the words of the place *code*."""
        found = self.shipped[kind]
        for key in ((kind, ""), (kind, code)):
            if key in self.own:
                found = self.own[key].over(found)
        return found

    def not_set(self) -> dict[str, list[str]]:
        """Return by kind of place the keys for which the package's words hold."""
        return {
            str(kind): [key for key in KEYS if not getattr(self.own.get((kind, ""), Agency()), key)]
            for kind in PLACES
        }

    def codes(self) -> list[str]:
        """Return the communes that have words of their own."""
        return sorted(code for _kind, code in self.own if code)


class _InUse:
    """Whose words this process uses; set once, when the application is made."""

    agencies: Agencies | None = None


def load_agencies() -> Agencies:
    """Return the words of this installation."""
    return _InUse.agencies or shipped_agencies()


def use_agencies(agencies: Agencies) -> None:
    """Let this process use *agencies*."""
    _InUse.agencies = agencies


@cache
def shipped_agencies() -> Agencies:
    """Return the words that came with the program.

    Raises:
        CatalogueError: A file that cannot be used; says which, where and why.
    """
    return Agencies(read_shipped(read_file(SHIPPED)))


def province_agencies(path: Path) -> Agencies:
    """Return the package's words with those of the province's own file at *path* laid over them.

    Raises:
        CatalogueError: A file that cannot be used; says where and why.
    """
    shipped = shipped_agencies()
    if not path.exists():
        return shipped
    file = read_file(path)
    own: dict[tuple[PlaceKind, str], Agency] = {}
    for entry in file.entries("agencies"):
        kind = PlaceKind(entry.word("place", PLACES))
        code = entry.text("code") if entry.has("code") else ""
        if code and kind is not PlaceKind.COMMUNE:
            entry.fail("only communes have one here", "code")
        if (kind, code) in own:
            entry.fail(f"{code or str(kind)!r} stands twice", "code" if code else "place")
        own[kind, code] = _read(entry, [key for key in KEYS if entry.has(key)])
        entry.finish()
    file.finish()
    return replace(shipped, own=own)


def read_shipped(file: Entry) -> dict[PlaceKind, Agency]:
    """Return the words for every kind of place that reports, from the package's file.

    Raises:
        CatalogueError: As in `shipped_agencies`.
    """
    found: dict[PlaceKind, Agency] = {}
    for entry in file.entries("agencies"):
        kind = PlaceKind(entry.word("place", PLACES))
        if kind in found:
            entry.fail(f"{str(kind)!r} stands twice", "place")
        found[kind] = _read(entry, KEYS)
        entry.finish()
    if missing := [str(kind) for kind in PLACES if kind not in found]:
        file.fail(f"there is none for {', '.join(missing)}", "agencies")
    return found


def _read(entry: Entry, keys: Iterable[str]) -> Agency:
    words = {key: entry.text(key) for key in keys}
    for key, text in words.items():
        for found in _BRACES.findall(text):
            if found not in PLACEHOLDERS:
                entry.fail(f"{found!r} is not known; it may be {', '.join(PLACEHOLDERS)}", key)
    return Agency(
        above=words.get("above", "").strip(),
        agency=words.get("agency", "").strip(),
        sign=words.get("sign", "").strip(),
        signer=_lines(words.get("signer", "")),
        receivers=_lines(words.get("receivers", "")),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
