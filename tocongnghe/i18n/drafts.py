"""Holds drafts to their evidence: every word is in the glossary, cited and graded.

A draft's translator comment reads `draft; glossary: today (tyz V2 B1, grade C)`,
several keys parted by `, `. Nobody's language is invented here: a word that no
source gives stays Vietnamese by fallback.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message

DATA = Path(__file__).resolve().parent.parent / "data"

_CITED = re.compile(r"(\w+) \(([^()]*), grade ([ABC])\)")
_NOT_WORDS = re.compile(r"\{\w+\}|[\d.,:;!?…()·/-]+")


@cache
def glossary(path: Path = DATA / "glossary.csv") -> Mapping[str, Mapping[str, str]]:
    """Return key -> row (vi, tyz, nut, ium, source, confidence) of the glossary."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


@cache
def sources(path: Path = DATA / "glossary_sources.csv") -> Mapping[str, str]:
    """Return the id -> title of what the glossary cites."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row["title"] for row in csv.DictReader(file)}


def forms(cell: str) -> list[str]:
    """Return the spellings in a glossary cell, in lower case, longest first."""
    plain = cell.replace("[VOV4]", "")
    return sorted(
        (form.strip().casefold() for form in re.split(r"[;|]", plain) if form.strip()), key=len, reverse=True
    )


def cited_keys(message: Message) -> dict[str, tuple[str, str]]:
    """Return glossary key -> (source, grade) that the comment of a draft names."""
    for line in message.user_comments:
        if line.startswith("draft;"):
            return {key: (source, grade) for key, source, grade in _CITED.findall(line)}
    return {}


def uncovered(text: str, code: str, keys: Iterable[str]) -> list[str]:
    """Return the words of *text* that the glossary does not give for *keys* in *code*."""
    left = f" {_NOT_WORDS.sub(' ', text).casefold()} "
    left = re.sub(r"\s+", "  ", left)
    known = sorted((form for key in keys for form in forms(glossary().get(key, {}).get(code, ""))), key=len)
    for form in reversed(known):
        left = left.replace(" " + re.sub(r"\s+", "  ", form) + " ", " ")
    return left.split()
