"""The table of the plan and its review, systems outside, costs from files, and the report."""

import io
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from report.reading_back import Page, word_file, written
from taiodo.calendar import wareki
from taiodo.plan.costs import CostItem
from taiodo.plan.ward_table import PlanLine
from taiodo.problems import Problem
from taiodo.report.docx import write_docx
from taiodo.report.html import write_html
from taiodo.survey.items import Edit
from taiodo.workbook.report_book import write_report_book
from taiodo.workflow import costs, outside, plan_report, plan_table, scenarios
from taiodo.workflow.desk import today


def line_of(desk, title):
    return next(one for one in plan_table.plan_table(desk).lines if title in one.title)


def test_the_sample_places_no_word_whose_year_is_not_known(sample_desk):
    table = plan_table.plan_table(sample_desk)
    assert {line.block for line in table.lines} == {"2-2-⑤", "2-3-①"}
    assert table.years == (2021, 2022, 2023, 2024, 2025)
    assert all(not line.planned for line in table.lines)
    line = line_of(sample_desk, "1期の標準化・共通化対応")
    assert (line.mark, line.unplaced, line.certainty) == ("new", "検討・実施", "unconfirmed")
    assert "中野区" in line.source


def test_words_of_a_year_are_stored_and_wrong_ones_refused(sample_desk):
    line = line_of(sample_desk, "1期の標準化")
    good = Edit(line.id, line.revision, {"y2023": "準備、実施", "unplaced": ""})
    (outcome,) = plan_table.save_words(sample_desk, [good])
    assert outcome.saved
    kept = line_of(sample_desk, "1期の標準化")
    assert (kept.planned, kept.unplaced) == ({2023: "準備・実施"}, "")
    bad, stale = (
        Edit(line.id, kept.revision, {"y2024": "完了"}),
        Edit(line.id, line.revision, {"y2024": "継続"}),
    )
    outcomes = plan_table.save_words(sample_desk, [bad, stale])
    assert [o.saved for o in outcomes] == [False, False]
    assert "計画表の語ではありません" in outcomes[0].message
    assert outcomes[1].current["y2023"] == "準備・実施", "what is there now"


def test_the_review_compares_a_year_and_carries_the_kpi(sample_desk):
    line = line_of(sample_desk, "2期の標準化・共通化対応")
    plan_table.save_words(sample_desk, [Edit(line.id, line.revision, {"y2025": "実施"})])
    plan_table.save_words(
        sample_desk, [Edit(line.id, line.revision + 1, {"y2025": "検討"})], happened=True
    )
    review = plan_table.year_review(sample_desk, 2025)
    assert [(r.planned, r.happened, r.standing) for r in review.rows] == [
        ("実施", "検討", "▲ 遅れ")
    ]
    assert (review.kpi.target, review.kpi.total) == (15, 15)
    assert review.day == date(2026, 3, 31)


def test_lines_are_added_and_removed(empty_desk):
    with pytest.raises(Problem, match="取組番号"):
        plan_table.add_line(empty_desk, PlanLine("", 0, "改修"))
    plan_table.add_line(empty_desk, PlanLine("2-3-①", 0, "改修", "new"))
    plan_table.add_line(empty_desk, PlanLine("2-3-①", 0, "仕様策定", level="国"))
    first, second = plan_table.plan_table(empty_desk).lines
    assert (first.position, second.position) == (1, 2)
    with pytest.raises(Problem, match="先に変更"):
        plan_table.remove_line(empty_desk, first.id, first.revision + 1)
    plan_table.remove_line(empty_desk, first.id, first.revision)
    assert [line.title for line in plan_table.plan_table(empty_desk).lines] == ["仕様策定"]


def test_decisions_on_systems_outside(sample_desk):
    systems = outside.systems_outside(sample_desk)
    assert all(one.system.kind.value == "local" for one in systems)
    known = [one.occasion for one in systems if one.occasion]
    assert known == sorted(known), "the nearest first"
    assert known == [one.occasion for one in systems[: len(known)]], "the unknown last"
    key = outside.keys_of(sample_desk)["konbini"]
    changes = {"decision": "cloud", "candidate": "yes", "reason": "契約終了に合わせる",
               "cloud": "saas", "replacement": "令和9年2月1日"}  # fmt: skip
    (outcome,) = outside.save_decisions(sample_desk, [Edit(key, 0, changes)])
    assert outcome.saved
    found = next(s for s in outside.systems_outside(sample_desk) if s.system.id == "konbini")
    assert found.occasion == date(2027, 2, 1)
    assert (found.decision.decision, found.decision.cloud) == ("cloud", "saas")
    stale, wrong, dated = outside.save_decisions(
        sample_desk,
        [
            Edit(key, 0, {"reason": "古い"}),
            Edit(key, 1, {"decision": "なし"}),
            Edit(key, 1, {"replacement": "来年"}),
        ],
    )
    assert [stale.saved, wrong.saved, dated.saved] == [False] * 3
    assert stale.current["reason"] == "契約終了に合わせる"


def costs_csv(*rows):
    head = "システム,名称,システム区分,費目,令和6年度,令和7年度,備考"
    return "\n".join([head, *rows]).encode()


def test_costs_come_in_after_a_preview(sample_desk):
    data = costs_csv(
        'zei,,基幹系,現行の運用,"1,000",1200,', "税務システム,,基幹系,移行後の運用,,600,=SUM(A1)"
    )
    given = costs.preview(sample_desk, data, "費用.csv")
    assert (given.new, given.changed, given.reading.findings) == (2, 0, ())
    before = len(costs.costs(sample_desk).lines)
    assert costs.commit(sample_desk, given) == 2
    lines = costs.costs(sample_desk).lines
    assert len(lines) == before + 2
    assert lines[-1].note == "=SUM(A1)", "text stays text"
    again = costs.preview(sample_desk, data, "費用.csv")
    assert (again.new, again.changed, again.same) == (0, 0, 2)


def test_wrong_rows_of_costs_are_named_and_nothing_is_stored(sample_desk):
    data = costs_csv(
        "zeii,,基幹系,現行の運用,1,2,",
        "zei,,基幹,現行の運用,1,2,",
        "zei,,基幹系,人件費,1,2,",
        "zei,,基幹系,初期,-5,2,",
        ",,基幹系,初期,5,2,",
    )
    given = costs.preview(sample_desk, data, "費用.csv")
    assert [f.where.rpartition(" ")[2] for f in given.reading.findings] == [
        "2行目", "3行目", "4行目", "5行目", "6行目",
    ]  # fmt: skip
    assert "zei" in given.reading.findings[0].advice
    with pytest.raises(Problem, match="取り込みませんでした"):
        costs.commit(sample_desk, given)
    with pytest.raises(Problem, match="費用の表"):
        costs.preview(sample_desk, b"a,b\n1,2\n", "違う.csv")


def test_the_workbook_goes_out_and_comes_back_unchanged(sample_desk):
    costs.add_line(sample_desk, system="zei", name="", category="基幹系", item="初期")
    (line,) = [one for one in costs.costs(sample_desk).lines if one.item is CostItem.INITIAL]
    costs.save_lines(sample_desk, [Edit(line.id, line.revision, {"y2025": 5_000, "note": "-1"})])
    target = io.BytesIO()
    costs.template(sample_desk, target)
    given = costs.preview(sample_desk, target.getvalue(), "費用.xlsx")
    assert given.reading.findings == ()
    assert (given.changed, given.same) == (0, 6)


def test_an_amount_that_is_none_refuses_its_row_alone(sample_desk):
    line = costs.costs(sample_desk).lines[0]
    (outcome,) = costs.save_lines(sample_desk, [Edit(line.id, line.revision, {"y2025": -5})])
    assert not outcome.saved
    assert "千円" in outcome.message
    (stale,) = costs.save_lines(sample_desk, [Edit(line.id, 99, {"y2025": 5})])
    assert stale.current["y2019"] == 1_496_315


def test_the_costs_of_the_sample_add_up_to_the_published_sum(sample_desk):
    assert sum(line.total for line in costs.costs(sample_desk).lines) == 2_499_651


@pytest.fixture
def full_report(sample_desk):
    """The report of a plan with a scenario."""
    key = scenarios.create(sample_desk, "介護を2期へ")
    scenarios.move(sample_desk, key, 1, {"kaigo": ("2期", date(2026, 1, 5))})
    return plan_report.plan(sample_desk)


def test_the_report_says_the_same_in_all_three_formats(full_report):
    word = word_file(written(write_docx, full_report))
    page = Page(written(write_html, full_report).decode())
    assert word.tables() == page.tables
    book = load_workbook(io.BytesIO(written(write_report_book, full_report)))
    for caption in (
        "業務ごとの移行時期と切替予定日",
        "取組 2-3-①",
        "計画案の指標",
        "標準化対象外のシステムの方針",
    ):
        assert caption in book.sheetnames
    (figures,) = [t for s in full_report.sections for t in s.tables if t.caption == "計画案の指標"]
    rows = [list(row) for row in book["計画案の指標"].iter_rows(min_row=5, values_only=True)]
    assert rows == [list(row) for row in figures.rows]
    headings = [section.heading for section in full_report.sections]
    assert headings[:2] == ["現行計画", "計画表と進行管理"]
    assert {"計画案の比較", "標準化対象外のシステム（取組 2-2-⑤）", "費用"} <= set(headings)


def test_the_report_of_a_day_before_the_plan_says_so(sample_desk):
    report = plan_report.plan(sample_desk, as_of=today() - timedelta(days=2))
    assert "まだ登録されていない" in report.notices[0]
    assert all(not t.rows for t in report.sections[0].tables)
    with pytest.raises(Problem, match="まだ来ていない"):
        plan_report.plan(sample_desk, as_of=today() + timedelta(days=1))


def test_the_report_carries_versions_and_reasons(sample_desk):
    key = scenarios.create(sample_desk, "介護を2期へ")
    scenarios.move(sample_desk, key, 1, {"kaigo": ("2期", date(2026, 1, 5))})
    scenarios.adopt(sample_desk, key, 2, "負荷をならす")
    report = plan_report.plan(sample_desk)
    tables = {t.caption: t for t in report.sections[0].tables}
    assert tables["計画の版"].rows[-1][4] == "負荷をならす"
    (change,) = tables["移行時期と切替予定日の変更"].rows
    assert change[1:5] == (
        "介護保険",
        f"1期 {wareki(date(2025, 10, 14))}",
        f"2期 {wareki(date(2026, 1, 5))}",
        83,
    )
