"""Links to systems of others: https only, dated, and without anything that would log somebody in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote_plus, urlsplit

from tocongnghe.catalogue.definitions import read_code
from tocongnghe.catalogue.entries import Entry

MAX_CODE = 32  # characters
MAX_NAME = 80
STORE_SEARCH = "https://play.google.com/store/search?c=apps&q="
"""The store's own address of a search for apps. Source: Android's developer pages, Linking to Google Play."""


@dataclass(frozen=True)
class Link:
    """Where a topic's own system is; `name` is what that system calls itself, in no language of ours."""

    code: str
    name: str
    url: str
    topics: frozenset[str]
    checked_on: date
    source: str
    is_search: bool = False
    """It opens the app store on a search for the name: nobody could vouch for the system's own address."""


def read_link(entry: Entry, topics: frozenset[str]) -> Link:
    is_search = entry.has("search_in_store")
    link = Link(
        code=read_code(entry, MAX_CODE),
        name=entry.text("name"),
        url=STORE_SEARCH + quote_plus(entry.text("search_in_store"))
        if is_search
        else _address(entry, entry.text("url")),
        topics=entry.words("topics", topics),
        checked_on=entry.day("checked_on"),
        source=entry.text("source"),
        is_search=is_search,
    )
    if len(link.name) > MAX_NAME:
        entry.fail(f"must be at most {MAX_NAME} characters", "name")
    entry.finish()
    return link


def _address(entry: Entry, url: str) -> str:
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        is_plain = False
    if not is_plain or any(letter in "?#" or letter.isspace() for letter in url):
        entry.fail("must be an https address without user, query or fragment", "url")
    return url
