"""Pages of planning do what they offer: scenarios, the best assignment, table, outside, costs."""

from datetime import date

import pytest

from taiodo.workflow import costs, plan_table, scenarios, versions
from ui.test_pages import _fresh_caches, empty_app, opened, sample_app  # noqa: F401

DAY = date(2026, 1, 5)


def well(app):
    assert [e.message for e in app.exception] == []
    return app


@pytest.fixture
def scenario(sample_app):  # noqa: F811
    """A scenario of the sample, by its id."""
    return scenarios.create(sample_app, "介護を2期へ")


def held(desk):
    return scenarios.comparison(desk).plans[-1].scenario


def button(app, label):
    return next(b for b in app.button if b.label == label)


def test_a_scenario_is_made_moved_adopted_and_taken_back(sample_app):  # noqa: F811
    app = opened("scenarios")
    app.text_input(key="scenarios.new.name").input("案一")
    app = well(button(app, "計画案を作る").click().run())
    assert "案一" in app.success[0].value
    key = f"scenarios.move.{held(sample_app).id}.1"
    app.multiselect(key=f"{key}.operations").select("kaigo")
    app.selectbox(key=f"{key}.phase").select("2期")
    app.date_input(key=f"{key}.day").set_value(DAY)
    app = well(button(app, "業務を移す").click().run())
    assert (held(sample_app).entry("kaigo").phase, held(sample_app).entry("kaigo").cutover) == (
        "2期", DAY,
    )  # fmt: skip
    fate = f"scenarios.fate.{held(sample_app).id}.2"
    app = well(button(app, "この計画案を採用する").click().run())
    assert "理由" in app.error[0].value
    app.text_input(key=f"{fate}.reason").input("負荷をならす")
    app = well(button(app, "この計画案を採用する").click().run())
    assert versions.plan_versions_kept(sample_app)[-1].reason == "負荷をならす"
    app = well(app.button(key="scenarios.undo").click().run())
    assert versions.plan_versions_kept(sample_app)[-1].planned["kaigo"] == date(2025, 10, 14)
    app = well(app.button(key=f"{fate}.delete").click().run())
    assert held(sample_app) is None


def test_a_stale_move_is_refused_on_the_page(sample_app, scenario):  # noqa: F811
    app = opened("scenarios", scenario=str(scenario))
    scenarios.move(sample_app.signed("別の 職員"), scenario, 1, {"kaigo": ("2期", DAY)})
    app.multiselect(key=f"scenarios.move.{scenario}.1.operations").select("jumin")
    app = well(button(app, "業務を移す").click().run())
    assert "別の 職員が先に" in app.error[0].value
    assert held(sample_app).entry("jumin").phase == "先行"


def test_the_best_assignment_is_shown_and_taken_over(sample_app):  # noqa: F811
    app = opened("scenarios", view="optimise")
    app.number_input(key="optimise.most").set_value(6)
    app = well(button(app, "割り当てを求める").click().run())
    assert [m.label for m in app.metric] == ["暫定連携・月", "今の計画", "時期の変わる業務"]
    app.text_input(key="optimise.name").input("最適案")
    app = well(button(app, "計画案として残す").click().run())
    assert held(sample_app).name == "最適案"


def test_too_narrow_a_limit_is_explained(sample_app):  # noqa: F811
    app = opened("scenarios", view="optimise")
    app.number_input(key="optimise.most").set_value(4)
    app = well(button(app, "割り当てを求める").click().run())
    assert "4業務まで" in app.error[0].value


def test_versions_and_history_of_dates(sample_app, scenario):  # noqa: F811
    scenarios.move(sample_app, scenario, 1, {"kaigo": ("2期", DAY)})
    scenarios.adopt(sample_app, scenario, 2, "負荷をならす")
    app = well(opened("scenarios", view="versions"))
    shown = [frame.value for frame in app.dataframe]
    assert shown[0]["理由"].iloc[0] == "負荷をならす"
    assert list(shown[-1]["ずれ（日）"]) == [83]


@pytest.mark.parametrize("view", ["table", "review", "planned", "happened"])
def test_every_view_of_the_table_opens(sample_app, view):  # noqa: F811
    well(opened("plan_table", view=view))


def test_a_line_is_added_and_removed_only_when_sure(empty_app):  # noqa: F811
    app = opened("plan_table")
    app.text_input(key="plan_table.new.block").input("2-3-①")
    app.text_input(key="plan_table.new.title").input("改修")
    app = well(button(app, "行を加える").click().run())
    assert len(plan_table.plan_table(empty_app).lines) == 1
    app = well(button(app, "行を消す").click().run())
    assert len(plan_table.plan_table(empty_app).lines) == 1
    app.checkbox(key="plan_table.remove.sure").check()
    app = well(button(app, "行を消す").click().run())
    assert plan_table.plan_table(empty_app).lines == ()


def test_costs_are_added_by_form_and_by_file(sample_app):  # noqa: F811
    app = opened("costs")
    app.selectbox(key="costs.new.system").select("zei")
    app = well(button(app, "行を加える").click().run())
    assert costs.costs(sample_app).lines[-1].system == "zei"
    data = "名称,システム区分,費目,令和7年度\n庁内,内部,現行の運用,10\n".encode()
    app.file_uploader(key="costs.file").upload("費用.csv", data, "text/csv")
    app = well(app.run())
    app = well(button(app, "この内容で取り込む").click().run())
    assert costs.costs(sample_app).lines[-1].amounts == {2025: 10}


def test_the_plan_report_is_offered(sample_app):  # noqa: F811
    app = well(opened("reports", report="plan"))
    assert "移行計画報告書" in [h.value for h in app.header]
