"""The chapters that follow the plan, in all three formats, and their Gantt chart."""

import io
from datetime import date, timedelta

import pytest
from docx import Document
from openpyxl import load_workbook

from taiodo.catalog.load import load_catalog
from taiodo.catalog.timeline import StepStatus
from taiodo.plan.forecast import forecast
from taiodo.plan.kpi import Kpi, KpiYear
from taiodo.plan.lateness import TrackedOperation, duties, late_lines
from taiodo.plan.schedule import ScheduleRow, deadlines, standing_on
from taiodo.plan.steps import StepRecord, forty_steps, step_progress_of
from taiodo.report.content import Report
from taiodo.report.docx import write_docx
from taiodo.report.gantt import gantt_chart, gantt_picture, gantt_svg
from taiodo.report.html import write_html
from taiodo.report.timeline import CUTOVER_LATE, DELAY, EXPECTED, RUNNING, plan_timeline
from taiodo.report.tracking import ScheduleFacts, schedule_chapters
from taiodo.workbook.report_book import write_report_book

TODAY = date(2026, 1, 14)
DAY = timedelta(days=1)
CATALOG = load_catalog()
STEPS = {step.serial: step for step in CATALOG.steps}


def tracked(name: str, phase: str, cutover: date | None, *records: StepRecord) -> TrackedOperation:
    steps = forty_steps(name, records)
    found = forecast(name, steps, cutover, TODAY)
    standing, days = standing_on(TODAY, cutover, found.is_running)
    row = ScheduleRow(name, name, phase, cutover, "", "税務課", False, 0.1, standing, days)
    return TrackedOperation(row, steps, found)


@pytest.fixture
def operations():
    """One running late, one past its date, one to come, one without date."""
    return [
        tracked("後", "2期", date(2026, 3, 2),
                StepRecord("後", 3, planned_start=TODAY - 30 * DAY, planned_end=TODAY - 9 * DAY)),
        tracked("遅", "1期", date(2025, 10, 1)),
        tracked("済", "1期", date(2025, 9, 1),
                StepRecord("済", 40, StepStatus.DONE, actual_end=date(2025, 9, 8))),
        tracked("無", "", None),
    ]  # fmt: skip


@pytest.fixture
def timeline(operations):
    lines = [m for m in CATALOG.milestones if m.level == "国"]
    return plan_timeline(operations, lines, deadlines(lines, TODAY), TODAY)


@pytest.fixture
def report(operations, timeline):
    facts = ScheduleFacts(
        TODAY,
        operations,
        [step_progress_of(o.row.operation, o.steps, CATALOG.step_weights) for o in operations],
        late_lines(operations, STEPS, TODAY),
        duties(operations, STEPS, TODAY),
        (),
        (KpiYear(2025, 15, 3, 2, None),),
        Kpi(1, 4, 15, 2025),
        deadlines(CATALOG.milestones, TODAY),
        STEPS,
    )
    chapters = schedule_chapters(facts, gantt_picture(timeline, "切替の計画と実績"))
    return Report("移行計画報告書", "中野区", TODAY, TODAY, sections=chapters)


def test_lanes_go_by_phase_and_cutover_below_the_national_lines(timeline):
    assert timeline.lanes[-4:] == ("1期｜済", "1期｜遅", "2期｜後", "時期未定｜無")
    assert timeline.lanes[0] == "国｜期日"


def test_what_is_late_is_seen_with_its_days(timeline):
    points = {(p.lane, p.kind): p.label for p in timeline.points}
    assert points["1期｜済", RUNNING] == "+7日"
    assert points["1期｜遅", EXPECTED] == f"+{(TODAY - date(2025, 10, 1)).days}日"
    assert ("1期｜遅", CUTOVER_LATE) in points
    assert {b.lane for b in timeline.bars if b.kind == DELAY} == {"1期｜済", "1期｜遅"}


def test_the_axis_covers_whole_fiscal_years_of_the_plan(operations, timeline):
    assert (timeline.first, timeline.last) == (date(2025, 4, 1), date(2026, 3, 31))
    assert timeline.outside > 0
    lines = CATALOG.milestones
    whole = plan_timeline(operations, lines, deadlines(lines, TODAY), TODAY, whole=True)
    assert (whole.first, whole.last) == (date(2021, 4, 1), date(2031, 3, 31))
    assert whole.outside == 0


def test_groups_of_steps_get_lanes_of_their_own_on_demand(operations):
    drawn = plan_timeline(operations[:1], [], (), TODAY, steps=STEPS)
    assert drawn.lanes == ("2期｜後", "後 ①（0/3）")


def test_the_chart_names_fiscal_years_and_the_rules(timeline):
    svg = gantt_svg(timeline)
    assert all(word in svg for word in ("令和7年度", "10月", "今日", "期限", "+7日"))
    assert gantt_chart(timeline).to_dict()["width"] == "container"


def test_a_plan_without_any_date_can_be_drawn():
    drawn = plan_timeline([tracked("無", "", None)], [], (), TODAY)
    assert "今日" in gantt_svg(drawn)


@pytest.mark.parametrize("write", [write_docx, write_html, write_report_book])
def test_the_chapters_are_written_with_picture_and_tables(report, write):
    target = io.BytesIO()
    write(report, target)
    data = target.getvalue()
    if write is write_html:
        page = data.decode()
        assert "data:image/png" in page
        assert all(s.heading in page for s in report.sections)
    elif write is write_docx:
        document = Document(io.BytesIO(data))
        assert len(document.inline_shapes) == 1
        assert "遅れているもの" in [p.text for p in document.paragraphs]
    else:
        book = load_workbook(io.BytesIO(data))
        assert "遅れているものと理由" in book.sheetnames
        assert sum(len(sheet._images) for sheet in book.worksheets) == 1


def test_the_figures_name_their_formula(report):
    formulas = " ".join(f for s in report.sections for _, _, f in s.figures)
    assert "国の算式" in formulas
    assert "Σ" in formulas
    assert "⑱-1" in formulas
