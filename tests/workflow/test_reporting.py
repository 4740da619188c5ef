"""The report's content: traced to answers, and as of any past day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from taiodo.problems import Problem
from taiodo.store import engine as store_engine
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import reporting, surveying
from taiodo.workflow.desk import today


def figures(report, heading="全体の状況"):
    (section,) = [s for s in report.sections if s.heading == heading]
    return {name: value for name, value, _ in section.figures}


def answer(desk, *edits):
    survey = surveying.surveys(desk)[0].id
    items = surveying.requirement_page(desk, ItemFilter(survey=survey)).items
    surveying.save_answers(
        desk, [Edit(items[place].id, items[place].revision, changes) for place, changes in edits]
    )


@pytest.fixture
def clock(monkeypatch):
    """Sets the time new changes are stamped with."""

    class Clock(datetime):
        moment = datetime.now(UTC)

        @classmethod
        def now(cls, tz=None):
            return cls.moment

    monkeypatch.setattr(store_engine, "datetime", Clock)
    return Clock


def test_figures_come_from_the_answers(surveyed_desk):
    answer(
        surveyed_desk,
        (0, {"verdict": "fit"}),
        (1, {"verdict": "partial", "countermeasure": "bpr", "effort": 3.5, "cost": 200}),
        (3, {"verdict": "gap", "impact_resident": "high"}),
    )
    found = figures(reporting.fitgap(surveyed_desk))
    assert found["回答率"] == f"{3 / 7:.1%}"
    assert found["対応度"] == f"{1.5 / 3:.1%}"
    assert (found["標準にあって現行にない"], found["対応方針が未定"]) == ("2件", "1件")
    assert (found["見込む工数"], found["見込む費用"]) == ("3.5人日", "200千円")


def test_a_gap_stands_in_the_report_undecided_first(surveyed_desk):
    measured = {"verdict": "partial", "countermeasure": "bpr"}
    answer(surveyed_desk, (0, measured), (3, {"verdict": "gap", "comment": "=危険"}))
    report = reporting.fitgap(surveyed_desk)
    (survey,) = [s for s in report.sections if s.heading.startswith("住民基本台帳")]
    (missing,) = [s for s in survey.sections if s.heading == "標準にあって現行にない"]
    rows = missing.tables[0].rows
    assert [row[0] for row in rows] == ["× 不適合", "△ 一部適合"]
    assert rows[0][5] == "未定"
    assert rows[1][5] == "運用見直し（BPR）"


def test_as_of_a_past_day_the_answers_of_that_day(surveyed_desk, clock):
    later = datetime.now(UTC) + timedelta(days=3)
    answer(surveyed_desk, (0, {"verdict": "fit", "comment": "当日"}))
    clock.moment = later
    answer(surveyed_desk, (0, {"verdict": "gap", "comment": "後日"}), (1, {"verdict": "fit"}))
    clock.moment = later + timedelta(days=1)
    answer(surveyed_desk, (0, {"verdict": "not_applicable"}))
    now = figures(reporting.fitgap(surveyed_desk, as_of=today()))
    assert now["回答率"] == f"{1 / 7:.1%}"
    assert now["対応度"] == "100.0%"


def test_before_the_survey_opened_there_is_nothing_and_it_says_so(surveyed_desk):
    report = reporting.fitgap(surveyed_desk, as_of=today() - timedelta(days=1))
    assert any("始まっている対応度調査はありません" in notice for notice in report.notices)
    assert "住民基本台帳" not in {s.heading for s in report.sections}


def test_a_day_ahead_is_refused(surveyed_desk):
    with pytest.raises(Problem, match="まだ来ていない"):
        reporting.fitgap(surveyed_desk, as_of=today() + timedelta(days=1))


def test_one_operation_only(surveyed_desk):
    surveying.open_survey(surveyed_desk, "kaigo", "outline")
    every = reporting.fitgap(surveyed_desk)
    assert any("国の標準仕様書ではない" in notice for notice in every.notices)
    assert reporting.fitgap(surveyed_desk, operation="住民基本台帳").notices == ()
    with pytest.raises(Problem, match="介護"):
        reporting.fitgap(surveyed_desk, operation="介護")


@pytest.mark.parametrize("kind", ["docx", "xlsx", "html"])
def test_each_format_is_written(surveyed_desk, kind):
    report = reporting.fitgap(surveyed_desk)
    assert len(reporting.written(report, kind)) > 3_000
    assert reporting.file_name(report, kind).startswith("中野区_対応度調査報告書_2")


def test_another_format_is_refused_with_those_there_are():
    with pytest.raises(Problem, match=r"\.docx"):
        reporting.format_of(Path("報告.pdf"))
