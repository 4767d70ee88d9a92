"""Reads an uploaded .po file with Babel's parser and tells every fault with its line; changes nothing.

Babel stops at the first fault or prints it, and drops a letter where a quote is
missing. So lines are looked at before, and its complaints are collected.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileParser

from tocongnghe.i18n import BASE, N_
from tocongnghe.services.translations.faults import TextFault, faults_of, tidy
from tocongnghe.services.translations.strings import Said, all_strings, string_key

MAX_BYTES = 4 << 20
NOT_UTF8 = N_("This line is not UTF-8. Save the file as UTF-8.")
NOT_PO = N_("This line is not of a .po file: a keyword is unknown, or a quotation mark is missing.")
NO_TEXT = N_("The message has no msgstr.")
OTHER_LANGUAGE = N_("The file is for the language “{found}”, this page is for “{wanted}”.")
OTHER_FORMS = N_("The file counts {found} plural forms. Our languages have one: nplurals=1; plural=0;")
FORMS = N_("The message has {found} forms. Our languages have one for every count: only msgstr[0].")
PLURAL_WHERE_NONE = N_("The message has a plural in the file and none in the program.")
NO_PLURAL = N_("The message has no plural in the file and one in the program.")
TWICE = N_("The message stands in the file twice, first on line {line}.")
NOTHING = N_("The file holds no message of this program.")

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(rf"(?:#~ ?)?\s*(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d+\])?)\s+)?{_QUOTED}$")


@dataclass(frozen=True, slots=True)
class FileFault:
    """What is wrong on a line, counted from 1."""

    line: int
    why: str
    values: Mapping[str, object] = field(default_factory=dict)
    message: str = ""
    """The message id that it is about."""


@dataclass(frozen=True, slots=True)
class FileText:
    """A text of the file for a message id that the program has."""

    line: int
    said: Said
    text: str
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds; with faults nothing of it may be kept."""

    texts: tuple[FileText, ...]
    faults: tuple[FileFault, ...]
    unknown: tuple[str, ...]
    """Message ids with a text that this version of the program does not say."""


@dataclass(slots=True)
class _Entry:
    line: int
    ids: tuple[str, ...]
    forms: tuple[int, ...]
    text: str
    comments: tuple[str, ...]


class _Parser(PoFileParser):
    """Babel's parser, which keeps each message as it stands and its complaints with their lines.

    No message goes into its catalogue: a header there changes how the rest is
    read, and a day that is none breaks it.
    """

    def __init__(self) -> None:
        super().__init__(Catalog(locale=BASE, charset="utf-8"))
        self.entries: list[_Entry] = []
        self.faults: list[FileFault] = []

    def _add_message(self) -> None:
        if not self.obsolete:
            texts = {index: text.denormalize() for index, text in self.translations}
            ids = tuple(id.denormalize() for id in self.messages)
            comments = tuple(self.user_comments)
            is_fuzzy = "fuzzy" in self.flags and ids != ("",)
            self.entries.append(
                _Entry(self.offset + 1, ids, tuple(texts), "" if is_fuzzy else texts.get(0, ""), comments)
            )
        self.counter += 1
        self._reset_message_state()

    def _invalid_pofile(self, line: Any, lineno: int, msg: str) -> None:
        self.faults.append(FileFault(lineno + 1, NO_TEXT if msg.startswith("missing") else NOT_PO))


def read_file(content: bytes, language: str) -> ReadFile:
    """Return what *content*, a .po file for *language*, holds, and everything that is wrong with it.

    Fuzzy texts count as none; message ids that the program does not have are
    told apart and no fault: a file may be older than the program.
    """
    lines, faults = _lines(content)
    if faults:
        return ReadFile((), tuple(faults), ())
    parser = _Parser()
    parser.parse(lines)
    faults = [*parser.faults, *_header_faults(parser.entries, lines, language)]
    texts: list[FileText] = []
    unknown: list[str] = []
    first: dict[str, int] = {}
    for entry in parser.entries:
        msgid, text = entry.ids[0], tidy(entry.text)
        if not msgid:
            continue
        if msgid in first:
            faults.append(FileFault(entry.line, TWICE, {"line": first[msgid]}, msgid))
            continue
        first[msgid] = entry.line
        said = all_strings().get(string_key(msgid))
        if said is None:
            if text:
                unknown.append(msgid)
            continue
        wrong = _faults_of(entry, said, text)
        faults += [FileFault(entry.line, each.why, each.values, msgid) for each in wrong]
        if text and not wrong:
            texts.append(FileText(entry.line, said, text, entry.comments))
    if not faults and not texts and not first.keys() & {said.msgid for said in all_strings().values()}:
        faults.append(FileFault(1, NOTHING))
    return ReadFile(tuple(texts), tuple(sorted(faults, key=lambda fault: fault.line)), tuple(unknown))


def _lines(content: bytes) -> tuple[list[str], list[FileFault]]:
    """Return the lines, or what is wrong with them before anything is understood."""
    lines: list[str] = []
    faults: list[FileFault] = []
    for number, raw in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            line = raw.decode("utf-8").strip()
        except UnicodeDecodeError:
            faults.append(FileFault(number, NOT_UTF8))
            continue
        if "\x00" in line or not (not line or _LINE.match(line) or (line[0] == "#" and line[:2] != "#~")):
            faults.append(FileFault(number, NOT_PO))
        lines.append(line)
    return lines, faults


def _faults_of(entry: _Entry, said: Said, text: str) -> list[TextFault]:
    if len(entry.ids) > len(said.ids):
        return [TextFault(PLURAL_WHERE_NONE)]
    if len(entry.ids) < len(said.ids):
        return [TextFault(NO_PLURAL)]
    if entry.forms not in ((0,), ()):
        return [TextFault(FORMS, {"found": len(entry.forms)})]
    return faults_of(text, said.ids) if text else []


def _header_faults(entries: list[_Entry], lines: list[str], language: str) -> list[FileFault]:
    """Return what the file says of itself that cannot be; a file without a header says nothing."""
    header = next((entry for entry in entries if entry.ids == ("",)), None)
    if header is None:
        return []
    said = dict(re.findall(r"^([\w-]+):[ \t]*(.*?)[ \t]*$", header.text, re.MULTILINE))
    faults = []
    if said.get("Language", language) not in (language, ""):
        values = {"found": said["Language"], "wanted": language}
        faults.append(FileFault(_line_of(lines, "Language:", header.line), OTHER_LANGUAGE, values))
    forms = re.match(r"nplurals\s*=\s*(\d+)", said.get("Plural-Forms", ""))
    if forms and int(forms[1]) != 1:
        faults.append(
            FileFault(_line_of(lines, "Plural-Forms:", header.line), OTHER_FORMS, {"found": int(forms[1])})
        )
    return faults


def _line_of(lines: list[str], beginning: str, other: int) -> int:
    return next((n for n, line in enumerate(lines, 1) if line.startswith(f'"{beginning}')), other)
