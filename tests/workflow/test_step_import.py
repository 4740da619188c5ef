"""The nation's table in and out: as shown, all or nothing, and back again."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from step_tables import ROWS, book, statuses, tsv
from taiodo.catalog.timeline import StepStatus
from taiodo.problems import Problem
from taiodo.survey.items import Edit
from taiodo.workflow import profile, step_batches, step_import, tracking, trail
from taiodo.workflow.profile import Profile


def counts(desk):
    return {p.operation: (p.done, p.not_applicable, p.in_progress) for p in
            tracking.step_progress(desk)}  # fmt: skip


@pytest.fixture
def table(tmp_path):
    return step_import.read(book(tmp_path / "進捗.xlsx"))


def test_what_is_shown_is_taken_over_and_taken_back(sample_desk, table):
    tracking.save_steps(sample_desk, "senkyo", [Edit(2, 0, {"status": "done", "note": "済"})])
    before = counts(sample_desk)
    assert step_import.usual_body(sample_desk, table) == "東京都中野区"
    shown = step_import.preview(sample_desk, table, "中野区")
    assert counts(sample_desk) == before
    done = step_import.commit(sample_desk, table, "中野区")
    assert done == shown
    assert len(done.changes) == 8
    after = counts(sample_desk)
    assert after["kojin-juminzei"] == (1, 1, 1)
    assert after["senkyo"] == (1, 0, 0)
    assert after["kosodate"] == (3, 0, 0)
    assert tracking.step_lines(sample_desk, "senkyo")[1].note == "済"
    assert {e.actor for e in trail.entries(sample_desk, entity="step_status")} == {"試験 太郎"}
    batch = step_batches.last_done_together(sample_desk)
    step_batches.undo_last(sample_desk, batch.id)
    assert counts(sample_desk) == before


def test_an_error_takes_nothing_over(sample_desk, tmp_path):
    rows = [*ROWS, ["東京都", "中野区", "国民年金", *statuses("完了済み", "検討")]]
    table = step_import.read(tsv(tmp_path / "a.tsv", rows))
    assert not step_import.preview(sample_desk, table, "中野区").is_sound
    with pytest.raises(Problem, match="何も取り込んでいません") as refusal:
        step_import.commit(sample_desk, table, "中野区")
    assert any("!E9" in f.where for f in refusal.value.findings)
    assert set(counts(sample_desk).values()) == {(0, 0, 0)}


def test_importing_twice_changes_nothing_the_second_time(sample_desk, table):
    step_import.commit(sample_desk, table, "中野区")
    again = step_import.commit(sample_desk, table, "中野区")
    assert (again.changes, again.unchanged) == ((), 120)


def test_operations_without_a_row_are_told(sample_desk, table):
    found = step_import.preview(sample_desk, table, "中野区").findings
    absent = next(f for f in found if f.code == "steps.operation-absent")
    assert "国民年金" in absent.message
    assert "個人住民税" not in absent.message


def test_rows_of_another_body_are_warned_of(sample_desk, table):
    own = step_import.preview(sample_desk, table, "中野区").findings
    assert "steps.other-body" not in {f.code for f in own}
    other = step_import.preview(sample_desk, table, "東京都").findings
    warning = next(f for f in other if f.code == "steps.other-body")
    assert "東京都の行を中野区の計画に" in warning.message


def test_a_prefecture_imports_its_own_rows(empty_desk, table):
    shown = profile.profile(empty_desk)
    kinds = type(shown.kind)
    profile.save_profile(
        empty_desk, Profile("東京都", "東京都", kinds("prefecture"), shown.revision)
    )
    assert step_import.usual_body(empty_desk, table) == "東京都"
    done = step_import.commit(empty_desk, table, "東京都")
    assert len(done.changes) == 3
    assert "steps.other-body" not in {f.code for f in done.findings}
    data = step_import.exported(empty_desk, "tsv").decode("utf-8-sig").splitlines()
    assert [line.split("\t")[:3] for line in data[1:]] == [
        ["東京都", "", "児童扶養手当"], ["東京都", "", "生活保護"],
    ]  # fmt: skip


set_statuses = st.lists(
    st.tuples(
        st.sampled_from(["jumin", "kaigo", "kosodate", "fuhyo"]),
        st.integers(1, 40),
        st.sampled_from([s.value for s in StepStatus]),
    ),
    max_size=25,
    unique_by=lambda one: one[:2],
)


@pytest.mark.parametrize("kind", ["xlsx", "tsv", "csv"])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_statuses=set_statuses, encoding=st.sampled_from(["utf-8", "cp932"]))
def test_what_is_exported_and_imported_changes_nothing(fresh_desk, kind, encoding, given_statuses):
    desk = fresh_desk()
    shown = profile.profile(desk)
    profile.save_profile(desk, Profile("=見本市", "東京都", shown.kind, shown.revision))
    for operation, step, status in given_statuses:
        tracking.save_steps(desk, operation, [Edit(step, None, {"status": status})])
    data = step_import.exported(desk, kind, encoding)
    table = step_import.read(data, f"a.{kind}")
    done = step_import.commit(desk, table, "=見本市")
    assert done.changes == ()
    assert done.is_sound
    assert done.unchanged == 40 * len(tracking.step_progress(desk))


def test_another_kind_is_refused(sample_desk):
    with pytest.raises(Problem, match=r"\.xlsx"):
        step_import.exported(sample_desk, "pdf")
