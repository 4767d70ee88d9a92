"""Writes a report as DOCX in the form of Decree 30/2020/NĐ-CP; the same document gives the same bytes.

Source: Decree 30/2020/NĐ-CP, Appendix I: A4, margins 20-25 mm above and below, 30-35 mm left, 15-20 mm
right, Times New Roman, black; page numbers above, in the middle, from the second page on.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tocongnghe.services.reports.document import Block, Document, Heading, Table, Text, is_figure

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"
PAGE = (Mm(210), Mm(297))
TOP, BOTTOM, LEFT, RIGHT = Mm(20), Mm(20), Mm(30), Mm(15)
LINE = 165  # mm, between the margins
BODY, SMALL, NAMES, RECEIVERS, IN_TABLE = Pt(14), Pt(13), Pt(12), Pt(11), Pt(12)
LEFT_BLOCK, RIGHT_BLOCK = 70, 95  # mm, of the heading
ROOM_TO_SIGN = 4  # empty lines
MAX_PROPERTY = 255  # characters of a property of the file
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
CENTER, JUSTIFY, START, END = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
)


def write_docx(document: Document) -> bytes:
    """Return the file of *document*."""
    book = docx.Document()
    _set_page(book)
    _set_styles(book)
    _set_properties(book, document)
    _write_head(book, document)
    for block in document.blocks:
        _write(book, block)
    _write_end(book, document)
    if document.appendix:
        book.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        _paragraph(book, "PHỤ LỤC", bold=True, align=CENTER)
        _paragraph(
            book,
            f"(Kèm theo Báo cáo {document.number[:1].lower()}{document.number[1:]})",
            italic=True,
            align=CENTER,
        )
        for block in document.appendix:
            _write(book, block)
    stream = BytesIO()
    book.save(stream)
    return _same_bytes(stream.getvalue())


def _same_bytes(content: bytes) -> bytes:
    """Return the archive with its parts in order and without the moment at which it was written."""
    stream = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(stream, "w", ZIP_DEFLATED) as after:
        for name in sorted(before.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = ZipInfo(name, ZIP_EPOCH)
            part.compress_type = ZIP_DEFLATED
            part.create_system = 3
            part.external_attr = 0o644 << 16
            after.writestr(part, before.read(name))
    return stream.getvalue()


def _set_page(book: Any) -> None:
    section = book.sections[0]
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = TOP, BOTTOM
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    line = section.header.paragraphs[0]
    line.alignment = CENTER
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        run = line.add_run()
        _font(run, SMALL)
        if kind is None:
            field = OxmlElement("w:instrText")
            field.set(qn("xml:space"), "preserve")
            field.text = text
        else:
            field = OxmlElement("w:fldChar")
            field.set(qn("w:fldCharType"), kind)
        run._r.append(field)  # noqa: SLF001 - python-docx has no fields of its own


def _set_styles(book: Any) -> None:
    for name in ("Normal", "Heading 1"):
        style = book.styles[name]
        style.font.name, style.font.size = FONT, BODY
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        style.paragraph_format.space_before = Pt(0)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.line_spacing = 1.0
    book.styles["Heading 1"].font.bold = True
    book.styles["Heading 1"].paragraph_format.space_before = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    book.styles["Normal"].element.get_or_add_rPr().append(language)


def _set_properties(book: Any, document: Document) -> None:
    facts, told = dict(document.facts), book.core_properties
    at = datetime.combine(date.fromisoformat(facts["day"]), time(), UTC).replace(tzinfo=None)
    told.title, told.subject = facts["title"], _printable(document.subject)[:MAX_PROPERTY]
    told.author = told.last_modified_by = _printable(f"{document.above} {document.agency}")[:MAX_PROPERTY]
    told.comments = f"SHA-256 {facts['sha256']}" if facts["sha256"] else ""
    told.language, told.revision = "vi-VN", 1
    told.created = told.modified = told.last_printed = at


def _write_head(book: Any, document: Document) -> None:
    """Write who reports, the country, number, place and day, and what the report is about."""
    table = _plain_table(book, LEFT_BLOCK, RIGHT_BLOCK)
    left, right = table.rows[0].cells
    _fill(left, document.above, size=NAMES, is_first=True)
    _fill(left, document.agency, size=NAMES, bold=True)
    _rule(left, Mm(22))
    _fill(left, document.number, size=SMALL)
    _fill(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=NAMES, bold=True, is_first=True)
    _fill(right, "Độc lập - Tự do - Hạnh phúc", size=SMALL, bold=True)
    _rule(right, Mm(18))
    _fill(right, document.dated, size=SMALL, italic=True)
    _paragraph(book, "BÁO CÁO", bold=True, align=CENTER, space=(Pt(12), Pt(0)))
    _paragraph(book, document.subject, bold=True, align=CENTER, space=(None, Pt(0)))
    _rule(book, Mm(55))


def _write_end(book: Any, document: Document) -> None:
    """Write who receives it, and where it is signed."""
    _paragraph(book, "", space=(None, Pt(0)))
    table = _plain_table(book, 75, 90)
    left, right = table.rows[0].cells
    _fill(left, "Nơi nhận:", size=NAMES, bold=True, italic=True, align=START, is_first=True)
    for index, receiver in enumerate(document.receivers, start=1):
        end = "." if index == len(document.receivers) else ";"
        _fill(left, f"- {receiver}{end}", size=RECEIVERS, align=START)
    for index, line in enumerate(document.signer):
        _fill(right, line, size=BODY, bold=True, is_first=index == 0)
    for _line in range(ROOM_TO_SIGN):
        _fill(right, "", size=BODY)
    for cell in (left, right):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _write(book: Any, block: Block) -> None:
    if isinstance(block, Heading):
        heading = book.add_paragraph(style="Heading 1")
        heading.paragraph_format.keep_with_next = True
        _font(heading.add_run(_printable(block.text)), BODY, bold=True)
    elif isinstance(block, Text):
        size = SMALL if block.is_note else BODY
        indent = None if block.is_note or block.is_warning else Mm(10)
        _paragraph(
            book,
            block.text,
            size=size,
            italic=block.is_note,
            bold=block.is_warning,
            align=START if block.is_note else JUSTIFY,
            first_line=indent,
        )
    else:
        _write_table(book, block)


def _write_table(book: Any, block: Table) -> None:
    widths = [Mm(LINE * share / 100) for share in block.shares]
    table = book.add_table(rows=1, cols=len(block.head), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    head = table.rows[0]
    for cell, width, text in zip(head.cells, widths, block.head, strict=True):
        cell.width = width
        _fill(cell, text, size=IN_TABLE, bold=True, is_first=True)
    _mark(head, "w:tblHeader")
    for number, texts in enumerate(block.rows):
        row = table.add_row()
        _mark(row, "w:cantSplit")
        is_total = block.has_total and number == 0
        for cell, width, text in zip(row.cells, widths, texts, strict=True):
            cell.width = width
            align = END if is_figure(text) else START
            _fill(cell, text, size=IN_TABLE, bold=is_total, align=align, is_first=True)
    _paragraph(book, "", size=Pt(6), space=(None, Pt(0)))


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - nor marks of rows


def _plain_table(book: Any, *widths: int) -> Any:
    table = book.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths, strict=True):
        column.width = cell.width = Mm(width)
    return table


def _fill(
    cell: Any,
    text: str,
    *,
    size: Any,
    bold: bool = False,
    italic: bool = False,
    align: Any = CENTER,
    is_first: bool = False,
) -> None:
    """Add a line to *cell*; the first one takes the paragraph that every cell has."""
    line = cell.paragraphs[0] if is_first else cell.add_paragraph()
    line.alignment = align
    line.paragraph_format.space_after = Pt(0)
    _font(line.add_run(_printable(text)), size, bold=bold, italic=italic)


def _rule(room: Any, indent: Any) -> None:
    """Draw a line under what stands above it, *indent* from both sides."""
    line = room.add_paragraph()
    line.paragraph_format.left_indent = line.paragraph_format.right_indent = indent
    line.paragraph_format.space_after = Pt(6)
    line.paragraph_format.line_spacing = Pt(4)
    borders, border = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        border.set(qn(f"w:{name}"), value)
    borders.append(border)
    properties = line._p.get_or_add_pPr()  # noqa: SLF001 - nor borders
    properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _paragraph(
    book: Any,
    text: str,
    *,
    size: Any = BODY,
    bold: bool = False,
    italic: bool = False,
    align: Any = JUSTIFY,
    first_line: Any = None,
    space: tuple[Any, Any] = (None, None),
) -> None:
    """Add a line; *space* is what it has above and below, by default as its style says."""
    line = book.add_paragraph()
    line.alignment = align
    line.paragraph_format.first_line_indent = first_line
    above, below = space
    if above is not None:
        line.paragraph_format.space_before = above
    if below is not None:
        line.paragraph_format.space_after = below
    _font(line.add_run(_printable(text)), size, bold=bold, italic=italic)


def _printable(text: str) -> str:
    """Return *text* without what XML cannot hold: one pasted control character must not stop a report."""
    return _UNPRINTABLE.sub("", text)


def _font(run: Any, size: Any, *, bold: bool = False, italic: bool = False) -> None:
    run.font.size, run.font.bold, run.font.italic = size, bold, italic
