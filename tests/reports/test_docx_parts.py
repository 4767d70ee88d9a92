"""What Word asks of a file before it opens it: parts, relations, types, ids, and elements in their order.

Source: ECMA-376, part 1 (17.3.1.26 pPr, 17.3.2.28 rPr, 17.4.65 tc, 17.6.17 sectPr), part 2 (packages).
"""

from __future__ import annotations

import posixpath
from collections import Counter
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import docx
import pytest

from tocongnghe.services.reports.document import Document, Heading, Table, Text
from tocongnghe.services.reports.docx_file import write_docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
ORDER = {
    "pPr": """
        pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers
        pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE
        autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents
        suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle
        rPr sectPr pPrChange
    """,
    "rPr": """
        rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint
        noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect
        bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath
    """,
    "tblPr": """
        tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc
        tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook
    """,
    "tcPr": """
        cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText
        vAlign hideMark
    """,
    "sectPr": """
        headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders
        lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter
        docGrid
    """,
}
REPEATED = {"headerReference", "footerReference"}

DOCUMENT = Document(
    above="UBND TỈNH LẠNG SƠN",
    agency="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    number="Số: ……/BC-SKHCN",
    dated="Lạng Sơn, ngày …… tháng …… năm 2026",
    subject="Kết quả hoạt động",
    blocks=(
        Heading("I. KẾT QUẢ"),
        Text("Có 1.234 lượt & <chưa duyệt>.", is_warning=True),
        Text("Ghi chú", is_note=True),
        Table(("Xã", "Lượt"), (("Tổng", "3"), ("Xã A\nthôn 2\x0b\x07\x1f\ufffe\ud800", "—")), has_total=True),
    ),
    signer=("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    receivers=("Bộ Khoa học và Công nghệ", "Lưu: VT"),
    appendix=(Heading("CHỈ TIÊU"), Table(("Tên", "Nghĩa"), (("a", "b"),))),
    facts=(("title", "Báo cáo tháng"), ("sha256", "0" * 64), ("day", "2026-09-20")),
)


@pytest.fixture(scope="module")
def archive() -> ZipFile:
    return ZipFile(BytesIO(write_docx(DOCUMENT)))


def read(archive: ZipFile, name: str) -> ET.Element:
    return ET.fromstring(archive.read(name))  # noqa: S314 - our own file


def relations(archive: ZipFile) -> dict[str, dict[str, str]]:
    """Return part -> relation id -> the part that it leads to; outside ones are left as they are."""
    found: dict[str, dict[str, str]] = {}
    for name in archive.namelist():
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            part = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
            listed = read(archive, name).findall(f"{RELATIONS}Relationship")
            assert len({each.attrib["Id"] for each in listed}) == len(listed), f"{name}: an id stands twice"
            found[part] = {
                each.attrib["Id"]: each.attrib["Target"]
                if each.attrib.get("TargetMode") == "External"
                else posixpath.normpath(posixpath.join("/", folder, each.attrib["Target"])).lstrip("/")
                for each in listed
            }
    return found


def test_every_part_is_there_once_has_a_type_and_is_led_to(archive: ZipFile) -> None:
    names = archive.namelist()
    assert archive.testzip() is None
    assert max(Counter(names).values()) == 1
    assert names[0] == "[Content_Types].xml"
    types = read(archive, names[0])
    extensions = {each.attrib["Extension"].lower() for each in types.findall(f"{TYPES}Default")}
    parts = [each.attrib["PartName"].lstrip("/") for each in types.findall(f"{TYPES}Override")]
    assert len(set(parts)) == len(parts)
    assert set(parts) <= set(names), "a type for what is not there"
    untyped = [
        each for each in names[1:] if each not in parts and each.rpartition(".")[2].lower() not in extensions
    ]
    assert untyped == []
    led_to = {target for targets in relations(archive).values() for target in targets.values()}
    assert led_to <= set(names), "a relation to what is not there"
    assert {each for each in names[1:] if not each.endswith(".rels")} <= led_to, (
        "a part that nothing leads to"
    )


def test_whatever_a_part_refers_to_is_among_its_relations(archive: ZipFile) -> None:
    known = relations(archive)
    for name in archive.namelist():
        if name.endswith(".xml") and name.startswith("word/"):
            used = {
                value
                for each in read(archive, name).iter()
                for key, value in each.attrib.items()
                if key.startswith(R)
            }
            assert used <= known.get(name, {}).keys(), name


def test_elements_stand_in_the_order_of_the_standard_and_once(archive: ZipFile) -> None:
    for name in archive.namelist():
        if not (name.endswith(".xml") and name.startswith("word/")):
            continue
        for node in read(archive, name).iter():
            order = ORDER.get(node.tag.removeprefix(W))
            if order is None:
                continue
            children = [each.tag.removeprefix(W) for each in node if each.tag.startswith(W)]
            places = [order.split().index(each) for each in children]
            assert places == sorted(places), (name, node.tag, children)
            twice = {each for each, count in Counter(children).items() if count > 1} - REPEATED
            assert not twice, (name, node.tag, twice)


def test_styles_cells_and_ids_are_such_as_word_accepts(archive: ZipFile) -> None:
    root, styles = read(archive, "word/document.xml"), read(archive, "word/styles.xml")
    ids = [each.attrib[f"{W}styleId"] for each in styles.iter(f"{W}style")]
    assert len(set(ids)) == len(ids)
    used = {
        each.attrib[f"{W}val"] for tag in ("pStyle", "rStyle", "tblStyle") for each in root.iter(f"{W}{tag}")
    }
    assert used <= set(ids)
    body = root.find(f"{W}body")
    assert body is not None
    assert body[-1].tag == f"{W}sectPr"
    for table in root.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            cells = row.findall(f"{W}tc")
            assert len(cells) == columns
            assert all(cell[-1].tag == f"{W}p" for cell in cells), "a cell ends with a paragraph"
    drawn = [each.attrib["id"] for each in root.iter() if each.tag.endswith("}docPr")]
    marks = [each.attrib[f"{W}id"] for each in root.iter(f"{W}bookmarkStart")]
    assert len(set(drawn)) == len(drawn)
    assert len(set(marks)) == len(marks)
    fields = [
        each.attrib[f"{W}fldCharType"] for each in read(archive, "word/header1.xml").iter(f"{W}fldChar")
    ]
    assert fields in (["begin", "end"], ["begin", "separate", "end"])


def test_it_opens_again_and_what_no_file_may_hold_is_left_out(archive: ZipFile) -> None:
    assert archive.fp is not None
    book = docx.Document(BytesIO(archive.fp.read() if archive.fp.seek(0) == 0 else b""))

    assert book.tables[1].rows[2].cells[0].text == "Xã A\nthôn 2"
    assert any("1.234 lượt & <chưa duyệt>." in line.text for line in book.paragraphs)
