"""Which words come with the phone's first load, and which with its later rooms."""

from __future__ import annotations

from pathlib import Path

from tocongnghe.i18n.phone import split_later

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

#: static/pwa/src/app/later/people/People.tsx:3
msgid "Lock now"
msgstr "Khóa ngay"

#: static/pwa/src/app/later/people/People.tsx:4 static/pwa/src/app/screens/More.tsx:7
msgid "People on this phone"
msgstr "Người dùng trên máy này"

#: static/pwa/src/app/later/many/LogMany.tsx:4 tocongnghe/vocabulary.py:7
msgid "Helped"
msgstr "Đã giúp"

#: static/pwa/src/app/later/many/LogMany.tsx:9 tocongnghe/templates/base.html:7
msgid "Search"
msgstr "Tìm"

#: tocongnghe/templates/base.html:7
msgid "Log out"
msgstr "Đăng xuất"
"""


def test_only_what_no_other_page_of_the_phone_says_comes_later(tmp_path: Path):
    (tmp_path / "vi" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "vi" / "LC_MESSAGES" / "messages.po").write_text(PO, encoding="utf-8")

    first, later = split_later(tmp_path)

    assert first == {"Helped": "Đã giúp", "People on this phone": "Người dùng trên máy này"}
    assert later == {"Lock now": "Khóa ngay", "Search": "Tìm"}
