"""Formula-looking text, HTML and template code in every field: every file shows it as typed."""

import csv
import io
import re
import zipfile

import pytest
from openpyxl import load_workbook

from hostile import FORMULAS, HOSTILE, free_text, pour
from small_editions import NEW, OLD, store_edition
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import (
    conversing,
    current,
    mapping_files,
    package_form,
    reporting,
    rolling,
    sheets,
    surveying,
    trail,
)
from taiodo.workflow.conversing import Face, ItemKey
from taiodo.workflow.impact_reporting import assignments, impact
from taiodo.workflow.plan_report import plan


def filled(desk):
    """A survey with answers, comments and decisions, before anything is poured into it."""
    store_edition(desk, "1", OLD)
    store_edition(desk, "2", NEW)
    surveying.open_survey(desk, "jumin", "1")
    items = surveying.requirement_page(desk, ItemFilter()).items
    features = surveying.feature_page(desk, ItemFilter()).items[:5]
    surveying.save_answers(desk, [Edit(i.id, None, {"verdict": "gap"}) for i in items])
    kinds = ["none", "prohibited", "none", "mandatory", "none"]
    surveying.save_dispositions(
        desk,
        [Edit(f.id, None, {"disposition": k}) for f, k in zip(features, kinds, strict=True)],
    )
    conversing.say(desk, ItemKey(Face.REQUIREMENT, items[0].id), HOSTILE, ["税務課"])
    surveying.save_answers(desk, [Edit(items[1].id, None, {"comment": HOSTILE})])
    surveying.save_answers(
        desk,
        [
            Edit(i.id, None, {"reason": words})
            for i, words in zip(items[2:], FORMULAS, strict=False)
        ],
    )
    return desk


@pytest.fixture
def desk(sample_desk):
    """The sample with such text in every field of words."""
    filled(sample_desk)
    assert pour(sample_desk.store) > 40
    return sample_desk.signed(HOSTILE)


def require_text_only(data):
    """Every cell that looks like a formula is text; there is at least one."""
    book = load_workbook(io.BytesIO(data))
    cells = [c for s in book.worksheets for row in s.iter_rows() for c in row if c.value]
    hostile = [c for c in cells if "<img" in str(c.value)]
    assert hostile, "the text is there"
    for cell in cells:
        if str(cell.value).startswith(("=", "+", "-", "@")) and "1+1" in str(cell.value):
            assert cell.data_type == "s", (cell.coordinate, cell.value)
    assert all("onerror=" in str(c.value) for c in hostile if "src=x" in str(c.value))


def require_plain_document(data):
    """The words stand in the document as typed; nothing became a field, link or picture of it."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        body = parts.read("word/document.xml").decode()
        links = "".join(parts.read(n).decode() for n in parts.namelist() if n.endswith(".rels"))
    assert "&lt;img src=x onerror=" in body
    assert "{{ 7*7 }}" in body
    assert "x.invalid" not in links


def require_plain_page(data):
    """The same for HTML."""
    page = data.decode()
    assert "&lt;img src=x onerror=" in page
    assert "<img src=x" not in page
    assert "<script>1" not in page
    assert "{{ 7*7 }}" in page
    assert not re.search(r'href="?http://x\.invalid', page)


REPORTS = {
    "fitgap": reporting.fitgap,
    "impact": impact,
    "assignments": assignments,
    "plan": plan,
    "difference": lambda desk: rolling.difference(desk, "jumin", "1", "2"),
}


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_shows_it_as_typed_in_every_format(desk, name):
    report = REPORTS[name](desk)
    require_text_only(reporting.written(report, "xlsx"))
    require_plain_document(reporting.written(report, "docx"))
    require_plain_page(reporting.written(report, "html"))


def test_the_survey_sheet_shows_it_as_typed(desk):
    require_text_only(sheets.export_bytes(desk, surveying.surveys(desk)[0]))


@pytest.mark.parametrize("face", ["requirements", "features"])
def test_the_lists_of_both_faces_show_it_as_typed(desk, face):
    survey = surveying.surveys(desk)[0]
    if face == "features":
        from taiodo.survey.mapping import Decision, MappingState
        from taiodo.workflow import mapping

        first = surveying.feature_page(desk, ItemFilter()).items[0]
        mapping.decide(desk, Decision(first.id, None, MappingState.NONE))
    require_text_only(mapping_files.face_book(desk, survey, face))


def test_the_mapping_table_shows_it_as_typed(desk):
    target = io.BytesIO()
    mapping_files.export(desk, surveying.surveys(desk)[0], target)
    require_text_only(target.getvalue())


def test_the_form_for_vendors_shows_it_as_typed(desk):
    target = io.BytesIO()
    package_form.write_form(desk, "jumin", "1", target)
    require_text_only(target.getvalue())


def test_the_inventory_written_out_shows_it_as_typed(desk):
    target = io.BytesIO()
    current.template(desk, target, filled=True)
    require_text_only(target.getvalue())


def test_the_history_shows_it_as_typed_in_excel_and_csv(desk):
    require_text_only(trail.written(desk, trail.filter_of(), "xlsx"))
    rows = list(csv.reader(io.StringIO(trail.written(desk, trail.filter_of(), "csv").decode())))
    cells = [cell for row in rows[1:] for cell in row]
    assert any("<img" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))]


def test_the_fields_are_all_that_hold_words(desk):
    names = {f"{table.name}.{column.name}" for table, column in free_text()}
    assert {
        "requirement_item.comment", "requirement_item.reason", "requirement_item.owner",
        "feature_item.comment", "item_comment.text", "department.name", "system.name",
        "feature.description", "connection.data", "operation_plan.cutover_note", "step_status.note",
    } <= names  # fmt: skip
