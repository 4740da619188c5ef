"""Several copies of one 調査票: colleagues fill in the same file apart, and all comes back."""

import csv
import io
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from sheet_files import HEADER, Sheet
from small_editions import OLD, store_edition
from taiodo.survey.items import Edit
from taiodo.workflow import sheet_conflicts, sheet_merging, sheet_undoing, sheets, surveying

NUMBERS = ("0000001", "0000002", "0000003")
WORDS = {"fit": "適合", "partial": "一部適合", "gap": "不適合"}
CHOICES = {
    "verdict": ("fit", "partial", "gap"), "comment": ("甲", "乙", "丙"), "cost": (1, 20, 300),
}  # fmt: skip
HEADINGS = {"verdict": "対応度", "comment": "コメント", "cost": "千円"}
CELLS = list(itertools.product(NUMBERS, CHOICES))
copies = st.integers(0, 2)
cells = st.sampled_from(CELLS)
choices = st.integers(0, 2)
filled = st.fixed_dictionaries(dict.fromkeys(CELLS, choices))
laws = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def desk(sample_desk):
    store_edition(sample_desk, "1", OLD)
    surveying.open_survey(sample_desk, "jumin", "1")
    return sample_desk


def value(cell, place):
    return CHOICES[cell[1]][place]


def stored(desk):
    """What is stored in every cell these tests fill in."""
    found = {i.number: i for i in surveying.all_requirement_items(desk, "jumin", "1")}
    return {
        (number, name): found[number].verdict.value if name == "verdict"
        else getattr(found[number].handling, name)
        for number, name in CELLS
    }  # fmt: skip


def answered(desk, values):
    """The screen: these cells, cell → value."""
    items = {i.number: i for i in surveying.all_requirement_items(desk, "jumin", "1")}
    changes = {}
    for (number, name), given_value in values.items():
        changes.setdefault(number, {})[name] = given_value
    edits = [Edit(items[n].id, items[n].revision, some) for n, some in changes.items()]
    assert all(outcome.saved for outcome in surveying.save_answers(desk, edits))


def sent(desk, start):
    """The rows of a sheet sent while `start` is stored."""
    answered(desk, {cell: value(cell, place) for cell, place in start.items()})
    data = sheets.export_bytes(desk, sheets.survey_for(desk, "jumin"), "戸籍住民課")
    sheet = load_workbook(io.BytesIO(data))["調査票"]
    return [[c.value for c in row] for row in sheet.iter_rows()]


def copy(rows, edits):
    """A copy of the sheet with some cells changed, as CSV: quick to write and read."""
    headings = rows[HEADER - 1]
    changed = [list(row) for row in rows]
    for (number, name), new in edits.items():
        (row,) = [r for r in changed if r[headings.index("機能ID")] == number]
        row[headings.index(HEADINGS[name])] = WORDS.get(new, new)
    target = io.StringIO()
    csv.writer(target).writerows(changed)
    return target.getvalue().encode("utf-8-sig")


def merged(desk, files):
    """Merge one after the other; what was applied and what conflicts, as (cell, theirs)."""
    applied, conflicts = [], []
    for place, data in enumerate(files):
        (done,) = sheet_merging.commit(desk, [(data, f"{place}.csv")])
        assert done.merge.rejected == ()
        applied += [((c.number, c.field), c.theirs) for c in done.merge.applied]
        conflicts += [((c.number, c.field), c.theirs) for c in done.merge.conflicts]
    return applied, conflicts


@laws
@given(filled, st.dictionaries(cells, st.tuples(copies, choices)), st.permutations([0, 1, 2]))
def test_disjoint_edits_of_copies_give_the_same_in_any_order(desk, start, edits, order):
    ends = []
    for turn in ([0, 1, 2], order):
        rows = sent(desk, start)
        before = stored(desk)
        files = [
            copy(rows, {cell: value(cell, v) for cell, (who, v) in edits.items() if who == number})
            for number in range(3)
        ]
        _, conflicts = merged(desk, [files[number] for number in turn])
        assert conflicts == []
        ends.append(stored(desk))
        assert merged(desk, files) == ([], []), "a second time nothing is new"
        assert stored(desk) == ends[-1]
    assert ends[0] == ends[1] == {**before, **{c: value(c, v) for c, (_, v) in edits.items()}}


edits_of_one = st.dictionaries(cells, choices, max_size=5)


@laws
@given(filled, st.tuples(*[edits_of_one] * 3), edits_of_one, st.lists(st.booleans(), min_size=30))
def test_no_answer_of_any_copy_is_lost_and_none_settled_comes_back(
    desk, start, edits, screen, decisions
):
    rows = sent(desk, start)
    before = stored(desk)
    wrote = [{cell: value(cell, v) for cell, v in one.items()} for one in edits]
    wrote = [{c: v for c, v in one.items() if v != before[c]} for one in wrote]
    screen = {cell: value(cell, v) for cell, v in screen.items()}
    answered(desk, screen)
    files = [copy(rows, one) for one in wrote]
    _, conflicts = merged(desk, files)
    now = stored(desk)
    for cell in CELLS:
        said = {one[cell] for one in wrote if cell in one}
        if screen.get(cell, before[cell]) != before[cell] or not said:
            assert now[cell] == screen.get(cell, before[cell])
        for words in said - {now[cell]}:
            assert (cell, words) in conflicts, "kept for a person"
    assert merged(desk, files) == ([], [])
    waiting = sheet_conflicts.conflicts(desk)
    for conflict, theirs in zip(waiting, itertools.cycle(decisions)):
        fresh = next(
            c for c in sheet_conflicts.conflicts(desk) if c.stored.id == conflict.stored.id
        )
        sheet_conflicts.settle(desk, [(fresh, "theirs" if theirs else "ours")])
    settled = stored(desk)
    assert merged(desk, files[::-1]) == ([], []), "settled stays settled"
    assert stored(desk) == settled
    assert sheet_conflicts.conflicts(desk) == ()


def books(desk, count=2):
    data = sheets.export_bytes(desk, sheets.survey_for(desk, "jumin"), "戸籍住民課")
    return [Sheet(data) for _ in range(count)]


def committed(desk, *given_books):
    return [sheet_merging.commit(desk, [(b.saved(), "写し.xlsx")])[0] for b in given_books]


def test_a_second_copy_does_not_revert_what_the_first_one_brought(desk):
    answered(desk, {("0000001", "verdict"): "fit", ("0000002", "verdict"): "gap"})
    one, two = books(desk)
    one.write("0000001", 対応度="不適合")
    two.write("0000002", 対応度="適合")
    first, second = committed(desk, one, two)
    assert [c.number for c in first.merge.applied] == ["0000001"]
    assert [c.number for c in second.merge.applied] == ["0000002"]
    now = stored(desk)
    assert (now["0000001", "verdict"], now["0000002", "verdict"]) == ("gap", "fit")


def test_copies_that_say_different_things_wait_for_a_person(desk):
    one, two = books(desk)
    one.write("0000001", コメント="甲さん")
    two.write("0000001", コメント="乙さん")
    _, second = committed(desk, one, two)
    (conflict,) = second.merge.conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("", "甲さん", "乙さん")
    assert stored(desk)["0000001", "comment"] == "甲さん"


def test_what_a_copy_brought_is_forgotten_when_its_merge_is_taken_back(desk):
    one, two = books(desk)
    one.write("0000001", コメント="甲さん")
    two.write("0000001", コメント="乙さん")
    (first,) = committed(desk, one)
    sheet_undoing.undo(desk, first.returned)
    (second,) = committed(desk, two)
    assert [c.theirs for c in second.merge.applied] == ["乙さん"], "no copy said otherwise"
    (again,) = committed(desk, one)
    assert [c.theirs for c in again.merge.conflicts] == ["甲さん"], "the file counts again"


def test_what_agreed_with_the_screen_is_not_brought_back_later(desk):
    (one,) = books(desk, 1)
    one.write("0000001", 対応度="適合")
    answered(desk, {("0000001", "verdict"): "fit"})
    (first,) = committed(desk, one)
    assert first.merge.applied == ()
    answered(desk, {("0000001", "verdict"): "unanswered"})
    (again,) = committed(desk, one)
    assert (again.merge.applied, again.merge.conflicts) == ((), ())


def test_a_settled_conflict_does_not_come_back_from_a_file_without_hidden_columns(desk):
    (one,) = books(desk, 1)
    one.write("0000001", コメント="課")
    one.sheet.delete_cols(1, 4)
    del one.book["調査票（現行機能）"]
    answered(desk, {("0000001", "comment"): "画面"})
    files = [(one.saved(), "列なし.xlsx")]
    (done,) = sheet_merging.commit(desk, files, operation="jumin")
    assert len(done.merge.conflicts) == 1
    sheet_conflicts.settle(desk, [(sheet_conflicts.conflicts(desk)[0], "ours")])
    (again,) = sheet_merging.commit(desk, files, operation="jumin")
    assert (again.merge.applied, again.merge.conflicts) == ((), ())


def test_the_preview_of_several_files_is_what_merging_them_does(desk):
    one, two = books(desk)
    one.write("0000001", コメント="甲さん", 対応度="適合")
    two.write("0000001", コメント="乙さん", 対応度="適合")
    files = [(one.saved(), "一.xlsx"), (two.saved(), "二.xlsx")]
    before = stored(desk)
    planned = sheet_merging.preview_all(desk, files)
    assert [(len(f.merge.applied), len(f.merge.conflicts)) for f in planned] == [(2, 0), (0, 1)]
    assert (stored(desk), sheets.returned(desk), sheet_conflicts.conflicts(desk)) == (
        before,
        (),
        (),
    )
    done = sheet_merging.commit(desk, files)
    assert [f.as_dict() for f in done] == [f.as_dict() for f in planned]
