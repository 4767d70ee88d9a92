"""Every page of the desk, as everybody who may open it sees it, and its texts one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from tests.access.people import VISITORS
from tests.access.test_matrix import House, entries, may

READ_ALOUD = ("alt", "aria-description", "aria-label", "label", "placeholder", "title")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def pages(house: House, lang: str) -> Iterator[tuple[str, str]]:
    """Yield (who and where, HTML) of every page that a GET answers, once for each role that may."""
    for key, entry in entries():
        if not key.startswith("GET ") or key.startswith(("GET /api/", "GET /app")):
            continue
        roles = set()
        for visitor in VISITORS:
            if visitor.role in roles or not may(visitor, entry):
                continue
            roles.add(visitor.role)
            for who in house.browsers.values():
                with who.client.session_transaction() as session:
                    session["language"] = lang
            house.cookies[visitor] = house.browsers[visitor].client.get_cookie("tocongnghe")
            answer = house.knock(visitor, key, entry)
            if answer.mimetype == "text/html" and answer.status_code not in range(300, 400):
                yield f"{visitor.login or 'a stranger'} {key} {entry.query}", answer.text


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a page: within which element, in which language, under which attribute.

    `is_told`: the page says the language for less than itself as a whole.
    """

    text: str
    element: str
    lang: str
    attribute: str = ""
    is_told: bool = False


def texts_of(html: str) -> list[Said]:
    """Return every text and every attribute of *html* that somebody reads or hears."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Said] = []
        self.above: list[tuple[str, str, bool]] = [("", "", False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        _, lang, is_told = self.above[-1]
        if given.get("lang"):
            lang, is_told = str(given["lang"]), tag not in {"html", "body"}
        read = [name for name in READ_ALOUD if given.get(name)]
        if "aria-label" in read:
            read = ["aria-label"]  # an element has one language: that of its name
        self.found += [Said(str(given[name]), tag, lang, name, is_told) for name in read]
        if tag not in VOID:
            self.above.append((tag, lang, is_told))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.above.pop()

    def handle_endtag(self, tag: str) -> None:
        while len(self.above) > 1 and self.above.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        element, lang, is_told = self.above[-1]
        if element not in {"script", "style"} and data.strip():
            self.found.append(Said(" ".join(data.split()), element, lang, is_told=is_told))
