"""Workbooks written as raw XML, with what the writing library cannot do."""

import io
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_STYLES = """<styleSheet xmlns="{ns}"><numFmts count="1"><numFmt numFmtId="164"
formatCode="0000000"/></numFmts><fonts count="2"><font/><font><strike/></font></fonts>
<cellXfs count="4"><xf fontId="0" numFmtId="0"/><xf fontId="1" numFmtId="0"/>
<xf fontId="0" numFmtId="164"/><xf fontId="0" numFmtId="14"/></cellXfs></styleSheet>"""


def package(
    sheet: str, strings: str = "", *, namespace: str = MAIN, macros: bool = False, tail: str = ""
) -> bytes:
    """A workbook of one sheet 「一覧」 from the XML within sheetData and within sst.

    Styles: 1 struck through, 2 seven digits, 3 a date.
    """
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{namespace}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="一覧" sheetId="1" r:id="k0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/styles.xml": _STYLES.format(ns=namespace),
        "xl/sharedStrings.xml": f'<sst xmlns="{namespace}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{namespace}"><sheetData>{sheet}'
        f"</sheetData>{tail}</worksheet>",
    }
    if macros:
        parts["xl/vbaProject.bin"] = "no program at all"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="k{index}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for index, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'


def shared(*texts: str) -> str:
    """The XML of shared texts; a text that begins with < is taken as it is."""
    return "".join(f"<si>{t if t.startswith('<') else f'<t>{t}</t>'}</si>" for t in texts)


def row(number: int, *cells: str) -> str:
    """The XML of a row; a cell is an index of the shared texts, or XML as it is."""
    made = []
    for column, cell in enumerate(cells):
        place = f"{chr(65 + column)}{number}"
        made.append(
            cell.replace("<c", f'<c r="{place}"', 1)
            if cell.startswith("<")
            else f'<c r="{place}" t="s"><v>{cell}</v></c>'
        )
    return f'<row r="{number}">{"".join(made)}</row>'


HEADER = ("機能ID", "機能名称", "機能要件", "類型")


def listed(*rows: tuple[str, str, str, str], **more: object) -> bytes:
    """A list below HEADER; cells are texts, or XML of texts (<t>, <r>) or cells (<c>)."""
    texts: list[str] = []
    lines = []
    for number, cells in enumerate((HEADER, *rows), start=1):
        places = []
        for cell in cells:
            if cell.startswith("<c"):
                places.append(cell)
            else:
                places.append(str(len(texts)))
                texts.append(cell)
        lines.append(row(number, *places))
    return package("".join(lines), shared(*texts), **more)  # type: ignore[arg-type]
