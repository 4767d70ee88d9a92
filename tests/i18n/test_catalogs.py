"""Texts fall back one by one, and every translation can be trusted to be shown."""

from pathlib import Path

import pytest

from tocongnghe.config import REPOSITORY
from tocongnghe.i18n import catalogs, check, po
from tocongnghe.i18n.locales import BASE, LOCALES, chain, find_locale

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


def make_folder(tmp_path: Path, **bodies: str) -> Path:
    for code, body in bodies.items():
        path = catalogs.po_path(code, tmp_path)
        path.parent.mkdir(parents=True)
        path.write_text(PO + body, encoding="utf-8")
    return tmp_path


def test_each_text_falls_back_by_itself_to_vietnamese_then_to_its_message_id(tmp_path):
    folder = make_folder(
        tmp_path,
        vi='\nmsgid "Today"\nmsgstr "Hôm nay"\n\nmsgid "Village"\nmsgstr "Thôn"\n',
        tyz='\n# reviewed by a speaker of Lạng Sơn, 2026-11-21\nmsgid "Village"\nmsgstr "Bản"\n',
    )

    shown = [catalogs.translate("tyz", msgid, folder) for msgid in ("Village", "Today", "Unknown")]

    assert shown == ["Bản", "Hôm nay", "Unknown"]


def test_a_draft_is_shown_with_the_vietnamese_beside_it(tmp_path):
    folder = make_folder(
        tmp_path,
        vi='\nmsgid "Village"\nmsgstr "Thôn"\n',
        tyz='\n# draft; glossary: village (tyz B1, grade A)\nmsgid "Village"\nmsgstr "Bản"\n',
    )

    assert catalogs.translate("tyz", "Village", folder) == "Bản · Thôn"


def test_a_fuzzy_text_is_no_text(tmp_path):
    folder = make_folder(tmp_path, vi='\n#, fuzzy\nmsgid "Village"\nmsgstr "Bản"\n')

    assert catalogs.translate("vi", "Village", folder) == "Village"


@pytest.mark.parametrize("code", ["mji", "en", "xx", "", None, "../vi"])
def test_a_language_that_is_not_offered_is_vietnamese(code):
    assert find_locale(code).code == BASE
    assert chain(code) == (BASE,)


@pytest.mark.parametrize("code", LOCALES)
def test_every_language_ends_in_vietnamese_and_formats_as_it_does(code):
    assert chain(code)[-1] == BASE
    assert LOCALES[code].formats == "vi"
    assert LOCALES[code].html_lang == code


@pytest.mark.parametrize("code", LOCALES)
def test_a_catalogue_read_and_written_is_the_same_file(code):
    path = catalogs.po_path(code)

    again = po.dump(catalogs.read_catalog(path), LOCALES[code])

    assert again == path.read_text(encoding="utf-8")


def test_an_update_keeps_texts_and_their_states_and_drops_what_is_no_longer_used(tmp_path):
    draft = '\n# draft; glossary: village (tyz B1, grade A)\nmsgid "Village"\nmsgstr "Bản"\n'
    folder = make_folder(tmp_path, tyz=draft + '\nmsgid "Old"\nmsgstr "Cáu"\n')
    old = catalogs.read_catalog(catalogs.po_path("tyz", folder))
    template = catalogs.Catalog()
    template.add("Village", locations=[("a.py", 1)])
    template.add("Villages", locations=[("a.py", 1)])

    text = po.dump(po.updated(template, old), LOCALES["tyz"])

    assert '# draft; glossary: village (tyz B1, grade A)\n#: a.py\nmsgid "Village"\nmsgstr "Bản"' in text
    assert 'msgid "Villages"\nmsgstr ""' in text
    assert "Old" not in text


def test_the_translations_are_complete_in_step_with_the_sources_and_well_formed():
    assert check.complaints(REPOSITORY) == []


def test_translation_files_name_no_person_machine_or_moment():
    for path in (REPOSITORY / "translations").rglob("messages.po*"):
        text = path.read_text(encoding="utf-8")
        assert "Last-Translator" not in text
        assert "Date" not in text.split("\n\n", 1)[0]
        assert "#: /" not in text
