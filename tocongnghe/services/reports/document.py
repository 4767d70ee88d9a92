"""What a printed report consists of, whatever it is printed as: headings, sentences, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

NO_DATA = "—"
NOT_ADDED = "x"
"""Stands where a sum would count somebody twice; as tables of statistics here have it."""

_FIGURE = re.compile(r"[0-9.]+(,[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a section, with its number."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence or more; a note is about the figures, not part of what is reported."""

    text: str
    is_note: bool = False
    is_warning: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts below a head; figures stand on the right of their cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False
    """The first row is that of the whole."""
    widths: tuple[int, ...] = ()
    """Shares of the line in hundredths, one for each column; by default the first takes twice the others."""

    @property
    def shares(self) -> tuple[float, ...]:
        parts = len(self.head) + 1
        return self.widths or (200 / parts, *(100 / parts for _ in self.head[1:]))


def is_figure(text: str) -> bool:
    """Tell whether a cell's text is a number, or stands for one."""
    return text in (NO_DATA, NOT_ADDED) or _FIGURE.fullmatch(text) is not None


Block: TypeAlias = Heading | Text | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A report in the form of Decree 30/2020/NĐ-CP, ready to be printed."""

    above: str
    agency: str
    number: str
    """Số: …/BC-…; the number is given when it is signed."""
    dated: str
    subject: str
    blocks: tuple[Block, ...]
    signer: tuple[str, ...]
    receivers: tuple[str, ...]
    appendix: tuple[Block, ...] = ()
    is_draft: bool = False
    facts: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    """What the file's own properties say: title, hash, version."""
