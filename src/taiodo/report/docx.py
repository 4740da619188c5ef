"""A report as a Word document: styles, header and footer from the template, content from here."""

import io
from collections.abc import Sequence
from copy import deepcopy
from datetime import datetime, time
from itertools import count, groupby, repeat
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from taiodo.catalog.files import data_root
from taiodo.plan.calendar import wareki
from taiodo.problems import Problem
from taiodo.report import wordml
from taiodo.report.charts import NO_CHART, bar_png, in_words, is_empty, longest_bar, parts
from taiodo.report.content import Report
from taiodo.report.outline import (
    Block,
    Heading,
    NumberedChart,
    NumberedPicture,
    NumberedTable,
    Paragraph,
    blocks,
    headings,
)
from taiodo.report.widths import by_page
from taiodo.report.words import plain

STYLES = {
    **{f"Heading{level}": f"heading {level}" for level in (1, 2, 3)},
    **{f"TOC{level}": f"toc {level}" for level in (1, 2, 3)},
    "Normal": "Normal",
    "Title": "Title",
    "Subtitle": "Subtitle",
    "TOCHeading": "TOC Heading",
    "Caption": "caption",
    "ListBullet": "List Bullet",
    "CoverLine": "表紙の事項",
    "Notice": "注意書き",
    "Note": "補足",
    "Figure": "図",
    "FigureCaption": "図の表題",
    "TableText": "表の文字",
    "TableNumber": "表の数値",
    "TableHead": "表の見出し",
    "KeyFigure": "指標の値",
    "SectionEnd": "区切り",
    "ReportTable": "報告書の表",
}
"""The styles the template must have: the name used here, the name in the file."""

_NOTE = "ページ番号は、目次を右クリックして「フィールド更新」を選ぶと入ります。"
_MEND = "配布されたものに戻すか、reports/templates/README.md を見て直してください。"
_CATEGORIES_A_PICTURE = 26
_EMU = 635
_TALLEST = 0.86


def write_docx(report: Report, target: Path | str | BinaryIO) -> None:
    """Write a report as .docx.

    Args:
        report: the content; percent cells are ratios (0.25 is shown as 25.0%).
        target: a path or an open binary file.

    Raises:
        Problem: the path cannot be written, or the template is damaged.
    """
    document = _template()
    styles = _style_ids(document)
    _name_pages(document, report)
    # Parsed anew as a whole: moving thousands of rows into the template's tree takes minutes.
    root = parse_xml(_Writer(document).everything(report))
    for style in root.iter(qn("w:pStyle"), qn("w:tblStyle")):
        style.val = styles[style.val]
    document.part._element = root
    _describe(document, report)
    buffer = io.BytesIO()
    document.save(buffer)
    _put(buffer.getvalue(), target)


class _Writer:
    """Turns a report into the text of a document, a section at a time."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._section = document.element.body.sectPr
        self._bookmarks, self._pictures = count(1), count(1)

    def everything(self, report: Report) -> str:
        """The first page, then the blocks; every section but the last ends with its break."""
        content = blocks(report)
        written, ends_wide, first = [_front(report, headings(content))], False, True
        for wide, group in groupby(by_page(content), key=lambda placed: placed[1]):
            end = self._shape(wide=ends_wide, first=first)
            written.append(wordml.paragraph("SectionEnd", layout=end))
            chosen = [block for block, _ in group]
            written += map(self._block, chosen, [*chosen[1:], None], repeat(wide))
            first, ends_wide = False, wide
        if content and isinstance(content[-1], NumberedTable):
            written.append(wordml.paragraph("SectionEnd"))
        return wordml.document(*written, self._shape(wide=ends_wide, first=first))

    def _block(self, block: Block, after: Block | None, wide: bool) -> str:
        if isinstance(block, Heading):
            return wordml.heading(block, next(self._bookmarks))
        if isinstance(block, Paragraph):
            style = "ListBullet" if block.listed else "Normal"
            leads = isinstance(after, NumberedTable | NumberedChart | NumberedPicture)
            return wordml.paragraph(style, wordml.run(block.words), keep=leads)
        if isinstance(block, NumberedChart):
            return self._chart(block)
        if isinstance(block, NumberedPicture):
            drawn = self._drawn(block.picture.png, block.picture.words)
            return drawn + wordml.caption("図", block.number, block.picture.title, above=False)
        table, (width, _) = block.table, self._area(wide)
        caption = wordml.caption("表", block.number, table.caption, above=True)
        if not table.rows:
            return caption + wordml.paragraph("Normal", wordml.run(table.empty))
        return caption + wordml.table(table, width)

    def _chart(self, block: NumberedChart) -> str:
        chart = block.chart
        words = wordml.caption("図", block.number, chart.title, above=False)
        if is_empty(chart):
            return wordml.paragraph("Normal", wordml.run(NO_CHART), keep=True) + words
        pictures = []
        for part in parts(chart, _CATEGORIES_A_PICTURE):
            png = bar_png(part, titled=False, reach=longest_bar(chart))
            pictures.append(self._drawn(png, in_words(part)))
        return "".join(pictures) + words

    def _drawn(self, png: bytes, told: str) -> str:
        """A picture as wide as the page allows, no higher than most of it."""
        width, height = self._area(False)
        relation, image = self._document.part.get_or_add_image(io.BytesIO(png))
        ratio = image.px_height / image.px_width
        across = int(min(width, height * _TALLEST / ratio) * _EMU)
        number = next(self._pictures)
        return wordml.picture(relation, number, told, across, int(across * ratio))

    def _area(self, wide: bool) -> tuple[int, int]:
        """Width and height of the printed area in twips."""
        size, margin = self._section.find(qn("w:pgSz")), self._section.find(qn("w:pgMar"))
        sides = sorted(int(size.get(qn(name))) for name in ("w:w", "w:h"))
        across, down = reversed(sides) if wide else sides
        left, right, top, bottom = (
            int(margin.get(qn(name))) for name in ("w:left", "w:right", "w:top", "w:bottom")
        )
        return across - left - right, down - top - bottom

    def _shape(self, *, wide: bool, first: bool) -> str:
        """The template's page, turned if `wide`; the first section has no header."""
        section = deepcopy(self._section)
        size = section.find(qn("w:pgSz"))
        short, long = sorted((int(size.get(qn("w:w"))), int(size.get(qn("w:h")))))
        size.set(qn("w:w"), str(long if wide else short))
        size.set(qn("w:h"), str(short if wide else long))
        if wide:
            size.set(qn("w:orient"), "landscape")
        else:
            size.attrib.pop(qn("w:orient"), None)
        section.titlePg_val = first
        words: str = section.xml
        return words


def _front(report: Report, entries: Sequence[Heading]) -> str:
    days = (("基準日", report.as_of), ("作成日", report.written_on))
    return "".join(
        [
            wordml.paragraph("Subtitle", wordml.run(report.municipality)),
            wordml.paragraph("Title", wordml.run(report.title)),
            *(
                wordml.paragraph("CoverLine", wordml.run(f"{name}\t{wareki(day)}"))
                for name, day in days
            ),
            *(wordml.paragraph("Notice", wordml.run(words)) for words in report.notices),
            wordml.contents(entries, _NOTE) if entries else "",
        ]
    )


def _name_pages(document: Any, report: Report) -> None:
    """Fill the marks ｛自治体｝ and ｛表題｝ of header and footer."""
    for part in (document.sections[-1].header, document.sections[-1].footer):
        for text in part._element.iter(qn("w:t")):
            words = (text.text or "").replace("｛自治体｝", plain(report.municipality))
            text.text = words.replace("｛表題｝", plain(report.title).replace("\n", " "))


def _describe(document: Any, report: Report) -> None:
    about = document.core_properties
    about.title, about.author = plain(report.title)[:255], plain(report.municipality)[:255]
    about.last_modified_by, about.comments, about.language = about.author, "", "ja-JP"
    about.created = about.modified = datetime.combine(report.written_on, time())


def _template() -> Any:
    try:
        return Document(str(_template_path()))
    except (OSError, PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise Problem("報告書のひな形を開けません。", str(_template_path()), _MEND) from error


def _template_path() -> Path:
    return data_root() / "reports" / "templates" / "report.docx"


def _style_ids(document: Any) -> dict[str, str]:
    """The ids in the file of the styles used here: Word in Japanese renames ids, not names."""
    known = {style.element.name_val: style.style_id for style in document.styles}
    if missing := [name for name in STYLES.values() if name not in known]:
        words = "、".join(missing)
        raise Problem(
            f"報告書のひな形にスタイルがありません: {words}", str(_template_path()), _MEND
        )
    return {key: known[name] for key, name in STYLES.items()}


def _put(data: bytes, target: Path | str | BinaryIO) -> None:
    if not isinstance(target, Path | str):
        target.write(data)
        return
    try:
        Path(target).write_bytes(data)
    except OSError as error:
        raise Problem(
            "ファイルを書き出せません。",
            str(target),
            "同じファイルをWordで開いていないか、書き込む権限があるかを確認してください。",
        ) from error
