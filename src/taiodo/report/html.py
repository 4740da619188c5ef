"""A report as one HTML file that needs nothing from outside: pictures and style are inside."""

import base64
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from taiodo.catalog.files import data_root
from taiodo.plan.calendar import wareki
from taiodo.problems import Problem
from taiodo.report.charts import NO_CHART, bar_svg, in_words, is_empty
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
from taiodo.report.widths import (
    LANDSCAPE,
    PORTRAIT,
    by_page,
    column_widths,
    is_wide,
    stays_together,
)
from taiodo.report.words import plain, shown

_TEMPLATE = "report.html.j2"


def write_html(report: Report, target: Path | str | BinaryIO) -> None:
    """Write a report as .html, in UTF-8.

    Args:
        report: the content; percent cells are ratios (0.25 is shown as 25.0%).
        target: a path or an open binary file.

    Raises:
        Problem: the path cannot be written, or the template is damaged.
    """
    data = _rendered(report).encode()
    if not isinstance(target, Path | str):
        target.write(data)
        return
    try:
        Path(target).write_bytes(data)
    except OSError as error:
        raise Problem(
            "ファイルを書き出せません。",
            str(target),
            "書き込む権限があるか、フォルダがあるかを確認してください。",
        ) from error


def _rendered(report: Report) -> str:
    content = blocks(report)
    folder = data_root() / "reports" / "templates"
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined
    )
    try:
        return environment.get_template(_TEMPLATE).render(
            title=plain(report.title),
            municipality=plain(report.municipality),
            as_of=wareki(report.as_of),
            written_on=wareki(report.written_on),
            notices=[plain(words) for words in report.notices],
            headings=[_heading(heading) for heading in headings(content)],
            blocks=_shown(content),
        )
    except (TemplateError, OSError) as error:
        raise Problem(
            f"報告書のひな形を使えません（{error}）。",
            str(folder / _TEMPLATE),
            "配布されたものに戻すか、reports/templates/README.md を見て直してください。",
        ) from error


def _shown(content: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """What the template gets; paragraphs that are entries of one list are put together."""
    for (listed, wide), group in groupby(by_page(content), key=_is_listed):
        if listed:
            words = [plain(block.words) for block, _ in group if isinstance(block, Paragraph)]
            yield {"form": "list", "entries": words, "wide": wide}
        else:
            yield from (_block(block) | {"wide": wide} for block, _ in group)


def _is_listed(placed: tuple[Block, bool]) -> tuple[bool, bool]:
    block, wide = placed
    return isinstance(block, Paragraph) and block.listed, wide


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return _heading(block)
    if isinstance(block, Paragraph):
        return {"form": "words", "words": plain(block.words)}
    if isinstance(block, NumberedPicture):
        return _picture(block)
    return _chart(block) if isinstance(block, NumberedChart) else _table(block)


def _picture(block: NumberedPicture) -> dict[str, Any]:
    return {
        "form": "chart",
        "number": block.number,
        "caption": plain(block.picture.title),
        "image": f"data:image/png;base64,{base64.b64encode(block.picture.png).decode()}",
        "words": plain(block.picture.words),
    }


def _heading(block: Heading) -> dict[str, Any]:
    words = plain(block.words)
    return {"form": "heading", "level": block.level, "words": words, "anchor": block.anchor}


def _chart(block: NumberedChart) -> dict[str, Any]:
    chart = block.chart
    empty = is_empty(chart)
    # As an image the SVG cannot run a script, whatever the names in it contain.
    drawn = "" if empty else base64.b64encode(bar_svg(chart, titled=False).encode()).decode()
    return {
        "form": "chart",
        "number": block.number,
        "caption": plain(chart.title),
        "image": drawn and f"data:image/svg+xml;base64,{drawn}",
        "words": NO_CHART if empty else in_words(chart),
    }


def _table(block: NumberedTable) -> dict[str, Any]:
    table = block.table
    total = LANDSCAPE if is_wide(table) else PORTRAIT
    widths = column_widths(table.columns, total)
    columns = [
        {"title": plain(column.title), "kind": column.kind, "width": round(width / total * 100, 2)}
        for column, width in zip(table.columns, widths, strict=True)
    ]
    rows = [
        [
            (view, shown(column, value))
            for view, column, value in zip(columns, table.columns, values, strict=True)
        ]
        for values in table.rows
    ]
    return {
        "form": "table",
        "number": block.number,
        "caption": plain(table.caption),
        "columns": columns,
        "rows": rows,
        "empty": plain(table.empty),
        "short": stays_together(table),
    }
