"""Whatever the layout and the kind of file: what was written is what is read."""

from dataclasses import replace

import pytest
from families import NEW_WORDS, OLD_WORDS, Family, Item, Page, delimited, pages, xls, xlsx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taiodo.problems import errors
from taiodo.workbook.spec import read_spec

CLASSES = ("mandatory", "optional", "prohibited", "none")
LETTERS = "あいう漢字届出機能管理記録アイウ住民票様式、。・（）／ＡＢab12 　\n"
words = st.text(LETTERS, min_size=1, max_size=40).map(lambda t: f"文{t}".strip(" \t\r\n"))
blank_or_words = st.one_of(st.just(""), words)


@st.composite
def item_lists(draw) -> list[Item]:
    """Chapters with sections (or none), numbers in order, seven digits, with gaps."""
    found: list[Item] = []
    number = draw(st.integers(10_001, 20_000))
    for chapter in range(draw(st.integers(1, 3))):
        sections = draw(st.integers(0, 2))
        for section in range(max(1, sections)):
            below = f"{chapter + 1}.{section + 1}. 節" if sections else ""
            for _ in range(draw(st.integers(1, 3))):
                number += draw(st.sampled_from((1, 1, 1, 3)))
                found.append(
                    Item(
                        f"{number:07d}", (f"{chapter + 1}. 章", below), draw(words), draw(words),
                        draw(st.sampled_from(CLASSES)), draw(st.sampled_from(CLASSES)),
                        draw(blank_or_words), draw(blank_or_words),
                    )
                )  # fmt: skip
    return found


families = st.builds(
    Family,
    words=st.integers(0, 3),
    above=st.integers(0, 6),
    right=st.integers(0, 3),
    height=st.integers(1, 3),
    merged_header=st.booleans(),
    numbered_columns=st.booleans(),
    classes=st.sampled_from(("one", "kinds", "ticks")),
    signs=st.sampled_from((0, 1, 2, 3, "new", "old")),
    kinds_header=st.sampled_from(("", "", "bracket", "square", "line", "joint", "of")),
    legend=st.sampled_from(("sheet", "above", "after", "stacked", "right", "table", "quoted")),
    ids=st.sampled_from(("text", "wide", "number", "formatted")),
    headings=st.sampled_from(("merged", "blank", "repeated")),
    per_chapter=st.booleans(),
    serial=st.booleans(),
    extra=st.booleans(),
    tail=st.booleans(),
    repeated_header=st.booleans(),
    side_sheets=st.booleans(),
)


def expected(items: list[Item], family: Family) -> list[tuple[object, ...]]:
    """What a right reading gives: one class column holds for both kinds of municipality."""
    return [
        (
            i.number, i.path, i.name.strip(), i.text,
            i.city if family.classes == "kinds" else i.other, i.other, i.rationale, i.note,
        )
        for i in items
    ]  # fmt: skip


def read(data: bytes, name: str) -> list[tuple[object, ...]]:
    reading = read_spec(data, name)
    assert not errors(reading.findings), errors(reading.findings)[0]
    return [
        (
            r.number, r.path, r.name, r.text, r.designated_city.value, r.other.value, r.rationale,
            r.note,
        )
        for r in reading.requirements
    ]  # fmt: skip


def fitting(items: list[Item], family: Family) -> list[Item]:
    """Ticks know no 対象外."""
    if family.classes != "ticks":
        return items
    return [replace(i, other="optional" if i.other == "none" else i.other) for i in items]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(items=item_lists(), family=families)
def test_a_workbook_gives_back_what_was_written(kind, items, family):
    items = fitting(items, family)
    made = pages(items, family)
    data = xlsx(made) if kind == "xlsx" else xls(made)
    assert read(data, f"a.{kind}") == expected(items, family)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp932"])
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(items=item_lists(), family=families, mark=st.sampled_from(",\t"))
def test_a_table_of_text_gives_back_what_was_written(encoding, items, family, mark):
    family = replace(
        family, per_chapter=False, merged_header=False, side_sheets=False,
        legend="above" if family.legend != "above" else family.legend,
        headings="blank" if family.headings == "merged" else family.headings,
    )  # fmt: skip
    items = fitting(items, family)
    data = delimited(pages(items, family), encoding, mark)
    assert read(data, "a.tsv" if mark == "\t" else "a.csv") == expected(items, family)


ROWS = st.lists(st.tuples(words, blank_or_words, blank_or_words, blank_or_words), min_size=1)


@pytest.mark.parametrize("write", [xlsx, xls])
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, above=st.integers(0, 4), right=st.integers(0, 2), old=st.booleans())
def test_a_first_edition_gives_up_to_three_requirements_a_row(write, rows, above, right, old):
    given_rows = [row for row in rows if any(row[1:])] or [("甲", "文", "", "")]
    titles = OLD_WORDS if old else NEW_WORDS
    header = ["章節番号", "機能名称", *list(titles.values())[:3]]
    cells: list[list[object]] = [["第3章　機能要件"], *[[]] * above][: above + 1] if above else []
    cells.append([None] * right + header)
    wanted = []
    for serial, (name, *parts) in enumerate(given_rows, start=1):
        number = f"{serial // 5 + 1}.{serial % 5 + 1}.1"
        cells.append([None] * right + [number, name, *(part or None for part in parts)])
        told = [(c, t) for c, t in zip(CLASSES, parts, strict=False) if t]
        wanted += [
            (number, part, name.strip(), text, code)
            for part, (code, text) in enumerate(told, start=1)
        ]
    reading = read_spec(write([Page("第3章", cells)]), "a.xlsx")
    assert not errors(reading.findings)
    assert [
        (r.number, r.part, r.name, r.text, r.other.value) for r in reading.requirements
    ] == wanted
