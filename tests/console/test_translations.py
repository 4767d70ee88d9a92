"""The translation desk's pages: what a speaker sees, writes, approves; files; who is appointed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from tests.cast import World
from tests.console.conftest import Browser, counted_statements, say
from tests.translations.conftest import KILOBYTES, SAVE, Speakers, add_speakers, key
from tocongnghe.i18n.overlay import forget_overlays
from tocongnghe.models import WordProposal
from tocongnghe.services.translations import pictures

AT = "/province/translations"
HEADER = 'msgid ""\nmsgstr ""\n"Language: tyz\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
LogIn = Callable[[str], Browser]


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    forget_overlays()


@pytest.fixture(autouse=True)
def speakers(app: Flask, world: World) -> Speakers:
    with app.app_context():
        return add_speakers(world)


def one(msgid: str) -> str:
    return f"{AT}/tyz/strings/{key(msgid)}"


def proposals(engine: Engine) -> list[WordProposal]:
    with Session(engine) as session:
        return list(session.scalars(select(WordProposal).order_by(WordProposal.id)))


def bring(browser: Browser, content: str | bytes) -> tuple[int, str]:
    content = content.encode() if isinstance(content, str) else content
    answer = browser.client.post(
        f"{AT}/tyz/messages.po",
        data={"file": (io.BytesIO(content), "tyz.po")},
        headers={"Accept": "text/html"},
    )
    return answer.status_code, answer.get_data(as_text=True)


def fetch(browser: Browser) -> str:
    return browser.get(f"{AT}/tyz/messages.po").get_data(as_text=True)


def test_from_the_login_to_a_word_that_everybody_reads(at_desk: LogIn, engine: Engine) -> None:
    slao, eng = at_desk("slao"), at_desk("eng")
    assert slao.get("/").location == AT
    html = slao.get(AT).get_data(as_text=True)
    assert say("The next string that lacks words") in html
    assert say("Consent of the household") in html
    following = slao.get(f"{AT}/tyz/next/words")
    assert following.status_code == 303

    page = slao.get(one(KILOBYTES)).get_data(as_text=True)
    assert "<code>{count}</code>" in page
    answer = slao.post(one(KILOBYTES), {"text": "  [tyz] {count} KB ", "evidence": "sách", "seen": "0"})
    assert answer.status_code == 303
    (proposal,) = proposals(engine)
    assert (proposal.text, proposal.vietnamese) == ("[tyz] {count} KB", "{count} KB")
    decide = f"{one(KILOBYTES)}/proposals/{proposal.id}"
    assert slao.post(decide, {"verdict": "approve"}).status_code == 400
    waiting = eng.get(f"{AT}/tyz/next/review")
    assert waiting.location == one(KILOBYTES)
    assert eng.post(decide, {"verdict": "approve"}).status_code == 303

    assert say("Reviewed by speakers") in eng.get(one(KILOBYTES)).get_data(as_text=True)
    forget_overlays()  # another process, which has not heard of it
    assert "[tyz] {count} KB" in slao.get(one(KILOBYTES)).get_data(as_text=True)


def test_a_faulty_text_comes_back_with_the_reasons_and_is_not_lost(at_desk: LogIn, engine: Engine) -> None:
    answer = at_desk("slao").post(one(KILOBYTES), {"text": "[tyz] <b>{cout}</b>", "seen": "0"})
    html = answer.get_data(as_text=True)

    assert answer.status_code == 400
    assert [word in html for word in ("“{count}”", "“{cout}”", "“&lt;b&gt;”", "“&lt;/b&gt;”")] == [True] * 4
    assert "[tyz] &lt;b&gt;{cout}&lt;/b&gt;</textarea>" in html
    assert proposals(engine) == []


def test_the_list_is_filtered_by_state_screen_and_words_without_marks(at_desk: LogIn) -> None:
    slao = at_desk("slao")
    slao.post(one(SAVE), {"text": "[tyz] lưu", "seen": "0"})

    waiting = slao.get(f"{AT}/tyz?state=proposed").get_data(as_text=True)
    found = slao.get(f"{AT}/tyz?q=luu&screen=phone/assist").get_data(as_text=True)

    assert key(SAVE) in waiting
    assert waiting.count(f"{AT}/tyz/strings/") == 1
    assert key(SAVE) in found
    assert key(KILOBYTES) not in found
    assert slao.get(f"{AT}/xx").status_code == 404


def test_a_page_asks_the_same_however_much_was_proposed(at_desk: LogIn, engine: Engine, app: Flask) -> None:
    slao, counts = at_desk("slao"), []
    pages = (AT, f"{AT}/tyz", one(SAVE), f"{AT}/tyz/messages.po")
    for _ in range(2):
        slao.get(AT)
        for path in pages:
            with app.app_context(), counted_statements(engine) as statements:
                slao.get(path)
            counts.append(len(statements))
        for msgid in (SAVE, KILOBYTES, "Language of the app"):
            slao.post(one(msgid), {"text": f"[tyz] {msgid}", "seen": "0"})
    assert counts[:2] == counts[4:6]
    assert counts[3] == counts[7]
    assert max(counts) <= 14, counts


def test_a_catalogue_goes_out_and_comes_in_again_and_nothing_is_lost(at_desk: LogIn, engine: Engine) -> None:
    slao, eng = at_desk("slao"), at_desk("eng")
    evidence = "lời nói ở Bắc Sơn, " + "từ điển rất dài " * 12
    slao.post(one(SAVE), {"text": "[tyz] lưu", "evidence": evidence, "seen": "0"})
    slao.post(one(KILOBYTES), {"text": "[tyz] {count} KB", "evidence": evidence, "seen": "0"})
    first = proposals(engine)[0]
    eng.post(f"{one(SAVE)}/proposals/{first.id}", {"verdict": "approve"})
    out = fetch(slao)

    status, html = bring(slao, out)

    assert status == 200, html
    assert say("{count} texts of the file are proposed").format(count=0) in html
    assert fetch(slao) == out
    for said in ("reviewed by a speaker, ", "proposed; ", "draft; glossary: ", "#: static/pwa/src/"):
        assert said in out
    status, _ = bring(eng, out.replace('"[tyz] lưu"', '"[tyz] lưu lại"'))
    assert status == 200
    last = proposals(engine)[-1]
    assert (last.text, last.state) == ("[tyz] lưu lại", "proposed")
    assert last.evidence == " ".join(evidence.split())


def test_a_file_that_goes_out_can_be_the_programs_own(at_desk: LogIn, engine: Engine) -> None:
    """A release takes it as it is: `tocongnghe i18n update` changes no letter of it."""
    from babel.messages.pofile import read_po

    from tocongnghe.i18n import LOCALES
    from tocongnghe.i18n.catalogs import FOLDER, read_catalog
    from tocongnghe.i18n.po import dump, updated

    slao, eng = at_desk("slao"), at_desk("eng")
    slao.post(one(SAVE), {"text": "[tyz] lưu", "evidence": "sách", "seen": "0"})
    eng.post(f"{one(SAVE)}/proposals/{proposals(engine)[0].id}", {"verdict": "approve"})
    out = fetch(slao)

    template = read_catalog(FOLDER / "messages.pot")
    assert dump(updated(template, read_po(io.BytesIO(out.encode()))), LOCALES["tyz"]) == out


@pytest.mark.parametrize(
    ("body", "line", "wrong"),
    [
        ('msgid "{count} KB"\nmsgstr "[tyz] KB"\n', 6, "is missing"),
        ('msgid "{count} KB"\nmsgstr "[tyz] {count} <script>"\n', 6, "HTML"),
        (
            'msgid "Save"\nmsgid_plural "Saves"\nmsgstr[0] "a"\nmsgstr[1] "b"\n',
            6,
            "plural in the file and none",
        ),
        ('msgid "Save"\nmsgstr[0] "a"\nmsgstr[1] "b"\n', 6, "forms"),
        ('msgid "Save"\nmsgstr "[tyz] lưu\n', 7, "not of a .po file"),
        ('msgid "Save"\nmsgstring "[tyz] lưu"\n', 7, "not of a .po file"),
        ('msgid "Save"\n\nmsgid "{count} KB"\nmsgstr "{count} KB"\n', 6, "no msgstr"),
        ('msgid "Save"\nmsgstr "a"\n\nmsgid "Save"\nmsgstr "b"\n', 9, "twice"),
        ('msgid "Nowhere"\nmsgstr "a"\n', 1, "no message of this program"),
    ],
)
def test_a_broken_file_is_refused_with_line_and_reason_and_changes_nothing(
    at_desk: LogIn, engine: Engine, body: str, line: int, wrong: str
) -> None:
    from tocongnghe.services.translations.po_reading import read_file

    content = HEADER + body
    found = read_file(content.encode(), "tyz")
    assert [(fault.line, wrong in fault.why) for fault in found.faults] == [(line, True)]

    status, html = bring(at_desk("slao"), content)

    assert status == 400
    assert say("The file was not taken in; everything is as it was") in html
    assert re.search(rf'<th scope="row" class="right">{line}</th>', html)
    assert proposals(engine) == []


def test_every_fault_of_a_file_is_listed_and_the_good_rest_is_not_taken() -> None:
    from tocongnghe.services.translations.po_reading import read_file

    header = HEADER.replace("tyz", "nut").replace("nplurals=1; plural=0", "nplurals=2; plural=n != 1")
    found = read_file(
        (header + 'msgid "Save"\nmsgstr "tốt"\n\nmsgid "{count} KB"\nmsgstr "{n}"\n').encode(), "tyz"
    )
    broken = read_file(b'msgid "Save"\nmsgstr "a\nmsgstr \xff"\n', "tyz")

    assert [fault.line for fault in found.faults] == [3, 4, 9, 9]
    assert [fault.line for fault in broken.faults] == [2, 3]
    assert broken.texts == ()


@pytest.mark.parametrize(
    "lines",
    [
        ['msgid ""', 'msgstr ""', '"PO-Revision-Date: 2020-13-45 99:99+9999\\n"'],
        ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=utf-16\\n"'],
        ['msgstr ""', 'msgid_plural "Saves"', '#~ "x"', 'msgctxt "c"', '"on"'],
        ['msgid "Save"', 'msgstr[99999999999999999999] "x"'],
        ["# only a comment"],
        [""],
    ],
)
def test_a_strange_file_is_read_or_refused_and_breaks_nothing(lines: list[str]) -> None:
    from tocongnghe.services.translations.po_reading import read_file

    rest = ["", 'msgid "{count} KB"', 'msgstr "{count} KB"', ""]
    assert read_file("\n".join(lines).encode(), "tyz").faults
    assert all(
        fault.line <= len(lines) for fault in read_file("\n".join(lines + rest).encode(), "tyz").faults
    )


def test_the_province_appoints_reads_and_undoes_but_writes_no_words(at_desk: LogIn, engine: Engine) -> None:
    quang, slao = at_desk("quang"), at_desk("slao")
    page = quang.get(f"{AT}/speakers").get_data(as_text=True)
    assert "Slao" in page
    answer = quang.post(
        f"{AT}/speakers", {"login": "nung.thi.thu", "name": "Nùng Thị Thử", "language": "nut"}
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "one-time" in html
    again = quang.post(f"{AT}/speakers", {"login": "nung.thi.thu", "language": "nut"})
    assert again.status_code == 400
    minh = quang.post(f"{AT}/speakers", {"login": "minh", "language": "tyz"})
    assert minh.status_code == 303
    as_minh = at_desk("minh")
    assert as_minh.get("/").location == "/commune"
    assert as_minh.get(AT).status_code == 200
    assert quang.post(one(SAVE), {"text": "[tyz] lưu"}).status_code == 403
    assert slao.get(f"{AT}/speakers").status_code == 403
    assert slao.get("/province").status_code == 403
    found = re.findall(r"/speakers/(\d+)/end", quang.get(f"{AT}/speakers").get_data(as_text=True))
    for assignment in found:
        assert quang.post(f"{AT}/speakers/{assignment}/end").status_code == 303
    assert at_desk("minh").get(AT).status_code == 403


def test_pictures_are_sent_to_readers_and_nothing_else_is(at_desk: LogIn) -> None:
    slao = at_desk("slao")
    name = pictures.picture_of("phone/today")
    assert name is not None

    with slao.get(f"{AT}/pictures/{name}") as picture:
        assert picture.mimetype == "image/png"
    assert slao.get(f"{AT}/pictures/..%2fplan.md").status_code == 404
    assert at_desk("minh").get(f"{AT}/pictures/{name}").status_code == 403
