"""Make the Word template of papers anew: the form of Nghị định 30/2020/NĐ-CP with docxtpl's places in it.

    python static/tools/paper_template.py    (needs python-docx)

The file is committed and may be edited in Word afterwards; what is edited there is lost when this is run again. A
template whose form changes gets the next number, and `TEMPLATE` in `marketplace/contracts/documents/content.py` too.
"""

from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

TARGET = Path(__file__).parents[2] / "marketplace" / "contracts" / "documents" / "templates" / "paper-1.docx"
LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def font(style, size, *, bold=False, italic=False):
    style.font.name, style.font.size, style.font.bold, style.font.italic = "Times New Roman", Pt(size), bold, italic
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), "Times New Roman")
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)


def styles(document):
    """Body 13 pt, headings as in the decree, small styles for captions and foot."""
    body = document.styles["Normal"]
    font(body, 13)
    body.paragraph_format.space_before, body.paragraph_format.space_after = Pt(0), Pt(4)
    body.paragraph_format.alignment, body.paragraph_format.line_spacing = BOTH, 1.1
    for name, size in (("Heading 1", 14), ("Heading 2", 13)):
        font(document.styles[name], size, bold=True)
        document.styles[name].paragraph_format.keep_with_next = True
    document.styles["Heading 1"].paragraph_format.alignment = CENTRE
    document.styles["Heading 1"].paragraph_format.space_before = Pt(10)
    document.styles["Heading 2"].paragraph_format.space_before = Pt(8)
    document.styles["Heading 2"].paragraph_format.alignment = LEFT
    for name, size, italic in (("Basis", 13, True), ("Table words", 12, False), ("Table caption", 12, True),
                               ("Foot", 8, False), ("Small", 10, False)):  # fmt: skip
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = body
        font(style, size, italic=italic)
        style.paragraph_format.alignment = BOTH if name == "Basis" else LEFT


def page(document):
    """A4 and its margins; the number in the middle of the top from the second page on; hash in the foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(22), Mm(25)
    section.left_margin, section.right_margin = Mm(30), Mm(18)
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    field(number, "PAGE")
    for header in (section.header, section.first_page_header):
        draft = header.add_paragraph() if header is section.header else header.paragraphs[0]
        draft.alignment = CENTRE
        run = draft.add_run("{% if is_draft %}BẢN NHÁP{% endif %}")
        run.bold, run.font.size, run.font.color.rgb = True, Pt(28), RGBColor(0xA0, 0xA0, 0xA0)
    for footer in (section.footer, section.first_page_footer):
        foot = footer.paragraphs[0]
        foot.style = document.styles["Foot"]
        foot.add_run("Bản điều khoản số {{ revision }}. Mã băm SHA-256 của bản in: {{ digest }}")
        border(foot, "top")


def field(paragraph, instruction):
    for kind, text in (("begin", None), (None, instruction), ("end", None)):
        run = paragraph.add_run()._r
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run.append(element)


def border(paragraph, side):
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def head(document):
    """Number on the left, quốc hiệu and tiêu ngữ on the right, place and date below."""
    left, right = pair(document, 58, 104)
    words(left.paragraphs[0], "Số: {{ number }}", CENTRE)
    words(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", CENTRE, size=12, bold=True)
    words(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", CENTRE, bold=True, underline=True)
    place = document.add_paragraph()
    words(place, "{{ place }}, ngày ……… tháng ……… năm …………", RIGHT, italic=True)
    document.add_heading("{{ title | upper }}", 1)
    document.add_paragraph("{%p if subtitle %}")
    words(document.add_paragraph(), "{{ subtitle }}", CENTRE, italic=True)
    document.add_paragraph("{%p endif %}")


def pair(document, first, second):
    """Two cells side by side without borders, so many millimetres wide."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    for column, width in zip(table.columns, (first, second), strict=True):
        column.width = column.cells[0].width = Mm(width)
    return table.rows[0].cells


def words(paragraph, text, alignment, *, size=None, bold=False, italic=False, underline=False):
    paragraph.alignment = alignment
    run = paragraph.add_run(text)
    run.bold, run.italic, run.underline = bold, italic, underline
    if size:
        run.font.size = Pt(size)


def body(document):
    """Legal basis, parties, articles."""
    add = document.add_paragraph
    for text, style in (
        ("{%p for sentence in legal_basis %}", None), ("{{ sentence }}", "Basis"), ("{%p endfor %}", None),
        ("Hôm nay, các bên gồm:", None),
        ("{%p for party in parties %}", None), ("{{ party.role }}: {{ party.name }}", "Heading 2"),
        ("{%p for clause in party.clauses %}", None), ("{{ clause.label }}: {{ clause.value }}", None),
        ("{%p endfor %}", None), ("{%p endfor %}", None),
        ("Các bên thống nhất với các điều khoản sau:", None),
        ("{%p for article in articles %}", None), ("{{ article.heading }}", "Heading 2"),
        ("{%p for clause in article.clauses %}", None), ("{{ clause.label }}: {{ clause.value }}", None),
        ("{%p endfor %}", None),
        ("{%p for table in article.tables %}", None), ("{{ table.caption }}", "Table caption"),
    ):  # fmt: skip
        add(text, style=style)
    repeating_table(document)
    for text in ("{%p endfor %}", "{%p for sentence in article.sentences %}", "{{ sentence }}", "{%p endfor %}",
                 "{%p endfor %}"):  # fmt: skip
        add(text)


def repeating_table(document):
    """Columns and rows come with the content."""
    table = document.add_table(rows=4, cols=3)
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    rows = (
        ("{%tc for column in table.columns %}", "{{ column }}", "{%tc endfor %}"),
        ("{%tr for row in table.rows %}", "", ""),
        ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.paragraphs[0].style = document.styles["Table words"]
            cell.paragraphs[0].add_run(text).bold = text == "{{ column }}"
    repeat = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)


def signatures(document):
    """Two parties side by side, room to sign, then the code that leads to the page of this print."""
    document.add_paragraph()
    table = document.add_table(rows=3, cols=2)
    rows = (("{%tr for pair in parties | batch(2, nobody) %}", ""), ("0", "1"), ("{%tr endfor %}", ""))
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            if text in {"0", "1"}:
                sign(cell, f"pair[{text}]")
            else:
                cell.paragraphs[0].add_run(text)
    keep = OxmlElement("w:cantSplit")
    table.rows[1]._tr.get_or_add_trPr().append(keep)
    document.add_paragraph()
    left, right = pair(document, 32, 130)
    left.paragraphs[0].add_run("{{ qr }}")
    for index, text in enumerate((
        "Quét mã để biết bản in này còn đúng với hồ sơ hiện hành hay không, hoặc mở:", "{{ address }}",
        "Mã băm SHA-256 của bản điều khoản số {{ revision }}: {{ terms_digest }}",
    )):  # fmt: skip
        paragraph = right.paragraphs[0] if index == 0 else right.add_paragraph()
        paragraph.style = document.styles["Small"]
        paragraph.add_run(text)


def sign(cell, party):
    words(cell.paragraphs[0], f"{{{{ {party}.role | upper }}}}", CENTRE, bold=True)
    words(cell.add_paragraph(), f"{{{{ {party}.name }}}}", CENTRE)
    hint = f"{{% if {party}.role %}}(Ký, ghi rõ họ tên, đóng dấu nếu có){{% endif %}}"
    words(cell.add_paragraph(), hint, CENTRE, size=12, italic=True)
    for _line in range(4):
        cell.add_paragraph()
    words(cell.add_paragraph(), f"{{{{ {party}.representative }}}}", CENTRE, bold=True)


def make():
    document = Document()
    document.core_properties.author, document.core_properties.title = "Liên Kết", "Hợp đồng liên kết"
    document.core_properties.comments = ""
    styles(document)
    page(document)
    head(document)
    body(document)
    signatures(document)
    document.save(str(TARGET))


if __name__ == "__main__":
    make()
