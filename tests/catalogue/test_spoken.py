"""The sheet of phrases to be recorded: what it holds, what it is held to, and what a wrong file says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tocongnghe.catalogue import CatalogueError, load_catalogue
from tocongnghe.catalogue.spoken import FILE, PhraseGroup, load_phrases, read_phrases

ROOT = Path(__file__).resolve().parents[2]
PHONE = ROOT / "static" / "pwa" / "src"


def test_the_sheet_begins_with_what_is_read_to_residents() -> None:
    phrases = load_phrases()

    read_aloud = [each for each in phrases if each.priority < 3]

    assert 45 <= len(read_aloud) <= 65
    assert len(phrases) <= 100
    groups = {each.group for each in read_aloud}
    assert groups == set(PhraseGroup) - {PhraseGroup.LABEL, PhraseGroup.MESSAGE}
    assert phrases[0].group is PhraseGroup.CONSENT


def test_every_topic_stands_on_the_sheet_in_its_own_words() -> None:
    names = {each.code: each.msgid for each in load_phrases()}

    assert {topic.name for topic in load_catalogue().topics} <= set(names.values())


def test_what_is_heard_before_consent_is_what_stands_on_the_phone() -> None:
    """A changed wording must be recorded anew: nobody may hear an older promise than the screen."""
    said = re.sub(r"\s+", " ", (PHONE / "app" / "ConsentAsk.tsx").read_text(encoding="utf-8"))
    own = {"consent_begin", "consent_who"}  # the phone fills the commune in; the voice says "this commune"

    missing = [
        each.code
        for each in load_phrases()
        if each.group is PhraseGroup.CONSENT and each.code not in own and f'"{each.msgid}"' not in said
    ]

    assert missing == []


def test_the_phone_knows_the_phrases_by_the_words_of_the_sheet() -> None:
    """A phone finds a recording by its message id: one letter more, and nothing is heard."""
    spoken = (PHONE / "domain" / "spoken.ts").read_text(encoding="utf-8")
    listed = re.search(r"CONSENT_PHRASES = \[(.*?)\] as const", spoken, re.DOTALL)
    greeting = re.search(r'GREETING = "([^"]+)"', (PHONE / "app" / "heard.tsx").read_text(encoding="utf-8"))
    assert listed
    assert greeting
    phrases = {each.code: each.msgid for each in load_phrases()}

    read_aloud = [msgid for code, msgid in phrases.items() if code.startswith("consent_")]

    assert re.findall(r'"([^"]+)"', listed[1]) == read_aloud
    assert greeting[1] == phrases["hello"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("code: hello,", "code: agree,", "code: 'agree' stands twice"),
        ("msgid: Agree}", "msgid: Helped}", "msgid: these words stand twice"),
        ("group: greeting", "group: song", "group: 'song' is not known"),
        ("code: consent_who, group: consent, priority: 1", "code: consent_who, group: consent, priority: 0",
         "priority: must be 1 to 3"),
        ("code: hello, group: greeting, priority: 1", "code: hello, group: greeting, priority: 2",
         "priority: stands behind a phrase of priority 2"),
        ("msgid: Returned}", "msgid: 'Returned by {name}'}", "msgid: must have no place to fill in"),
        ("msgid: Returned}", "msgid: ''}", "msgid: must be a text"),
        ("msgid: Returned}", "msgid: Returned, dialect: north}", "dialect: is not a key"),
        ("msgid: Returned}", "nam: Returned}", "msgid: is missing"),
    ],
)  # fmt: skip
def test_a_wrong_file_says_where_and_what(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "spoken.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(CatalogueError, match=r"spoken\.yaml, line \d+") as caught:
        read_phrases(path)

    assert said in str(caught.value)
