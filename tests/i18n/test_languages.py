"""A language is data: a line in a file and a catalogue; no code knows any of them but Vietnamese."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tocongnghe.config import REPOSITORY
from tocongnghe.errors import ConfigurationError
from tocongnghe.i18n.locales import LOCALES, PREPARED, read_languages

# Mông is several languages; `hmn` is the code of ISO 639-3 for all of them together. Which one a province's
# villages speak (mww, hnj and more are its members) is for their speakers to say, so the test names none.
MONG = "\n- code: hmn\n  name: Mông\n  state: made up by a test\n"
WORDS = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

# reviewed by nobody, in a test
#: static/pwa/src/app/screens/Today.tsx
msgid "Today"
msgstr "[hmn] today"

# reviewed by nobody, in a test
#: tocongnghe/templates/auth/login.html
msgid "Log in"
msgstr "[hmn] log in"
"""
VISIT = """
from tocongnghe import create_app
from tocongnghe.extensions import upgrade_database
app = create_app({"TESTING": True, "WTF_CSRF_ENABLED": False})
upgrade_database(app)
wanted = {"Accept": "text/html", "Accept-Language": "hmn-VN,vi;q=0.5"}
print(app.test_client().get("/login", headers=wanted).text)
"""


def test_a_fifth_language_is_added_as_data_alone(tmp_path: Path) -> None:
    translations = tmp_path / "translations"
    shutil.copytree(REPOSITORY / "translations", translations)
    with (translations / "languages.yaml").open("a", encoding="utf-8") as file:
        file.write(MONG)
    (translations / "hmn" / "LC_MESSAGES").mkdir(parents=True)
    (translations / "hmn" / "LC_MESSAGES" / "messages.po").write_text(WORDS, encoding="utf-8")

    def run(*arguments: str) -> str:
        settings = {
            "TOCONGNGHE_TRANSLATIONS_FOLDER": str(translations),
            "TOCONGNGHE_INSTANCE": str(tmp_path / "instance"),
            "PYTHONPATH": str(REPOSITORY),
        }
        done = subprocess.run(
            [sys.executable, *arguments],
            env=os.environ | settings,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    page = run("-c", VISIT)
    run("-m", "tocongnghe.i18n", "update", "--repository", str(tmp_path))
    run("-m", "tocongnghe.i18n", "compile", "--repository", str(tmp_path))

    assert '<html lang="hmn">' in page
    assert '<span lang="hmn">[hmn] log in</span>' in page
    assert 'lang="hmn" hreflang="hmn" aria-current="true">Mông</a>' in page
    generated = tmp_path / "static/pwa/src/i18n/generated"
    languages = json.loads((generated / "languages.json").read_text(encoding="utf-8"))
    assert languages[-1] == {"code": "hmn", "lang": "hmn", "name": "Mông", "reviewed": False}
    words = json.loads((generated / "hmn.json").read_text(encoding="utf-8"))
    today = list(json.loads((generated / "vi.json").read_text(encoding="utf-8"))).index("Today")
    assert words["vi"][today] == "[hmn] today"
    assert 'msgid "Log in"\nmsgstr "[hmn] log in"' in (
        translations / "hmn" / "LC_MESSAGES" / "messages.po"
    ).read_text(encoding="utf-8")


def test_kim_mun_is_prepared_and_not_offered() -> None:
    assert [*LOCALES] == ["vi", "tyz", "nut", "ium"]
    assert [*PREPARED] == ["mji"]


def test_no_code_knows_another_language_than_vietnamese() -> None:
    """What is said of one of them in a comment is no knowledge."""
    knowing = [
        path.relative_to(REPOSITORY).as_posix()
        for folder, pattern in (
            ("tocongnghe", "*.py"),
            ("static/pwa/src", "*.ts*"),
            ("tocongnghe/templates", "*"),
        )
        for path in (REPOSITORY / folder).rglob(pattern)
        if path.is_file()
        and "generated" not in path.parts
        and any(f'"{code}"' in path.read_text(encoding="utf-8") for code in LOCALES if code != "vi")
    ]

    assert knowing == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- code: vi\n- code: vi\n", "every language once"),
        ("- code: tyz\n", "vi among them"),
        ("- code: vi\n- code: tyz\n  fallback: xx\n", "falls back to xx"),
        ("- code: vi\n- code: tyz\n  fallback: tyz\n", "falls back to tyz"),
        ("- code: ../vi\n", "not a language"),
        ("- code: vi\n  colour: red\n", "not a language"),
        ("vi: x\n", "a list"),
        ("- [", "cannot be read"),
    ],
)
def test_a_wrong_list_is_refused_with_its_reason(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "languages.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigurationError, match=said):
        read_languages(path)
