"""移行計画 and 作業ステップ: filters by link, past days, batches, the nation's table."""

from datetime import date, timedelta

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from past import age_audit
from step_tables import tsv
from taiodo.survey.items import Edit
from taiodo.ui.navigation import PAGES
from taiodo.workflow import planning, step_batches, tracking
from taiodo.workflow.desk import initialise, today


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """The sample with the steps of 介護保険 planned."""
    st.cache_resource.clear()
    st.cache_data.clear()
    url = f"sqlite:///{tmp_path / 'taiodo.sqlite3'}"
    monkeypatch.setenv("TAIODO_DATABASE_URL", url)
    found, _ = initialise(url, sample="nakano")
    step_batches.lay_out(found, "kaigo", date(2024, 4, 1))
    return found


def opened(name: str, **query: str) -> AppTest:
    app = AppTest.from_file(str(PAGES.parents[3] / "app.py"), default_timeout=60).run()
    app.switch_page(str(PAGES / f"{name}.py"))
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def well(app: AppTest) -> AppTest:
    assert [e.message for e in app.exception] == []
    return app


def words(app: AppTest) -> str:
    said = (*app.caption, *app.markdown, *app.info, *app.error, *app.success)
    return " ".join(e.value for e in said)


def column(app: AppTest, name: str) -> list[object]:
    return next(list(d.value[name]) for d in app.dataframe if name in d.value.columns)


def test_the_plan_says_what_is_late_why_and_who_acts(desk):
    app = well(opened("plan"))
    assert "介護・高齢者支援課" in column(app, "今週動く人")
    assert any("未完了のステップ" in str(why) for why in column(app, "なぜ"))
    assert "改修期日" in " ".join(map(str, column(app, "波及")))


def test_a_link_narrows_the_plan(desk):
    app = well(opened("plan", phase="1期", department="税務課"))
    assert set(column(app, "業務")) <= {"個人住民税", "軽自動車税"}
    app = well(opened("plan", operation="kaigo", groups="true", lines="all"))
    assert set(column(app, "業務")) == {"介護保険"}


@pytest.mark.parametrize(
    "query", [{"phase": "9期"}, {"operation": "none"}, {"as_of": "x"}, {"lines": "?"}]
)
def test_a_link_that_means_nothing_still_shows_the_plan(desk, query):
    well(opened("plan", **query))


def test_a_cutover_moves_only_with_a_reason(desk):
    app = well(opened("plan", edit="kaigo"))
    form = next(b.form_id for b in app.button if "municipality.plan.kaigo" in (b.form_id or ""))
    app.date_input(key=f"{form}.cutover").set_value(date(2027, 1, 4))
    save = next(b for b in app.button if b.form_id == form)
    save.click().run()
    assert "理由がありません" in words(app)
    form = next(b.form_id for b in app.button if "municipality.plan.kaigo" in (b.form_id or ""))
    app.date_input(key=f"{form}.cutover").set_value(date(2027, 1, 4))
    app.text_input(key=f"{form}.reason").set_value("事業者の要員不足")
    next(b for b in app.button if b.form_id == form).click().run()
    row = next(r for r in planning.schedule(desk).rows if r.operation == "kaigo")
    assert row.cutover == date(2027, 1, 4)
    assert "事業者の要員不足" in column(well(app), "なぜ") + column_of_history(app)


def column_of_history(app: AppTest) -> list[object]:
    return next(list(d.value["なぜ"]) for d in app.dataframe if "いつ" in d.value.columns)


@pytest.mark.parametrize("page", ["plan", "steps"])
def test_a_past_day_is_shown_as_it_was_and_cannot_be_changed(desk, page):
    with desk.store.transaction("試験") as tx:
        old = f"{(today() - timedelta(days=9)).isoformat()}T01:00:00.000"
        age_audit(tx, old)
    tracking.save_steps(desk, "kaigo", [Edit(40, 1, {"status": "done"})])
    then = (today() - timedelta(days=5)).isoformat()
    app = well(opened(page, as_of=then, operation="kaigo"))
    assert "時点**の計画と状況です" in words(app)
    assert not [b for b in app.button if b.label in ("保存", "ここまでを「完了済み」にする")]
    if page == "plan":
        assert "運用開始済" not in " ".join(map(str, column(app, "状況")))


def test_many_steps_are_finished_moved_and_taken_back(desk):
    app = well(opened("steps", operation="kaigo"))
    app.selectbox(key="steps.last.kaigo").select(3)
    app.button(key="steps.finish").click().run()
    assert "3番まで" in words(app)
    app.button(key="steps.undo").click().run()
    assert "取り消しました" in words(well(app))
    assert tracking.step_lines(desk, "kaigo")[0].status.value == "not_started"
    key = "steps.shift.kaigo"
    app.number_input(key=f"{key}.days").set_value(14)
    app.text_input(key=f"{key}.reason").set_value("要員不足")
    next(b for b in app.button if b.form_id == key).click().run()
    assert "+14日" in words(app)
    assert tracking.step_lines(desk, "kaigo")[0].record.planned_start == date(2024, 4, 15)


def test_planned_dates_are_laid_out_from_the_page(desk):
    app = well(opened("steps", operation="kokuho"))
    app.date_input(key="steps.layout.kokuho.first").set_value(date(2025, 1, 6))
    next(b for b in app.button if b.form_id == "steps.layout.kokuho").click().run()
    assert "仮置きしました" in words(app)
    assert tracking.step_lines(desk, "kokuho")[0].record.planned_start == date(2025, 1, 6)


def test_the_nations_table_is_shown_taken_over_and_taken_back(desk, tmp_path):
    file = tsv(tmp_path / "進捗.tsv")
    app = well(opened("steps"))
    app.file_uploader[0].upload(file.name, file.read_bytes(), "text/plain").run()
    assert "変わるもの **7件**" in words(well(app))
    app.button(key="steps.import").click().run()
    assert "7件を取り込みました" in words(app)
    assert {p.operation: p.done for p in tracking.step_progress(desk)}["kosodate"] == 3
    app.button(key="steps.undo").click().run()
    assert "取り消しました" in words(app)


def test_a_wrong_table_is_refused_in_words(desk):
    app = well(opened("steps"))
    app.file_uploader[0].upload("a.csv", b"a,b\n1,2\n", "text/csv").run()
    assert "どうすればよいか" in well(app).error[0].value


def test_home_names_the_late_and_who_acts(desk):
    app = well(opened("home"))
    assert len(column(app, "なぜ")) == 6
    assert column(app, "今週動く人")
