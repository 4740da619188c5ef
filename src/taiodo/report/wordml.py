"""Pieces of WordprocessingML as text: thousands of rows are parsed at once, not cell by cell."""

from collections.abc import Iterable, Sequence
from html import escape

from taiodo.report.content import Column, Table
from taiodo.report.outline import FIGURE_KIND, Heading
from taiodo.report.widths import column_widths, stays_together
from taiodo.report.words import NUMERIC_KINDS, plain, shown

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)

_TWIPS_A_MM = 56.6929


def run(words: str) -> str:
    """Words in a run; line breaks and tabs are kept."""
    text = escape(plain(words))
    text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    text = text.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def document(*body: str) -> str:
    """A whole document; the last piece of its body is the layout of its last section."""
    return f"<w:document {NAMESPACES}><w:body>{''.join(body)}</w:body></w:document>"


def paragraph(style: str, *runs: str, keep: bool = False, layout: str = "") -> str:
    """A paragraph of a style.

    Args:
        style: the id of the style.
        runs: what it holds.
        keep: whether it stays on the page of what follows.
        layout: the page layout of the section that it ends.
    """
    kept = "<w:keepNext/>" if keep else ""
    about = f'<w:pPr><w:pStyle w:val="{style}"/>{kept}{layout}</w:pPr>'
    return f"<w:p>{about}{''.join(runs)}</w:p>"


def heading(block: Heading, number: int) -> str:
    """A heading with the bookmark that the table of contents points to."""
    return paragraph(
        f"Heading{block.level}",
        f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(block)}"/>',
        run(block.words),
        f'<w:bookmarkEnd w:id="{number}"/>',
    )


def bookmark(block: Heading) -> str:
    """The name of a heading's bookmark; Word hides names that begin so."""
    return f"_Toc_{block.anchor}"


def caption(label: str, number: int, words: str, *, above: bool) -> str:
    """表1 or 図1, numbered by a field, and the words; above a table it stays with the table."""
    field = f'<w:fldSimple w:instr=" SEQ {label} \\* ARABIC ">{run(str(number))}</w:fldSimple>'
    style = "Caption" if above else "FigureCaption"
    return paragraph(style, run(label), field, run(f"　{words}"), keep=above)


def contents(entries: Sequence[Heading], note: str) -> str:
    """A table of contents field, filled with the headings, and a note below it."""
    begin = _field_begin(' TOC \\o "1-3" \\h \\z \\u ')
    lines = [
        paragraph(f"TOC{entry.level}", begin if place == 0 else "", _entry(entry))
        for place, entry in enumerate(entries)
    ]
    end = paragraph("Note", _FIELD_END, run(note))
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>"
        f"{paragraph('TOCHeading', run('目次'))}{''.join(lines)}{end}</w:sdtContent></w:sdt>"
    )


def picture(relation: str, number: int, words: str, width: int, height: int) -> str:
    """A picture in a paragraph of its own; `words` tell what it shows, sizes are in EMU."""
    name, told = f"図 {number}", escape(plain(words).replace("\n", " "))
    return paragraph(
        "Figure",
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="{name}" descr="{told}"/><wp:cNvGraphicFramePr>'
        '<a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f'<pic:pic><pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/>'
        f'</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/>'
        '</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
        "</w:r>",
    )


def table(content: Table, width: int) -> str:
    """A table so many twips wide; its header repeats on every page, no row is split."""
    widths = [
        int(size * _TWIPS_A_MM) for size in column_widths(content.columns, width / _TWIPS_A_MM)
    ]
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in widths)
    rows = [_header(content.columns, widths)]
    last = len(content.rows) - 1
    together = stays_together(content)
    for place, values in enumerate(content.rows):
        rows.append(_row(content.columns, widths, values, keep=together and place < last))
    title = escape(plain(content.caption).replace("\n", " "))
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}"'
        ' w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" w:firstRow="1"'
        ' w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{title}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def _header(columns: Iterable[Column], widths: Sequence[int]) -> str:
    words = (paragraph("TableHead", run(column.title)) for column in columns)
    cells = "".join(_cell(size, inner) for size, inner in zip(widths, words, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"


def _row(
    columns: Sequence[Column], widths: Sequence[int], values: Sequence[object], *, keep: bool
) -> str:
    figures = any(column.kind == FIGURE_KIND for column in columns)
    align = '<w:vAlign w:val="center"/>' if figures else ""
    cells = "".join(
        _cell(size, paragraph(_style(column), run(shown(column, value)), keep=keep), align)
        for size, column, value in zip(widths, columns, values, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _cell(width: int, inner: str, align: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{align}</w:tcPr>{inner}</w:tc>'


def _style(column: Column) -> str:
    if column.kind == FIGURE_KIND:
        return "KeyFigure"
    return "TableNumber" if column.kind in NUMERIC_KINDS else "TableText"


def _entry(entry: Heading) -> str:
    """A heading as a link: on which page it stands only the word processor can know."""
    words = run(entry.words.replace("\n", " ").replace("\t", " "))
    return f'<w:hyperlink w:anchor="{bookmark(entry)}" w:history="1">{words}</w:hyperlink>'


def _field_begin(instruction: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        f"{escape(instruction, quote=False)}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


_FIELD_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
