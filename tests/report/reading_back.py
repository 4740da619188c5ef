"""Written reports taken apart again."""

import io
import zipfile
from dataclasses import dataclass
from html.parser import HTMLParser

from lxml import etree

from taiodo.report.content import Report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FORMULA = "対応度＝（適合＋½×一部適合）÷（適合＋一部適合＋不適合）"


@dataclass
class WordFile:
    """A .docx taken apart: its XML parts by name."""

    parts: dict[str, etree._Element]

    @property
    def body(self) -> etree._Element:
        return self.parts["word/document.xml"][0]

    def styled(self, *styles: str) -> list[str]:
        """The texts of the paragraphs of these styles."""
        found = self.body.iter(f"{W}p")
        return [said(p) for p in found if style_of(p) in styles]

    def tables(self) -> list[list[list[str]]]:
        return [
            [[said(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
            for table in self.body.iter(f"{W}tbl")
        ]


def said(element: etree._Element) -> str:
    marks = {f"{W}br": "\n", f"{W}tab": "\t"}
    found = element.iter(f"{W}t", *marks)
    return "".join(marks.get(node.tag, node.text or "") for node in found)


def style_of(paragraph: etree._Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return "" if style is None else style.get(f"{W}val")


def word_file(data: bytes) -> WordFile:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name.endswith((".xml", ".rels"))]
        return WordFile({name: etree.fromstring(package.read(name)) for name in names})


class Page(HTMLParser):
    """An HTML file read back: tables as rows of texts, tags, attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.tags, self.links = text, [], []
        self.tables: list[list[list[str]]] = []
        self.headings: list[tuple[str, str]] = []
        self.captions: list[str] = []
        self._open: str = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("src", "href")]
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
        elif tag in ("h2", "h3", "h4"):
            self.headings.append((dict(attrs).get("id", ""), ""))
        elif tag == "figcaption":
            self.captions.append("")
        if tag in ("td", "th", "h2", "h3", "h4", "figcaption"):
            self._open = tag

    def handle_endtag(self, tag):
        if tag == self._open:
            self._open = ""

    def handle_data(self, data):
        if self._open in ("td", "th"):
            self.tables[-1][-1][-1] += data
        elif self._open == "figcaption":
            self.captions[-1] += data
        elif self._open:
            name, words = self.headings[-1]
            self.headings[-1] = (name, words + data)


def written(writer, report: Report) -> bytes:
    buffer = io.BytesIO()
    writer(report, buffer)
    return buffer.getvalue()
