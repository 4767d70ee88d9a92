"""Links to systems of others: https only, dated, and without anything that would log somebody in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from tocongnghe.catalogue.definitions import read_code
from tocongnghe.catalogue.entries import Entry

MAX_CODE = 32  # characters
MAX_NAME = 80


@dataclass(frozen=True)
class Link:
    """Where a topic's own system is; `name` is what that system calls itself, in no language of ours."""

    code: str
    name: str
    url: str
    topics: frozenset[str]
    checked_on: date
    source: str


def read_link(entry: Entry, topics: frozenset[str]) -> Link:
    link = Link(
        code=read_code(entry, MAX_CODE),
        name=entry.text("name"),
        url=_address(entry, entry.text("url")),
        topics=entry.words("topics", topics),
        checked_on=entry.day("checked_on"),
        source=entry.text("source"),
    )
    if len(link.name) > MAX_NAME:
        entry.fail(f"must be at most {MAX_NAME} characters", "name")
    entry.finish()
    return link


@dataclass(frozen=True)
class KnownSystem:
    """A system that topics help with, whose address is for the province to say."""

    code: str
    name: str
    topics: frozenset[str]


def read_known_system(entry: Entry, topics: frozenset[str]) -> KnownSystem:
    system = KnownSystem(read_code(entry, MAX_CODE), entry.text("name"), entry.words("topics", topics))
    entry.finish()
    return system


def _address(entry: Entry, url: str) -> str:
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_plain = False
    if not is_plain or any(letter in "?#" or letter.isspace() for letter in url):
        entry.fail("must be an https address without user, query or fragment", "url")
    return url
