"""The DOCX, opened by other means than those that wrote it: paper, margins, font, words and figures."""

from __future__ import annotations

import hashlib
import re
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from tests.cast import World
from tests.reports.conftest import close, made
from tocongnghe.services.reports.docx_file import write_docx
from tocongnghe.services.reports.wording import document_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TWIPS = 1440 / 25.4  # in a millimetre


def opened(content: bytes) -> tuple[ET.Element, ZipFile]:
    archive = ZipFile(BytesIO(content))
    return ET.fromstring(archive.read("word/document.xml")), archive  # noqa: S314 - our own file


def words(node: ET.Element) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def millimetres(node: ET.Element, name: str) -> float:
    return round(int(node.attrib[f"{W}{name}"]) / TWIPS, 1)


def test_paper_margins_and_font_are_those_of_the_decree(worked: World) -> None:
    close(worked, worked.minh, "00001")

    root, archive = opened(write_docx(document_of(made(worked, worked.province).content)))

    size, margin = next(root.iter(f"{W}pgSz")), next(root.iter(f"{W}pgMar"))
    assert (millimetres(size, "w"), millimetres(size, "h")) == (210, 297)
    assert 20 <= millimetres(margin, "top") <= 25
    assert 20 <= millimetres(margin, "bottom") <= 25
    assert 30 <= millimetres(margin, "left") <= 35
    assert 15 <= millimetres(margin, "right") <= 20
    styles = ET.fromstring(archive.read("word/styles.xml"))  # noqa: S314 - our own file
    normal = next(each for each in styles.iter(f"{W}style") if each.attrib[f"{W}styleId"] == "Normal")
    fonts = next(normal.iter(f"{W}rFonts"))
    assert {fonts.attrib[f"{W}{script}"] for script in ("ascii", "hAnsi", "cs")} == {"Times New Roman"}
    body = [
        {int(half.attrib[f"{W}val"]) / 2 for half in line.iter(f"{W}sz")}
        for line in root.findall(f"{W}body/{W}p")
        if words(line)
    ]
    assert set().union(*body) <= {13, 14}
    header = "".join(
        archive.read(name).decode() for name in archive.namelist() if re.search(r"header\d*\.xml$", name)
    )
    assert "PAGE" in header
    assert next(root.iter(f"{W}titlePg")) is not None, "the first page has no number"


def test_the_heading_the_name_and_the_places_to_sign_are_there(worked: World) -> None:
    text = words(opened(write_docx(document_of(made(worked, worked.province).content)))[0])

    in_order = (
        "UBND TỈNH LẠNG SƠN",
        "SỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "Số: ……/BC-SKHCN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Lạng Sơn, ngày …… tháng …… năm 2026",
        "BÁO CÁO",
        "Nơi nhận:",
        "GIÁM ĐỐC",
        "PHỤ LỤC",
    )
    at = [text.index(each) for each in in_order]
    assert at == sorted(at)
    assert "DỰ THẢO" in text
    commune = words(opened(write_docx(document_of(made(worked, worked.commune_a).content)))[0])
    assert "ỦY BAN NHÂN DÂNXÃ A" in commune
    assert "/BC-UBND" in commune
    assert "TM. ỦY BAN NHÂN DÂNCHỦ TỊCH" in commune


def test_its_figures_are_those_of_the_snapshot(worked: World) -> None:
    close(worked, worked.minh, "00001")
    close(worked, worked.hoa, "00002")
    content = made(worked, worked.province).content

    root, _archive = opened(write_docx(document_of(content, sha256="ab" * 32)))

    rows = [[words(cell) for cell in row.iter(f"{W}tc")] for row in root.iter(f"{W}tr")]
    topics: dict[str, list[str]] = {}
    for row in rows:
        topics.setdefault(row[0], row[1:])
    vneid = next(each["name"] for each in content["topics"] if each["code"] == "vneid")
    figures = content["whole"]["figures"]
    visits, helped, has = (figures[f"vneid_{measure}"] for measure in ("visits", "helped", "has"))
    assert topics[vneid] == [
        str(visits[1]),
        str(helped[1]),
        str(helped[0]),
        str(helped[3]),
        str(has[3]),
        "0,0",
    ]
    assert topics["Xã A"][0] == "0"
    assert "ab" * 32 in words(root)
    assert "DỰ THẢO" not in words(root)


def test_the_same_content_gives_the_same_bytes(worked: World) -> None:
    close(worked, worked.minh, "00001")
    content = made(worked, worked.province).content

    first, second = (write_docx(document_of(content, sha256="ab" * 32)) for _ in range(2))

    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()
    assert {part.date_time for part in ZipFile(BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}
