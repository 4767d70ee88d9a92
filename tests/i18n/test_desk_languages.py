"""Every text of the desk says which language it is in, and comes from a catalogue or from data."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter

import pytest
import yaml

from tests.access.test_matrix import House, house, the_day  # noqa: F401 (fixtures)
from tests.i18n.desk_pages import Said, pages, texts_of
from tocongnghe.config import REPOSITORY
from tocongnghe.extensions import db
from tocongnghe.i18n import catalogs
from tocongnghe.i18n.catalogs import texts
from tocongnghe.i18n.glossary import read_sources
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.models.base import Base

BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{2,}")
PROPER = {"Tổ công nghệ số", "CSV", "DOCX", "Excel", "JSON", "SHA-256", "DTI", "XXXX-XXXX-XXXX"}


def foreign(text: str) -> str:
    """Return nobody's words, in letters that no Vietnamese text has; placeholders stay."""
    return re.sub(r"\{\w+\}|[^\W\d_]", lambda found: found[0] if found[0][0] == "{" else "ж", text)


def is_own(msgid: str) -> bool:
    """Tell which half of all texts the made-up catalogue has."""
    return zlib.crc32(msgid.encode()) % 2 == 0


def without(pattern: re.Pattern[str], text: str) -> str:
    """Return what is left of *text* outside of *pattern*, however deep that is nested."""
    while (less := pattern.sub(" ", text)) != text:
        text = less
    return text


def wrong_language(said: Said) -> bool:
    if "ж" not in said.text:
        return bool(WORD.search(said.text)) and not said.is_told and said.lang != "vi"
    left = said.text.replace("ж", "")
    if WORD.search(left):  # one language must do for an attribute, and for what holds no element
        return not said.attribute and said.element not in {"title", "option"}
    return said.lang != "tyz"


def test_every_text_of_the_desk_says_which_language_it_is_in(
    house: House,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    msgids = texts("vi")
    own = {msgid: foreign(vi) for msgid, vi in msgids.items() if is_own(msgid)}
    monkeypatch.setattr(catalogs, "texts", lambda code, *_: {"vi": msgids, "tyz": own}[code])

    found: dict[str, set[str]] = {}
    langs: Counter[str] = Counter()
    own_names = {locale.own_name for locale in LOCALES.values()}
    for where, html in pages(house, "tyz"):
        if "<html" in html:
            assert '<html lang="tyz">' in html, where
        assert "\ue000" not in html, where
        assert "\ue001" not in html, where
        for said in texts_of(html):
            langs[said.lang] += 1
            if said.text not in own_names and wrong_language(said):
                found.setdefault(
                    f"{said.lang} <{said.element} {said.attribute}> {said.text[:90]}", set()
                ).add(where)

    assert not found, "\n".join(f"{what}: {min(where)}" for what, where in sorted(found.items()))
    assert langs["tyz"] > 1000
    assert langs["vi"] > 1000


def test_no_word_of_the_desk_is_written_into_its_code(
    house: House,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bracketed = {msgid: f"⟦{vi}⟧" for msgid, vi in texts("vi").items()}
    monkeypatch.setattr(catalogs, "texts", lambda code, *_: bracketed if code == "vi" else {})
    data = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in data_of(house)))

    found: dict[str, set[str]] = {}
    for where, html in pages(house, "vi"):
        for said in texts_of(html):
            left = data.sub(" ", without(BRACKETED, said.text))
            # Papers of the state and names of things are of one language for every reader: they say so.
            if WORD.search(left) and not said.is_told and said.element != "code":
                found.setdefault(f"<{said.element} {said.attribute}> {left.strip()[:90]}", set()).add(where)

    assert not found, "\n".join(f"{what}: {min(where)}" for what, where in sorted(found.items()))


def data_of(house: House) -> list[str]:  # noqa: F811
    """Return what pages may say that no catalogue has: the house's data and proper names, longest first."""
    found: set[str] = PROPER | {locale.own_name for locale in LOCALES.values()}
    with house.app.app_context(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                collect(list(row), found)
    for path in (REPOSITORY / "tocongnghe" / "catalogue").rglob("*.yaml"):
        collect(yaml.safe_load(path.read_text(encoding="utf-8")), found)
    found.update(read_sources().values())
    return sorted((word for word in found if WORD.search(word)), key=len, reverse=True)


def collect(value: object, found: set[str]) -> None:
    if isinstance(value, str):
        try:
            told = json.loads(value) if value[:1] in "[{" else None
        except ValueError:
            told = None
        collect(told, found)
        found.update((value, " ".join(value.split())))
    elif isinstance(value, dict):
        for each in value.values():
            collect(each, found)
    elif isinstance(value, list):
        for each in value:
            collect(each, found)
