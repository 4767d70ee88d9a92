"""Finds message ids in TypeScript and TSX: t("…"), tn("…", "…", n), N_("…").

Babel's JavaScript lexer loses its place in TSX (an apostrophe in JSX text opens
a string for it), so this reads only what it must: the calls themselves, their
leading string literals joined by `+`. Comments on lines of their own are
skipped; `/*` elsewhere may be part of a string, such as a glob.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*.*?\*/)", re.DOTALL | re.MULTILINE)
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"
_JOINED = rf"(?:{_STRING})(?:\s*\+\s*(?:{_STRING}))*"
_CALL = re.compile(
    rf"(?<![\w$.])(?P<name>t|tn|N_)\(\s*(?P<first>{_JOINED})\s*(?:,\s*(?P<second>{_JOINED})\s*)?(?=[,)])",
    re.DOTALL,
)
_ONE_STRING = re.compile(_STRING, re.DOTALL)
_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_PLAIN_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "\n": "", "\r\n": ""}


class NotALiteral(ValueError):
    """A message id that is put together at run time cannot be translated."""


def find_messages(source: str) -> Iterator[tuple[str, ...]]:
    """Yield (msgid,) or (singular, plural) for each call in *source*, in order.

    A call on a variable (`t(topic.name)`) yields nothing: its message id is
    marked elsewhere.

    Raises:
        NotALiteral: A template literal with `${…}`.
    """
    for call in _CALL.finditer(_COMMENT.sub("", source)):
        first = _read(call["first"])
        if call["name"] == "tn" and call["second"]:
            yield first, _read(call["second"])
        else:
            yield (first,)


def _read(literals: str) -> str:
    return "".join(_unquoted(match[0]) for match in _ONE_STRING.finditer(literals))


def _unquoted(literal: str) -> str:
    if literal[0] == "`" and re.search(r"(?<!\\)\$\{", literal):
        raise NotALiteral(literal)
    return _ESCAPE.sub(lambda match: _meaning(match[1]), literal[1:-1])


def _meaning(escape: str) -> str:
    if escape[0] in "ux" and len(escape) > 1:
        return chr(int(escape[1:].strip("{}"), 16))
    return _PLAIN_ESCAPES.get(escape, escape)
