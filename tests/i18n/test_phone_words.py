"""Which words come with the phone's first load, and which with its later rooms."""

from __future__ import annotations

import re
from pathlib import Path

from tocongnghe.i18n.phone import LATER, split_later

ROOT = Path(__file__).resolve().parents[2]

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

#: static/pwa/src/app/later/people/People.tsx:3
msgid "Lock now"
msgstr "Khóa ngay"

#: static/pwa/src/app/later/people/People.tsx:4 static/pwa/src/app/screens/Today.tsx:7
msgid "People on this phone"
msgstr "Người dùng trên máy này"

#: static/pwa/src/app/later/many/LogMany.tsx:4 tocongnghe/vocabulary.py:7
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

#: tocongnghe/templates/base.html:7
msgid "Log out"
msgstr "Đăng xuất"
"""


def test_only_what_no_other_page_of_the_phone_says_comes_later(tmp_path: Path):
    (tmp_path / "vi" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "vi" / "LC_MESSAGES" / "messages.po").write_text(PO, encoding="utf-8")

    first, later = split_later(tmp_path)

    assert first == {
        "Helped": "Đã giúp",
        "Household": "Hộ gia đình",
        "People on this phone": "Người dùng trên máy này",
    }
    assert later == {"Lock now": "Khóa ngay", "New household": "Hộ mới", "Search": "Tìm"}


def test_words_come_later_where_the_code_does():
    """Words that came later than the code which says them would be shown as message ids."""
    config = (ROOT / "static/pwa/vite.config.ts").read_text(encoding="utf-8")
    [pattern] = re.findall(r"const LATER =\s+/(.+)/;", config)
    code = re.compile(pattern.replace(r"\/", "/"))
    modules = [path for path in (ROOT / "static/pwa/src/app").rglob("*.ts*") if path.is_file()]

    for path in (module.relative_to(ROOT).as_posix() for module in modules):
        assert bool(LATER.match(path)) == bool(code.search(f"/{path}")), path
