"""What stands out in a vendor's answers, and the law that a filled form is read as filled."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reply_books import filled
from small_editions import requirement
from taiodo.catalog.requirements import BindingKind, Obligation, Requirement
from taiodo.survey.package import (
    ANSWERS,
    NO_ANSWER,
    Limits,
    PackageAnswer,
    PackageIssue,
    PackageResponse,
    counted_answers,
    issues_of,
    requirements_digest,
    response_of,
)
from taiodo.survey.package_reply import ReplyLine, matched
from taiodo.workbook.reply import read_reply
from taiodo.workbook.reply_form import FormFacts, FormMark, write_reply_form

O, R, I = Obligation, PackageResponse, PackageIssue  # noqa: E741
LIMITS = Limits("2026-03-31", "2026-04-01")
BINDING = BindingKind.OTHER


def issues(obligation, response, due="", own=""):
    return set(issues_of(obligation, PackageAnswer(response, due), LIMITS, own))


@pytest.mark.parametrize(
    ("obligation", "response", "due", "expected"),
    [
        (O.MANDATORY, R.IMPLEMENTED, "", set()),
        (O.MANDATORY, R.NOT_IMPLEMENTED, "", {I.MANDATORY_MISSING}),
        (O.MANDATORY, R.OUT_OF_SCOPE, "", {I.MANDATORY_MISSING}),
        (O.MANDATORY, R.OTHER_MEANS, "", {I.MANDATORY_OTHER}),
        (O.MANDATORY, R.UNANSWERED, "", {I.MANDATORY_UNANSWERED}),
        (O.MANDATORY, R.LATER, "", {I.UNDATED}),
        (O.MANDATORY, R.LATER, "2026-03-31", set()),
        (O.MANDATORY, R.LATER, "2026-04-01", {I.AFTER_CUTOVER}),
        (O.MANDATORY, R.LATER, "2026-04-02", {I.AFTER_CUTOVER, I.AFTER_CONFORMANCE}),
        (O.MANDATORY, R.IMPLEMENTED, "2026-03-31", set()),
        (O.MANDATORY, R.IMPLEMENTED, "2027-03-31", {I.AFTER_CUTOVER, I.AFTER_CONFORMANCE}),
        (O.OPTIONAL, R.OTHER_MEANS, "2026-04-01", {I.AFTER_CUTOVER}),
        (O.OPTIONAL, R.NOT_IMPLEMENTED, "2027-03-31", set()),
        (O.OPTIONAL, R.NOT_IMPLEMENTED, "", set()),
        (O.PROHIBITED, R.IMPLEMENTED, "", {I.PROHIBITED_IMPLEMENTED}),
        (O.PROHIBITED, R.NOT_IMPLEMENTED, "", set()),
    ],
)
def test_what_stands_out(obligation, response, due, expected):
    assert issues(obligation, response, due) == expected


def test_the_requirements_own_day_comes_before_the_editions():
    assert I.AFTER_CONFORMANCE not in issues(O.MANDATORY, R.LATER, "2027-01-01", "2027-04-01")
    assert I.AFTER_CONFORMANCE in issues(O.MANDATORY, R.LATER, "2027-01-01", "別途定める日")


def test_without_days_nothing_is_late():
    answer = PackageAnswer(R.LATER, "2099-01-01")
    assert issues_of(O.MANDATORY, answer, Limits()) == ()


def test_the_rate_counts_every_mandatory_requirement():
    judged = [(O.MANDATORY, r, ()) for r in PackageResponse] + [(O.OPTIONAL, R.IMPLEMENTED, ())]
    counts = counted_answers(judged)
    assert counts.rate == 1 / 6
    assert counts.reply_rate == 6 / 7
    assert counted_answers([]).rate is None


@given(
    st.lists(
        st.tuples(st.sampled_from(O), st.sampled_from(R), st.lists(st.sampled_from(I))),
        max_size=40,
    )
)
def test_counts_equal_counting(judged):
    counts = counted_answers(judged)
    assert counts.count() == len(judged)
    for o in O:
        for r in R:
            assert counts.count(o, r) == sum((o, r) == (a, b) for a, b, _ in judged)
    assert sum(counts.issues.values()) == sum(len(found) for _, _, found in judged)


@pytest.mark.parametrize("word", ["implemented", "対応済", " 経過措置 ", "OTHER_MEANS"])
def test_a_response_by_code_or_word(word):
    assert response_of(word) in ANSWERS


TEXTS = st.text("=+-@あ漢Aa1 \n①髙", max_size=12)
EDITIONS = st.lists(
    st.builds(
        lambda n, p, name, text, o: Requirement(f"{n:07}", ("章",), name, text, o, o, part=p),
        st.integers(1, 40), st.integers(1, 2), TEXTS, TEXTS, st.sampled_from(list(O)[:4]),
    ),
    min_size=1, max_size=12, unique_by=lambda r: (r.number, r.part),
)  # fmt: skip


def written(requirements):
    target = io.BytesIO()
    mark = FormMark("jumin", "1", requirements_digest(requirements), "見本市", "2026-11-24")
    write_reply_form(target, FormFacts("様式", "", "", "", mark), requirements, BINDING)
    return target.getvalue()


@settings(max_examples=25, deadline=None)
@given(EDITIONS, st.data())
def test_a_filled_form_is_read_as_it_was_filled(requirements, data):
    bound = [r for r in requirements if r.obligation_for(BINDING) is not O.NONE]
    answers = {}
    for r in bound:
        response = data.draw(st.sampled_from([*ANSWERS, None]))
        due = data.draw(st.sampled_from([None, "2027/3/31"]))
        if response:
            answers[r.number, r.part] = (
                response.shown,
                due,
                data.draw(st.sampled_from([None, "備考"])),
            )
    reading = read_reply(filled(written(requirements), answers), "様式.xlsx")
    found = matched(reading.lines, requirements, BINDING)
    assert {
        key: (a.response.shown, "2027/3/31" if a.due else None, a.remark or None)
        for key, a in found.answers.items()
    } == answers
    assert found.unknown == ()
    assert reading.mark is not None
    assert reading.mark.digest == requirements_digest(requirements)


@settings(max_examples=15, deadline=None)
@given(EDITIONS)
def test_the_blank_form_says_nothing(requirements):
    found = matched(read_reply(written(requirements), "a.xlsx").lines, requirements, BINDING)
    assert found.answers == {}


def line(number, response, where="A1", **more):
    return ReplyLine(number, PackageAnswer(response, written=response.label), where, **more)


def of(number, *classes):
    return [
        Requirement(number, (), "名", "文", o, o, part=p) for p, o in enumerate(classes, start=1)
    ]


def test_one_answer_to_a_number_of_several_classes_leaves_the_prohibited_out():
    found = matched([line("1.1", R.IMPLEMENTED)], of("1.1", O.MANDATORY, O.PROHIBITED), BINDING)
    assert set(found.answers) == {("1.1", 1)}
    assert "package.several-requirements" in [f.code for f in found.findings]


def test_answers_of_several_classes_are_told_apart_by_class_or_order():
    parts = of("1.1", O.MANDATORY, O.PROHIBITED)
    by_class = [
        line("1.1", R.NOT_IMPLEMENTED, obligation=O.PROHIBITED),
        line("1.1", R.IMPLEMENTED, obligation=O.MANDATORY),
    ]
    in_order = [line("1.1", R.IMPLEMENTED), line("1.1", R.NOT_IMPLEMENTED)]
    for lines in (by_class, in_order):
        answers = matched(lines, parts, BINDING).answers
        assert answers["1.1", 1].response is R.IMPLEMENTED
        assert answers["1.1", 2].response is R.NOT_IMPLEMENTED


def test_two_different_answers_to_one_number_are_an_error_naming_both_cells():
    lines = [line("0000001", R.IMPLEMENTED, "C2"), line("0000001", R.LATER, "C9")]
    (finding, *_) = matched(lines, [requirement(1)], BINDING).findings
    assert finding.code == "package.duplicate-conflict"
    assert "C2" in finding.message
    assert finding.where == "C9"


def test_numbers_the_edition_lacks_and_those_the_reply_lacks_are_named():
    lines = [line("0000009", R.IMPLEMENTED), line("0000001", R.UNANSWERED)]
    found = matched(lines, [requirement(1), requirement(2)], BINDING)
    assert found.unknown == ("0000009",)
    named = {f.code: f.message.rpartition(": ")[2] for f in found.findings[1:]}
    assert named == {
        "package.empty-answers": "0000001",
        "package.missing-numbers": "0000002",
    }  # fmt: skip
    assert NO_ANSWER not in found.answers.values()
