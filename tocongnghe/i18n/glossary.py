"""Words of Tày, Nùng and Iu Mien that somebody gives us: cited, graded, and nothing else.

A glossary row gives spellings (`;` between variants, `|` between ways of
spelling, `[VOV4]` behind the one printed in Vietnam), their sources and a grade:
A two or more independent sources agree, B one good source, C one weak source
or read from context. A loan is a Vietnamese word in everyday use.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"

_SOURCE = re.compile(r"\b[A-Z]\d\b")
_OF = re.compile(r"\s*((?:[a-z]{3}/)*[a-z]{3})\s+(.*)", re.DOTALL)
_PRINTED = "[VOV4]"


@dataclass(frozen=True, slots=True)
class Word:
    """One word in one language; `spelling` is `printed` for Iu Mien as printed in Vietnam, else ""."""

    key: str
    text: str
    sources: str
    grade: str
    spelling: str = ""
    is_loan: bool = False


@cache
def read_sources(folder: Path = DATA) -> Mapping[str, str]:
    """Return the id -> title of what glossary and loans cite."""
    return {row["id"]: row["title"] for row in _rows(folder / "glossary_sources.csv")}


def titles_of(comment: str) -> tuple[str, ...]:
    """Return the sources that a draft's comment cites, each once: `B2: title`."""
    known = read_sources()
    return tuple(f"{id}: {known[id]}" for id in dict.fromkeys(_SOURCE.findall(comment)) if id in known)


@cache
def read_words(code: str, folder: Path = DATA) -> Mapping[str, Word]:
    """Return key -> word of the language *code*; a spelling without source or grade is none."""
    found = (_word(row, code) for row in _rows(folder / "glossary.csv") if row.get(code))
    return {word.key: word for word in found if word.sources and word.grade}


@cache
def read_loans(code: str, folder: Path = DATA) -> Mapping[str, Word]:
    """Return loan -> word: the Vietnamese words that speakers of *code* use."""
    return {
        row["loan"]: Word(row["loan"], row["loan"], row["source"], row["grade"], is_loan=True)
        for row in _rows(folder / "loans.csv")
        if code in row["languages"].split()
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _word(row: Mapping[str, str], code: str) -> Word:
    spellings = [spelling.strip() for spelling in row[code].split("|")]
    at = next((at for at, spelling in enumerate(spellings) if _PRINTED in spelling), 0)
    sources, grades = _sources(row, code), _grade(row, code).split("|")
    if len(grades) > 1:  # each way of spelling has its own; one grade for both is of all sources together
        sources = sources.split("|")[min(at, len(grades) - 1)]
    return Word(
        row["key"],
        spellings[at].replace(_PRINTED, "").split(";")[0].strip(),
        " ".join(_SOURCE.findall(sources)),
        grades[min(at, len(grades) - 1)].strip(),
        "printed" if _PRINTED in spellings[at] else "",
    )


def _sources(row: Mapping[str, str], code: str) -> str:
    """Return what the row cites for *code* (`tyz/nut D1; ium M1`); without languages: for all it grades."""
    pieces = re.sub(r"\([^()]*\)", "", row["source"]).split(";")
    told = [match for piece in pieces if (match := _OF.match(piece))]
    if not told:
        return row["source"] if _grade(row, code) else ""
    return next((match[2] for match in told if code in match[1].split("/")), "")


def _grade(row: Mapping[str, str], code: str) -> str:
    graded = dict(part.split(":", 1) for part in row["confidence"].split())
    return graded.get(code, "")
