"""Drafts say nothing that no source gives: built of cited words, the same in data, catalogues and docs."""

import csv
import re
import shutil

import pytest
from click.testing import CliRunner

from tests.i18n.test_catalogs import make_folder
from tocongnghe.config import REPOSITORY
from tocongnghe.errors import ConfigurationError
from tocongnghe.i18n import drafts
from tocongnghe.i18n.catalogs import key_of, po_path, read_catalog, state_of, text_of, translate
from tocongnghe.i18n.commands import i18n
from tocongnghe.i18n.glossary import DATA, read_loans, read_sources, read_words, titles_of
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.i18n.reach import Reach, Standing

OTHERS = [code for code in LOCALES if code != "vi"]


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def make_data(tmp_path, code, *lines):
    shutil.copy(DATA / "glossary.csv", tmp_path)
    shutil.copy(DATA / "glossary_sources.csv", tmp_path)
    shutil.copy(DATA / "loans.csv", tmp_path)
    (tmp_path / "drafts").mkdir()
    text = "\n".join(["msgid,words,note", *lines]) + "\n"
    (tmp_path / "drafts" / f"{code}.csv").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("code", OTHERS)
def test_every_word_of_a_shipped_draft_is_written_in_the_glossary_or_is_a_loan(code):
    """Read here without the program's own reading of the glossary, so that a fault of that would be seen."""
    cells = [re.sub(r"\[VOV4\]", "", row[code]) for row in rows("glossary.csv")]
    given = {word for cell in cells for form in re.split(r"[;|]", cell.casefold()) for word in form.split()}
    loans = {word for row in rows("loans.csv") for word in row["loan"].split()}
    shipped = [each for each in read_catalog(po_path(code)) if each.id and state_of(each) == "draft"]

    said = {
        word
        for message in shipped
        for word in re.findall(r"[^\W\d_][\w'-]*", re.sub(r"\{\w+\}", "", text_of(message)).casefold())
    }

    assert len(shipped) > 30
    assert said - given - loans == set()


@pytest.mark.parametrize("code", OTHERS)
def test_every_draft_says_its_words_with_source_and_grade(code):
    known = {row["key"]: row for row in rows("glossary.csv")}
    for draft in drafts.read_drafts(code).values():
        assert draft.comment.startswith("draft; ")
        assert draft.grade == max(word.grade for word in draft.words)
        for word in draft.words:
            assert f"{word.key} ({word.sources}, grade {word.grade})" in draft.comment
            assert set(word.sources.split()) <= read_sources().keys()
            if not word.is_loan:
                assert all(source in known[word.key]["source"] for source in word.sources.split())
                assert re.search(rf"\b{code}:[ABC|]*{word.grade}", known[word.key]["confidence"])


def test_a_spelling_without_source_or_grade_is_no_word(tmp_path):
    cells = ["a,x,[tyz] a,[nut] a,,tyz/nut D1,tyz:A", "b,y,[tyz] b,[nut] b,,nut V1; ium M1,tyz:A nut:B"]
    text = "\n".join(["key,vi,tyz,nut,ium,source,confidence", *cells]) + "\n"
    (tmp_path / "glossary.csv").write_text(text, encoding="utf-8")

    assert read_words("tyz", tmp_path).keys() == {"a"}
    assert read_words("nut", tmp_path).keys() == {"b"}


def test_iu_mien_is_spelled_as_printed_in_vietnam_where_the_glossary_says_so():
    words = read_words("ium")

    assert (words["house"].text, words["house"].sources, words["house"].grade) == ("pliaoz", "V6", "C")
    assert (words["person"].text, words["person"].sources, words["person"].grade) == ("miền", "M1 V5", "A")
    assert (words["today"].text, words["today"].spelling) == ("ih hnoi", "")


def test_a_draft_is_as_good_as_its_weakest_word(tmp_path):
    folder = make_data(tmp_path, "tyz", "New household {n}: it,house new loan:điện_thoại {n} :,")

    draft = drafts.read_drafts("tyz", folder)["New household {n}: it"]

    assert draft.text == "Lườn mấư điện thoại {n}:"
    assert draft.grade == "C"
    assert draft.comment == (
        "draft; glossary: house (B1 B2 V3, grade A), new (V1, grade C); "
        "loans: điện thoại (P1, grade C); grade C"
    )


@pytest.mark.parametrize(
    ("code", "line", "words"),
    [
        ("tyz", "Save,save,", "no cited and graded 'save' in tyz"),
        ("nut", "Hello,hello,", "no cited and graded 'hello' in nut"),
        ("tyz", "House,lườn,", "no cited and graded 'lườn' in tyz"),
        ("tyz", "Bank,loan:ngân_hàng,", "'loan:ngân_hàng' is no Vietnamese loan in use in tyz"),
        ("ium", "New household,house new,", "mixes two spellings: house, new"),
        ("tyz", "{count} days,day,", "other placeholders"),
        ("tyz", "Dots,…,", "has no words"),
    ],
)
def test_a_word_without_evidence_is_refused_with_file_and_line(tmp_path, code, line, words):
    folder = make_data(tmp_path, code, "Day,day,", line)

    with pytest.raises(ConfigurationError, match=rf"^drafts/{code}\.csv:3: .*{re.escape(words)}"):
        drafts.read_drafts(code, folder)


def test_a_message_composed_twice_and_other_columns_are_refused(tmp_path):
    folder = make_data(tmp_path, "tyz", "Day,day,", "Day,day,")
    (folder / "drafts" / "nut.csv").write_text("msgid,text\nDay,vằn\n", encoding="utf-8")

    with pytest.raises(ConfigurationError, match="composed twice"):
        drafts.read_drafts("tyz", folder)
    with pytest.raises(ConfigurationError, match="the columns are msgid, words, note"):
        drafts.read_drafts("nut", folder)


def test_what_speakers_wrote_is_left_alone_and_what_has_no_evidence_any_more_goes(tmp_path):
    folder = make_folder(
        tmp_path,
        tyz=(
            '\n# draft; glossary: day (B1, grade B)\nmsgid "Day"\nmsgstr "Old"\n'
            '\n# reviewed by a speaker, 2026-11-21\nmsgid "Month"\nmsgstr "[tyz] m"\n'
            '\n# proposed; 2026-11-21\nmsgid "Year"\nmsgstr "[tyz] y"\n'
            '\n# draft; glossary: x (B1, grade B)\nmsgid "Gone"\nmsgstr "Made up"\n'
        ),
    )
    catalog = read_catalog(po_path("tyz", folder))

    count = drafts.put_drafts(catalog, drafts.read_drafts("tyz"))

    assert count == 1
    assert {key_of(each): text_of(each) for each in catalog if each.id} == {
        "Day": "Vằn",
        "Month": "[tyz] m",
        "Year": "[tyz] y",
        "Gone": "",
    }


@pytest.mark.parametrize("code", OTHERS)
def test_the_vietnamese_stands_beside_every_draft(code):
    for msgid, draft in drafts.read_drafts(code).items():
        vietnamese = translate("vi", msgid)
        assert translate(code, msgid) in {f"{draft.text} · {vietnamese}", draft.text}
        if translate(code, msgid) == draft.text:
            assert draft.text.casefold() == vietnamese.casefold()


def test_loans_are_few_and_cited():
    assert all(set(loan.sources.split()) <= read_sources().keys() for loan in read_loans("ium").values())


def test_how_far_a_language_is_counts_each_text_once(tmp_path):
    place = "#: tocongnghe/catalogue/spoken.yaml\n"
    folder = make_folder(
        tmp_path,
        vi="".join(
            f'\n{place}msgid "{msgid}"\nmsgstr "{text}"\n'
            for msgid, text in {
                "Day": "Ngày",
                "Month": "Tháng",
                "Etax": "Etax",
                "{a}: {b}": "{a}: {b}",
                "Y": "N",
            }.items()
        ),
        tyz=(
            f'\n# draft; glossary: day (B1, grade B)\n{place}msgid "Day"\nmsgstr "Vằn"\n'
            f'\n# reviewed by a speaker, 2026-11-21\n{place}msgid "Month"\nmsgstr "[tyz] m"\n'
        ),
    )
    reach = Reach(folder)

    said = reach.said_on(["residents/spoken"])

    assert said == ["Day", "Month", "Y"]
    assert reach.standing("tyz", said) == Standing(reviewed=1, drafts=1, total=3)
    assert reach.standing("vi", said) == Standing(reviewed=3, drafts=0, total=3)
    assert ("Y", "residents/spoken", OTHERS) in reach.lacking(["residents/spoken"])


def test_the_command_tells_every_language_by_screen():
    told = CliRunner().invoke(i18n, ["coverage", "--repository", str(REPOSITORY)]).output.splitlines()

    assert told[0].split("\t") == ["language", "screen", "reviewed", "draft", "nothing"]
    cells = {tuple(line.split("\t")[:2]): [int(n) for n in line.split("\t")[2:]] for line in told[1:]}
    assert {code for code, _ in cells} == set(LOCALES)
    assert cells["vi", "residents/consent"][2] == 0
    assert sum(cells["tyz", "residents/spoken"]) == sum(cells["vi", "residents/spoken"])


def test_a_source_is_told_by_its_title():
    assert titles_of("draft; glossary: hello (B2, grade B), day (B2 Z9, grade A)") == (
        "B2: weiyunvn.blogspot.com “Tiếng Tày (6)”, “(19)”",
    )
