"""One word for one thing: the Vietnamese keeps to docs/glossary.md (drafts: test_drafts)."""

import re

import pytest

from tocongnghe.config import REPOSITORY
from tocongnghe.i18n.catalogs import key_of, po_path, read_catalog, text_of

# "hoà", "khoẻ", "huỷ" instead of "hòa", "khỏe", "hủy"; "quý" is right.
OTHER_TONE_STYLE = re.compile(r"\w*(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\b", re.IGNORECASE)
ROW = re.compile(r"^\|(?P<english>[^|]+)\|(?P<vietnamese>[^|]+)\|(?P<meaning>[^|]+)\|(?P<instead>[^|]*)\|$")


def glossary_rows():
    lines = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [match.groupdict() for line in lines if (match := ROW.match(line))]
    return [row for row in rows if row["english"].strip(" -") not in {"", "English"}]


def held_words():
    """Return English -> Vietnamese of the glossary's table of words that are always the same."""
    text = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8")
    table = text.partition("## Held word for word")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)
    return {english.strip(): words.strip() for english, words in rows if english != "A message id says"}


def vietnamese():
    return {key_of(message): text_of(message) for message in read_catalog(po_path("vi")) if message.id}


def has(word, text):
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)


def test_the_glossary_says_one_thing_once():
    english = [row["english"].strip() for row in glossary_rows()]

    assert len(english) > 40
    assert len(set(english)) == len(english)


def test_no_translation_uses_a_word_that_the_glossary_rules_out():
    forbidden = [
        word.strip() for row in glossary_rows() for word in row["instead"].split(",") if word.strip()
    ]
    assert forbidden

    used = [(word, text) for text in vietnamese().values() for word in forbidden if has(word, text)]

    assert used == []


@pytest.mark.parametrize(("english", "words"), held_words().items())
def test_one_thing_has_one_word(english, words):
    says = re.compile(rf"(?<!\w){re.escape(english)}s?(?!\w)", re.IGNORECASE)
    named = {
        msgid: text
        for msgid, text in vietnamese().items()
        if text and says.search(re.sub(r"{\w+}", "", msgid))
    }

    assert named
    assert [(msgid, text) for msgid, text in named.items() if not has(words, text)] == []


def test_what_is_vietnamese_for_every_reader_keeps_to_the_glossary_too():
    """Papers of the state and the phone's first page are written in Vietnamese, not translated."""
    forbidden = [
        word.strip() for row in glossary_rows() for word in row["instead"].split(",") if word.strip()
    ]
    pages = [*(REPOSITORY / "tocongnghe/templates").rglob("*.html"), REPOSITORY / "static/pwa/index.html"]

    used = [(word, page.name) for page in pages for word in forbidden if has(word, page.read_text("utf-8"))]

    assert used == []


def test_vietnamese_is_typed_in_one_way():
    wrong = [text for text in vietnamese().values() if OTHER_TONE_STYLE.search(text)]
    unnormalised = [text for text in vietnamese().values() if re.search(r"[\u0300-\u036f]|  |\.\.\.", text)]

    assert wrong == []
    assert unnormalised == []


def test_vietnamese_ends_as_its_message_id_ends():
    signs = ".?!:…"
    wrong = [
        (msgid, text)
        for msgid, text in vietnamese().items()
        if text and (msgid[-1] in signs or text[-1] in signs) and msgid[-1] != text[-1]
    ]

    assert wrong == []
