"""How wide the columns of a printed table are, in millimetres, and which pages it needs."""

from collections.abc import Iterator, Sequence

from taiodo.report.content import Column, Table
from taiodo.report.outline import FIGURE_KIND, Block, Heading, NumberedTable, Paragraph

PORTRAIT, LANDSCAPE = 170.0, 257.0
"""The widths of the text on an A4 page, upright and across."""

_LEAST = {"date": 31.0, "percent": 16.0, "count": 15.5, FIGURE_KIND: 30.0}
_LEAST_TEXT, _UNIT_OF_TEXT = 19.0, 16.0
_MANY_TEXTS = 6
_SHORT = 12
_TOLERANCE = 1.05


def is_wide(table: Table) -> bool:
    """Whether a table needs a landscape page; an empty one is a sentence and needs none."""
    if not table.rows:
        return False
    texts = [column for column in table.columns if column.kind not in ("count", "percent")]
    need = sum(max(_least(column), _wanted(column)) for column in table.columns)
    return len(texts) > _MANY_TEXTS or need > PORTRAIT * _TOLERANCE


def stays_together(table: Table) -> bool:
    """Whether a table is small enough to be moved to the next page as a whole."""
    return len(table.rows) <= _SHORT and not is_wide(table)


def by_page(content: Sequence[Block]) -> Iterator[tuple[Block, bool]]:
    """Each block and whether its page is landscape: a wide table and the words leading to it."""
    waiting: list[Block] = []
    for block in content:
        if isinstance(block, Heading | Paragraph):
            waiting.append(block)
            continue
        wide = isinstance(block, NumberedTable) and is_wide(block.table)
        yield from ((before, wide) for before in waiting)
        yield block, wide
        waiting.clear()
    yield from ((before, False) for before in waiting)


def column_widths(columns: Sequence[Column], total: float) -> list[float]:
    """Shares of `total` by `Column.width`, none below what its kind needs if there is room."""
    least = [_least(column) for column in columns]
    if sum(least) > total:
        least = [0.0] * len(columns)
    raised: set[int] = set()
    while True:
        free = [place for place in range(len(columns)) if place not in raised]
        room = total - sum(least[place] for place in raised)
        unit = room / (sum(columns[place].width for place in free) or 1)
        short = {place for place in free if columns[place].width * unit < least[place]}
        if not short:
            return [
                least[place] if place in raised else column.width * unit
                for place, column in enumerate(columns)
            ]
        raised |= short


def _least(column: Column) -> float:
    return _LEAST.get(column.kind, _LEAST_TEXT)


def _wanted(column: Column) -> float:
    return 0.0 if column.kind in _LEAST else column.width * _UNIT_OF_TEXT
