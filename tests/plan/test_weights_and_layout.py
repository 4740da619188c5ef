"""The rate by work, the signs of groups, what does not fit, and laying out planned dates."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.catalog.load import load_catalog
from taiodo.catalog.timeline import StepStatus
from taiodo.plan.layout import laid_out
from taiodo.plan.step_rules import step_findings
from taiodo.plan.steps import StepRecord, forty_steps, signs_of, step_progress_of, weighted_rate

TODAY = date(2026, 1, 10)
STEPS = {step.serial: step for step in load_catalog().steps}
USUAL = load_catalog().step_weights
statuses = st.lists(st.sampled_from(list(StepStatus)), min_size=40, max_size=40)
weights = st.lists(st.integers(1, 100), min_size=40, max_size=40).map(
    lambda values: dict(enumerate(values, start=1))
)


def records(given_statuses) -> list[StepRecord]:
    return [StepRecord("jumin", step, s) for step, s in enumerate(given_statuses, start=1)]


@given(statuses, weights)
def test_the_rate_by_work_is_a_share_that_does_not_depend_on_the_unit(found, weighed):
    rate = weighted_rate(records(found), weighed)
    assert 0 <= rate <= 1
    tenfold = {step: 10 * weight for step, weight in weighed.items()}
    assert weighted_rate(records(found), tenfold) == pytest.approx(rate)


@given(statuses, weights, st.integers(0, 39))
def test_work_done_never_lowers_the_rate(found, weighed, place):
    if found[place] is StepStatus.NOT_APPLICABLE:
        return
    after = [*found[:place], StepStatus.DONE, *found[place + 1 :]]
    assert weighted_rate(records(after), weighed) >= weighted_rate(records(found), weighed) - 1e-12


@given(
    st.lists(st.sampled_from([StepStatus.DONE, StepStatus.NOT_STARTED]), min_size=40, max_size=40)
)
def test_with_even_weights_and_nothing_else_it_is_the_national_rate(found):
    even = dict.fromkeys(range(1, 41), 7)
    counted = step_progress_of("jumin", records(found), even)
    assert counted.weighted_rate == pytest.approx(counted.completion_rate)


def test_what_does_not_apply_is_no_work():
    assert weighted_rate(records([StepStatus.NOT_APPLICABLE] * 40), USUAL) == 1.0
    half = [StepStatus.DONE] + [StepStatus.NOT_STARTED] + [StepStatus.NOT_APPLICABLE] * 38
    assert weighted_rate(records(half), USUAL) == pytest.approx(0.5)


def test_a_group_has_a_sign():
    groups = {serial: step.item[0] for serial, step in STEPS.items()}
    found = [StepStatus.DONE] * 3 + [StepStatus.NOT_APPLICABLE] * 4 + [StepStatus.IN_PROGRESS] * 2
    found += [StepStatus.NOT_STARTED] * 31
    assert signs_of(records(found), groups) == "●－△" + "・" * 15


def test_every_step_has_an_assumed_weight_with_its_source():
    assert set(USUAL) == set(STEPS)
    assert all(weight >= 1 for weight in USUAL.values())


DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (StepRecord("jumin", 1, planned_start=TODAY, planned_end=TODAY - DAY), "end-before-start"),
        (
            StepRecord("jumin", 1, StepStatus.DONE, actual_start=TODAY, actual_end=TODAY - DAY),
            "end-before-start",
        ),
        (StepRecord("jumin", 1, StepStatus.DONE, planned_end=TODAY), "done-undated"),
        (StepRecord("jumin", 1, actual_end=TODAY), "ended-not-done"),
        (StepRecord("jumin", 1, StepStatus.IN_PROGRESS, actual_start=TODAY + DAY), "actual-ahead"),
        (StepRecord("jumin", 2, StepStatus.DONE, actual_end=TODAY), "done-out-of-order"),
    ],
)
def test_what_does_not_fit_together_is_found(step, code):
    found = step_findings("住民基本台帳", forty_steps("jumin", [step]), STEPS, TODAY)
    assert [f.code for f in found] == [f"steps.{code}"]
    assert found[0].message
    assert found[0].advice
    assert STEPS[step.step].item in found[0].where


def test_a_plan_after_the_start_of_operation_is_worth_a_look():
    late = StepRecord("jumin", 5, planned_end=TODAY + 9 * DAY)
    running = StepRecord("jumin", 40, planned_end=TODAY)
    (found,) = step_findings("住民", forty_steps("jumin", [late, running]), STEPS, TODAY)
    assert found.code == "steps.after-start-of-operation"


def test_nothing_recorded_is_nothing_wrong():
    assert step_findings("住民", forty_steps("jumin", []), STEPS, TODAY) == ()


@given(weights, st.integers(1, 900))
def test_steps_are_laid_in_order_up_to_the_cutover(weighed, days):
    first = date(2024, 4, 1)
    cutover = first + timedelta(days=days)
    found = laid_out(forty_steps("jumin", []), weighed, first, cutover)
    assert set(found) == set(range(1, 41))
    assert found[40] == (cutover, cutover)
    starts = [found[step][0] for step in range(1, 40)]
    assert starts == sorted(starts)
    assert all(first <= start <= end < cutover for start, end in map(found.get, range(1, 40)))


def test_steps_with_dates_and_finished_ones_keep_what_they_have():
    given_records = forty_steps("jumin", [])
    kept = replace(given_records[0], planned_end=TODAY)
    done = replace(given_records[1], status=StepStatus.DONE)
    found = laid_out([kept, done, *given_records[2:]], USUAL, TODAY, TODAY + 400 * DAY)
    assert not {1, 2} & set(found)
    assert found[3][0] == TODAY
