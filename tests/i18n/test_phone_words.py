"""Which words come with the phone's first load, and which with its later rooms."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.i18n.test_catalogs import make_folder
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.i18n.phone import GENERATED, LATER, texts_by_part, vietnamese_parts, write_dictionaries

MOST_BYTES = 15 * 1024
ROOT = Path(__file__).resolve().parents[2]

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

#: static/pwa/src/app/later/people/People.tsx:3
msgid "Lock now"
msgstr "Khóa ngay"

#: static/pwa/src/app/later/people/People.tsx:4 static/pwa/src/app/screens/Today.tsx:7
msgid "People on this phone"
msgstr "Người dùng trên máy này"

#: static/pwa/src/app/later/many/LogMany.tsx:4 static/pwa/src/domain/words.ts:7
msgid "Helped"
msgstr "Đã giúp"

#: static/pwa/src/app/later/many/LogMany.tsx:9 tocongnghe/templates/base.html:7
msgid "Search"
msgstr "Tìm"

#: static/pwa/src/app/screens/HouseholdNew.tsx:9
msgid "New household"
msgstr "Hộ mới"

#: static/pwa/src/app/screens/Household.tsx:9
msgid "Household"
msgstr "Hộ gia đình"

#: static/pwa/src/app/later/help/help-words.ts:9
msgid "Why?"
msgstr "Vì sao?"

#: tocongnghe/templates/base.html:7
msgid "Log out"
msgstr "Đăng xuất"
"""


OWN = """
# draft; glossary: help (tyz B1, grade A)
msgid "Helped"
msgstr "[tyz] helped"

# draft; glossary: house (tyz B1, grade A)
msgid "Household"
msgstr "Hộ gia đình"

# reviewed by a speaker of Lạng Sơn, 2026-11-21
msgid "Search"
msgstr "[tyz] search"
"""


def test_only_what_no_other_page_of_the_phone_says_comes_later(tmp_path: Path):
    (tmp_path / "vi" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "vi" / "LC_MESSAGES" / "messages.po").write_text(PO, encoding="utf-8")

    parts = vietnamese_parts(tmp_path)

    assert parts["vi"] == {
        "Helped": "Đã giúp",
        "Household": "Hộ gia đình",
        "People on this phone": "Người dùng trên máy này",
    }
    assert parts["vi.later"] == {"Lock now": "Khóa ngay", "New household": "Hộ mới", "Search": "Tìm"}
    assert parts["vi.help"] == {"Why?": "Vì sao?"}


def test_another_language_is_its_texts_in_the_order_of_the_message_ids(tmp_path: Path):
    make_folder(tmp_path, tyz=OWN)
    (tmp_path / "vi" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "vi" / "LC_MESSAGES" / "messages.po").write_text(PO, encoding="utf-8")

    assert texts_by_part("tyz", tmp_path) == {
        "vi": [["[tyz] helped"], "Hộ gia đình", 0],
        "vi.later": [0, 0, "[tyz] search"],
    }


def test_no_message_id_looks_like_a_number_and_would_be_sorted_otherwise_by_the_phone():
    assert not [msgid for words in vietnamese_parts().values() for msgid in words if msgid.isdecimal()]


@pytest.mark.parametrize("code", LOCALES)
def test_a_catalogue_of_the_phone_is_at_most_15_kb_compressed(code: str, tmp_path: Path):
    write_dictionaries(tmp_path)

    for path in (tmp_path / GENERATED).glob(f"{code}*.json"):
        assert compressed(json.loads(path.read_text(encoding="utf-8"))) <= MOST_BYTES, path.name


def test_a_language_that_is_complete_and_reviewed_fits_into_15_kb_as_a_whole():
    """As long as the Vietnamese, and as varied: there is no longer text to measure by."""
    whole = {part: list(words.values()) for part, words in vietnamese_parts().items()}

    assert compressed(whole) <= MOST_BYTES


def compressed(words: Any) -> int:
    return len(gzip.compress(json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode(), 9))


def test_words_come_later_where_the_code_does():
    """Words that came later than the code which says them would be shown as message ids."""
    config = (ROOT / "static/pwa/vite.config.ts").read_text(encoding="utf-8")
    [pattern] = re.findall(r"const LATER =\s+/(.+)/;", config)
    code = re.compile(pattern.replace(r"\/", "/"))
    modules = [path for path in (ROOT / "static/pwa/src/app").rglob("*.ts*") if path.is_file()]

    for path in (module.relative_to(ROOT).as_posix() for module in modules):
        assert bool(LATER.match(path)) == bool(code.search(f"/{path}")), path
