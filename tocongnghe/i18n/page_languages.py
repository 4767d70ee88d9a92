"""Says on a finished page which language each text is in, so that a reading voice says it rightly.

`<html>` names the reader's language, `<body>` Vietnamese, and what is marked
(`said`) gets an element, or its element an attribute, of the reader's language.
Pages come from our own templates: well-formed, every value escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tocongnghe.i18n.locales import BASE
from tocongnghe.i18n.said import BEGIN, CLOSE, END, OPEN

_TOKEN = re.compile(
    r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|<(?=[a-zA-Z/!])(?:\"[^\"]*\"|'[^']*'|[^'\">])*>|[^<]+|<",
    re.DOTALL,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)")
_LANG = re.compile(r"\slang=[\"']([\w-]*)[\"']")
_SAID_ALOUD = re.compile(
    r"\s(?:alt|title|placeholder|aria-label|aria-description|aria-valuetext|label)=\"[^\"]*\w"
)
_NAME = re.compile(r"\saria-label=\"([^\"]*)\"")
_PIECE = re.compile(f"({OPEN}[^{CLOSE}]*{CLOSE}|{BEGIN}|{END})")
_MARKS = str.maketrans("", "", OPEN + CLOSE + BEGIN + END)
_LETTER = re.compile(r"[^\W\d_](?!\w*;)")

_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"
})  # fmt: skip
_TEXT_ALONE = frozenset({"desc", "option", "text", "textarea", "title", "tspan"})
"""Elements that hold no other: their language is their own attribute."""


@dataclass(frozen=True, slots=True)
class _Open:
    """An element not closed yet; `is_told` when the template itself says its language."""

    name: str
    language: str
    is_told: bool


def tell_languages(html: str, own: str) -> str:
    """Return the page or part of a page *html*, read in the language *own*, with every language told."""
    return "".join(_written(_TOKEN.findall(html), own)).translate(_MARKS)


def _written(tokens: list[str], own: str) -> Iterator[str]:
    above = [_Open("", BASE, is_told=False)]
    for at, token in enumerate(tokens):
        tag = _TAG.match(token)
        if tag is None:
            yield token if token.startswith("<") else _text(token, above[-1], own)
        elif tag[1]:
            _close(above, tag[2].lower())
            yield token
        elif tag[2].lower() in {"script", "style"}:
            yield token
        else:
            name = tag[2].lower()
            inside = tokens[at + 1] if at + 1 < len(tokens) else ""
            opened, written = _element(token, name, inside, above[-1], own)
            if name not in _VOID and not token.endswith("/>"):
                above.append(opened)
            yield written


def _element(token: str, name: str, inside: str, above: _Open, own: str) -> tuple[_Open, str]:
    told = _LANG.search(token)
    if told:
        # The page's own language is a frame: what is in it says for itself.
        return _Open(name, told[1], is_told=name != "html"), token
    needed = above.language
    if name == "body":
        needed = BASE
    elif OPEN in token or (name in _TEXT_ALONE and OPEN in inside):
        needed = BASE if _is_named_in_vietnamese(token) else own
    elif not above.is_told and (name in _TEXT_ALONE or _SAID_ALOUD.search(token)):
        needed = BASE
    if needed == above.language:
        return _Open(name, needed, above.is_told), token
    beginning = len(name) + 1
    return _Open(name, needed, is_told=False), f'{token[:beginning]} lang="{needed}"{token[beginning:]}'


def _is_named_in_vietnamese(token: str) -> bool:
    """Tell whether *token* has texts in two languages: what the element is called decides."""
    name = _NAME.search(token)
    return name is not None and OPEN not in name[1]


def _text(token: str, above: _Open, own: str) -> str:
    if above.name in _TEXT_ALONE:
        return token
    return "".join(_piece(piece, above, own) for piece in _PIECE.split(token))


def _piece(piece: str, above: _Open, own: str) -> str:
    if piece in (BEGIN, END):
        return "<span>" if piece == BEGIN else "</span>"
    needed = own if piece.startswith(OPEN) else above.language if above.is_told else BASE
    if needed == above.language or not _LETTER.search(piece):
        return piece
    return f'<span lang="{needed}">{piece}</span>'


def _close(above: list[_Open], name: str) -> None:
    """Take the elements up to *name* off; an end without a beginning takes nothing."""
    for at in range(len(above) - 1, 0, -1):
        if above[at].name == name:
            del above[at:]
            return
