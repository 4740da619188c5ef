"""履歴: found by person, period, operation, kind and words; by name, and written out."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from taiodo.problems import Problem
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import profile, surveying, tracking, trail
from taiodo.workflow.desk import today


@pytest.fixture
def desk(surveyed_desk):
    """An answer, a step and a department, each by somebody else."""
    survey = surveying.survey_of(surveyed_desk, "jumin", "9.9").id
    item = surveying.requirement_page(surveyed_desk, ItemFilter(survey=survey)).items[0]
    changes = {"verdict": "gap", "countermeasure": "bpr", "comment": '=HYPERLINK("x") 100%_重要'}
    surveying.save_answers(
        surveyed_desk.signed("戸籍 花子"), [Edit(item.id, item.revision, changes)]
    )
    tracking.save_steps(
        surveyed_desk.signed("税務 一郎"), "kaigo", [Edit(1, 0, {"status": "done"})]
    )
    profile.add_department(surveyed_desk.signed("係長"), "新しい課")
    return surveyed_desk


def found(desk, **given):
    return trail.search(desk, trail.filter_of(**given)).lines


def test_an_answer_is_shown_with_operation_edition_number_and_name(desk):
    (line,) = found(desk, entity="requirement_item")
    assert (line.operation_name, line.subject.edition) == ("住民基本台帳", "9.9")
    assert line.about == "0010001 日本人住民データの管理"
    assert line.subject.item is not None


@pytest.mark.parametrize(
    ("given", "actors"),
    [
        ({"actor": "花子"}, ["戸籍 花子"]),
        ({"operation": "kaigo", "entity": "step_status"}, ["税務 一郎"]),
        ({"operation": "jumin", "entity": "requirement_item"}, ["戸籍 花子"]),
        ({"text": "新しい課"}, ["係長"]),
        ({"text": "不適合"}, ["戸籍 花子"]),
        ({"text": "100%_重"}, ["戸籍 花子"]),
        ({"text": 'HYPERLINK("x")'}, ["戸籍 花子"]),
        ({"text": "100%x"}, []),
        ({"action": "change", "entity": "requirement_item"}, ["戸籍 花子"]),
        ({"actor": "花子", "action": "remove"}, []),
    ],
)
def test_entries_are_found_by(desk, given, actors):
    assert [line.entry.actor for line in found(desk, **given)] == actors


def test_a_period_has_both_its_days_within(desk):
    day = today()
    assert found(desk, since=day, until=day, entity="department", actor="係長")
    assert not found(desk, until=day - timedelta(days=1))
    assert not found(desk, since=day + timedelta(days=1))


def test_keys_of_others_are_shown_by_name(desk):
    profile.save_operation_plan(
        desk, "kaigo", phase="", cutover="", department="新しい課", extended=False, note="",
        revision=0,
    )  # fmt: skip
    line = found(desk, entity="operation_plan", operation="kaigo")[0]
    assert line.after["department"] == "新しい課"
    assert "department_id" not in line.after


def test_what_is_gone_keeps_the_words_of_its_entry(desk):
    from taiodo.access.rights import Action
    from taiodo.store.changes import record

    with desk.changing(Action.ADMINISTER) as (tx, body):
        record(tx, "undo", "survey", entity_id=9_999, municipality_id=body.id, summary="jumin 8")
    assert found(desk, action="undo")[0].about == "住民基本台帳 8"


def test_pages_of_the_trail_do_not_overlap(desk):
    first = trail.search(desk, trail.TrailFilter(), limit=5)
    second = trail.search(desk, trail.TrailFilter(), limit=5, offset=5)
    ids = [line.entry.id for line in (*first.lines, *second.lines)]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 10
    assert first.total == second.total > 10


def test_the_trail_is_written_out_and_that_is_recorded(desk):
    wanted = trail.filter_of(entity="requirement_item")
    rows = list(csv.reader(io.StringIO(trail.written(desk, wanted, "csv").decode("utf-8-sig"))))
    assert rows[0] == list(trail.COLUMNS)
    assert rows[1][4:8] == ["住民基本台帳", "9.9", "0010001", "日本人住民データの管理"]
    assert "判定: 不適合" in rows[1][9]
    book = load_workbook(io.BytesIO(trail.written(desk, wanted, "xlsx")))
    (sheet,) = book.worksheets
    assert [c.value for c in sheet[2]][4:8] == rows[1][4:8]
    assert [line.entry.summary for line in found(desk, action="export")] == [
        "履歴 1件（xlsx）", "履歴 1件（csv）",
    ]  # fmt: skip
    with pytest.raises(Problem, match="形式では"):
        trail.written(desk, wanted, "pdf")


def test_words_of_the_command_line(desk):
    assert trail.entity_named("要件の回答") == "requirement_item"
    assert trail.operation_named("住民基本台帳") == "jumin"
    with pytest.raises(Problem, match="ありません") as refusal:
        trail.entity_named("要件の回当")
    assert "要件の回答" in refusal.value.advice
