"""Vendors' replies: the form out, replies in, all or nothing, replaced, taken back."""

import io

import pytest
from openpyxl import load_workbook

from reply_books import NUMBERS, book_of, filled
from small_editions import NEW, OLD, store_edition
from taiodo.problems import Problem
from taiodo.store import packages as stored
from taiodo.survey.items import ItemFilter
from taiodo.survey.package import PackageIssue, PackageResponse, VendorPackage
from taiodo.workflow import package_form, package_tables, packages, specification, surveying
from taiodo.workflow.package_comparison import ComparedFilter, compared
from taiodo.workflow.trail import entries

R = PackageResponse
KOU = VendorPackage("甲社", "標準住記")
OTSU = VendorPackage("乙社")


def form_of(desk, edition="9.9"):
    target = io.BytesIO()
    name = package_form.write_form(desk, "jumin", edition, target)
    return target.getvalue(), name


def previewed(desk, data, edition="9.9", **more):
    return packages.preview(desk, data, "回答.xlsx", operation="jumin", edition=edition, **more)


def took_in(desk, data, package=KOU, **more):
    return packages.commit(desk, previewed(desk, data, **more), package)


def answers_of(desk, package=KOU):
    with desk.reading() as (reading, body):
        for reply in stored.replies(reading, body.id):
            if reply.package.title == package.title:
                return stored.answers(reading, reply.id)
    return {}


ALL_DONE = dict.fromkeys(NUMBERS, ("○ 対応済",))


def codes(found):
    return [f.code for f in found.findings]


def test_the_form_lists_what_binds_and_nothing_else_can_be_written(surveyed_desk):
    data, name = form_of(surveyed_desk)
    book = load_workbook(io.BytesIO(data))
    sheet = book["回答"]
    numbers = [sheet.cell(row, 1).value for row in range(4, sheet.max_row + 1)]
    assert "0010005" not in numbers
    assert len(numbers) == 7
    assert sheet.protection.sheet
    assert sheet["G4"].protection.locked
    assert not sheet["H4"].protection.locked
    assert sheet.column_dimensions["K"].hidden
    assert sheet.print_title_rows == "$3:$3"
    assert "パッケージ回答様式" in name
    assert name.endswith(".xlsx")


def test_the_blank_form_comes_back_and_nothing_is_applied(surveyed_desk):
    found = previewed(surveyed_desk, form_of(surveyed_desk)[0])
    assert found.matched.answers == {}
    assert "package.empty-form" in codes(found)
    with pytest.raises(Problem, match="一つも記入されていません"):
        packages.commit(surveyed_desk, found, KOU)
    assert packages.replies(surveyed_desk) == ()


def test_what_was_filled_in_is_what_is_stored(surveyed_desk):
    given = {
        "0010001": ("○ 対応済", None, "標準機能"),
        "0010002": ("△ 経過措置", "2027/3/31", "－次期版"),
        "0010003": ("□ 代替手段", None, "EUCで行う"),
        "0010004": ("× 未対応",),
    }
    done = took_in(surveyed_desk, filled(form_of(surveyed_desk)[0], given))
    assert done.count == 4
    said = answers_of(surveyed_desk)
    assert {k[0]: (a.response, a.due, a.remark) for k, a in said.items()} == {
        "0010001": (R.IMPLEMENTED, "", "標準機能"),
        "0010002": (R.LATER, "2027-03-31", "－次期版"),
        "0010003": (R.OTHER_MEANS, "", "EUCで行う"),
        "0010004": (R.NOT_IMPLEMENTED, "", ""),
    }


def test_a_sign_without_meaning_is_asked_and_nothing_is_stored(surveyed_desk):
    rows = [("機能ID", "機能名称", "対応"), *((n, "機能", "○") for n in NUMBERS)]
    found = previewed(surveyed_desk, book_of(rows))
    assert [(u.symbol, u.count, u.meaning) for u in found.reading.symbols] == [("○", 7, None)]
    with pytest.raises(Problem, match="意味が決まっていません"):
        packages.commit(surveyed_desk, found, KOU)
    by_hand = previewed(surveyed_desk, book_of(rows), symbols={"○": R.OTHER_MEANS})
    packages.commit(surveyed_desk, by_hand, KOU)
    assert {a.response for a in answers_of(surveyed_desk).values()} == {R.OTHER_MEANS}


def test_a_second_reply_replaces_the_first_and_undo_brings_it_back(surveyed_desk):
    form, _ = form_of(surveyed_desk)
    took_in(surveyed_desk, filled(form, ALL_DONE))
    second = filled(form, {"0010001": ("× 未対応",), "0010002": ("○ 対応済",)})
    done = took_in(surveyed_desk, second)
    counts = done.changes
    assert (counts.added, counts.changed, counts.removed, counts.unchanged) == (0, 1, 5, 1)
    assert len(answers_of(surveyed_desk)) == 2
    packages.undo(surveyed_desk, done.reply)
    assert len(answers_of(surveyed_desk)) == 7
    with pytest.raises(Problem, match="取り消せません"):
        packages.undo(surveyed_desk, done.reply)
    assert {e.action for e in entries(surveyed_desk, entity="package_reply")} >= {"add", "undo"}


def test_a_partial_reply_can_keep_what_was_said_before(surveyed_desk):
    form, _ = form_of(surveyed_desk)
    took_in(surveyed_desk, filled(form, ALL_DONE))
    found = previewed(surveyed_desk, filled(form, {"0010001": ("× 未対応",)}))
    done = packages.commit(surveyed_desk, found, KOU, keep=True)
    assert (done.count, done.changes.changed, done.changes.removed) == (7, 1, 0)


def test_the_same_reply_twice_changes_nothing(surveyed_desk):
    data = filled(form_of(surveyed_desk)[0], ALL_DONE)
    took_in(surveyed_desk, data)
    assert took_in(surveyed_desk, data).changes.unchanged == 7
    assert len(packages.replies(surveyed_desk)) == 1


def test_the_form_of_another_edition_is_refused_naming_both(sample_desk):
    store_edition(sample_desk, "8.0", OLD)
    store_edition(sample_desk, "9.0", NEW)
    form, _ = form_of(sample_desk, "8.0")
    found = previewed(sample_desk, filled(form, {"0000001": ("○ 対応済",)}), edition="9.0")
    (error,) = [f for f in found.findings if f.code == "package.other-edition"]
    assert "8.0版" in error.message
    assert "9.0版" in error.message
    assert [f.code for f in found.findings][1:] in ([], ["package.not-listed"])
    with pytest.raises(Problem, match="取り込んでいません"):
        packages.commit(sample_desk, found, KOU)


def test_a_vendors_layout_for_another_edition_is_known_by_its_numbers(sample_desk):
    store_edition(sample_desk, "8.0", OLD)
    store_edition(sample_desk, "9.0", NEW)
    rows = [("機能ID", "対応状況"), *((r.number, "対応済") for r in NEW)]
    found = previewed(sample_desk, book_of(rows), edition="8.0")
    messages = [f.message for f in found.findings if f.code == "package.other-edition"]
    assert len(messages) == 1
    assert "9.0版への回答" in messages[0]


def test_an_edition_that_was_replied_to_stays(surveyed_desk, tmp_path):
    took_in(surveyed_desk, filled(form_of(surveyed_desk)[0], ALL_DONE))
    assert not specification.can_undo(surveyed_desk, "jumin", "9.9")
    packages.undo(surveyed_desk, packages.replies(surveyed_desk)[0][0].id)
    assert specification.can_undo(surveyed_desk, "jumin", "9.9")


def test_vendors_side_by_side_with_what_stands_out(surveyed_desk):
    form, _ = form_of(surveyed_desk)
    took_in(surveyed_desk, filled(form, ALL_DONE))
    took_in(
        surveyed_desk,
        filled(form, {"0010001": ("× 未対応",), "0010002": ("△ 経過措置",)}),
        OTSU,
    )
    found = compared(surveyed_desk, "jumin", "9.9")
    kou, otsu = found.standings
    assert kou.counts.rate == 1.0
    assert kou.counts.issues == {PackageIssue.PROHIBITED_IMPLEMENTED: 2}
    assert otsu.counts.rate == 0.0
    assert otsu.counts.issues[PackageIssue.MANDATORY_MISSING] == 1
    assert otsu.counts.issues[PackageIssue.UNDATED] == 1
    assert found.total == 7
    assert found.rows[0].verdict is not None


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (ComparedFilter(issue="mandatory_missing"), ["0010001"]),
        (ComparedFilter(issue="undated"), ["0010002"]),
        (ComparedFilter(text="　抑止　"), ["0010007"]),
        (ComparedFilter(responses=(R.NOT_IMPLEMENTED,)), ["0010001"]),
    ],
)
def test_rows_are_narrowed(surveyed_desk, wanted, numbers):
    form, _ = form_of(surveyed_desk)
    given = {"0010001": ("× 未対応",), "0010002": ("△ 経過措置",)}
    took_in(surveyed_desk, filled(form, given), OTSU)
    found = compared(surveyed_desk, "jumin", "9.9", wanted)
    assert [row.requirement.number for row in found.rows] == numbers


def test_pages_hold_every_row_once(surveyed_desk):
    took_in(surveyed_desk, filled(form_of(surveyed_desk)[0], ALL_DONE))
    pages = [compared(surveyed_desk, "jumin", "9.9", number=n, size=3) for n in (1, 2, 3)]
    assert [row.requirement.number for page in pages for row in page.rows] == [*NUMBERS]


def test_the_answer_stands_beside_the_verdict(surveyed_desk):
    given = {"0010001": ("△ 経過措置", "2027/3/31")}
    took_in(surveyed_desk, filled(form_of(surveyed_desk)[0], given))
    survey = surveying.surveys(surveyed_desk)[0].id
    first = surveying.requirement_page(surveyed_desk, ItemFilter(survey=survey)).items[0]
    ((package, answer, issues),) = surveying.beside(surveyed_desk, first.id).packages
    assert package.title == KOU.title
    assert (answer.response, answer.due) == (R.LATER, "2027-03-31")
    assert PackageIssue.AFTER_CUTOVER in issues


def test_the_comparison_is_written_as_a_workbook(surveyed_desk):
    took_in(surveyed_desk, filled(form_of(surveyed_desk)[0], ALL_DONE))
    report = package_tables.comparison(surveyed_desk, "jumin", "9.9", ComparedFilter())
    (table,) = report.sections[1].tables
    assert len(table.rows) == 7
