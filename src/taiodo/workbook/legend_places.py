"""Where the sheets of a file explain their signs, and whether a sign remained unexplained."""

from collections.abc import Iterable, Iterator, Mapping

from taiodo.catalog.requirements import Obligation
from taiodo.workbook.headers import Header
from taiodo.workbook.legends import Legend, Region, read_legend, unexplained
from taiodo.workbook.numbering import is_plausible
from taiodo.workbook.refusals import side_kind
from taiodo.workbook.sheets import Sheet, half_width
from taiodo.workbook.vocabulary import Layout, Vocabulary

_BESIDE_ROWS, _BESIDE_COLUMNS, _ABOVE_COLUMNS = 60, 30, 30
_FEWEST_BESIDE = 2


def learned_legend(
    sheets: list[Sheet], headers: Mapping[str, Header], words: Vocabulary, layout: Layout | None
) -> Legend[Obligation]:
    """What a named layout, or else the visible sheets of a file, say of signs."""
    legend: Legend[Obligation] = Legend()
    if layout is not None and layout.legend:
        for sign, code in layout.legend.items():
            legend.learn(words.sign(sign), Obligation(code), f"読み取り様式「{layout.name}」")
        return legend
    for sheet in sheets:
        if sheet.hidden:
            continue
        header = headers.get(sheet.title)
        for region in _regions(sheet, header, words):
            read_legend(sheet, region, words, legend)
        for region in _beside(sheet, header):
            apart: Legend[Obligation] = Legend()
            read_legend(sheet, region, words, apart)
            if len(apart.meanings) >= _FEWEST_BESIDE:
                for sign, meaning in apart.meanings.items():
                    legend.learn(sign, meaning, apart.places[sign])
    return legend


def _regions(sheet: Sheet, header: Header | None, words: Vocabulary) -> Iterator[Region]:
    """A whole sheet without list; beside a list above it, in its header, below its last number."""
    if header is None:
        named = side_kind(sheet, words) == "legend"
        yield Region(range(1, len(sheet.rows) + 1), named=named)
        return
    width = max(_ABOVE_COLUMNS, *header.used)
    yield Region(range(1, header.first), last=width)
    yield Region(range(header.first, header.last + 1), last=width, pairs=False)
    below = range(header.last + 1, len(sheet.rows) + 1)
    number = header.columns["number"][0]
    last = next((r for r in reversed(below) if is_plausible(half_width(sheet.text(r, number)))), 0)
    if last:
        yield Region(range(last + 1, len(sheet.rows) + 1), last=width)


def _beside(sheet: Sheet, header: Header | None) -> Iterator[Region]:
    """The columns to the right and to the left of a list, near its header."""
    if header is None:
        return
    rows = range(header.first, min(len(sheet.rows), header.first + _BESIDE_ROWS) + 1)
    right, left = max(header.used) + 1, min(header.used) - 1
    if right <= sheet.width:
        yield Region(rows, right, min(sheet.width, right + _BESIDE_COLUMNS))
    if left > 0:
        yield Region(rows, 1, left)


def not_understood(
    sheets: list[Sheet],
    headers: Mapping[str, Header],
    words: Vocabulary,
    legend: Legend[Obligation],
    signs: Iterable[str],
) -> dict[str, str]:
    """Signs without a known meaning although the file explains its signs: sign → that place.

    Such a file may mean anything by the sign, so the usual meaning must not be taken. A dash that
    a legend leaves out is nothing to explain.
    """
    wanted = list(signs)
    found: dict[str, str] = {}
    for sheet in sheets:
        kind = side_kind(sheet, words) if sheet.title not in headers else None
        if sheet.hidden or kind == "history" or not wanted:
            continue
        if kind == "legend" and not legend.meanings and not sheet.is_empty:
            found |= {sign: f"{sheet.file} {sheet.title}" for sign in wanted if sign not in found}
        header = headers.get(sheet.title)
        regions = [*_regions(sheet, header, words), *_beside(sheet, header)]
        for sign, where in unexplained(sheet, regions, words, wanted).items():
            found.setdefault(sign, where)
    place = next(iter(legend.places.values()), "")
    if place:
        for sign in wanted:
            if words.conventional.get(sign) is not Obligation.NONE:
                found.setdefault(sign, place)
    return found
