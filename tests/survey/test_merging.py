"""Merging what came back: untouched changes nothing, clean changes are taken, the rest is told."""

from hypothesis import given
from hypothesis import strategies as st

from taiodo.survey.sheets import Face, ItemKey, Merge, Returned, merge

KEYS = [ItemKey(Face.REQUIREMENT, n) for n in range(1, 5)]
UNSET = Face.REQUIREMENT.unset
VALUES = {
    "verdict": st.sampled_from(["unanswered", "fit", "partial", "gap"]),
    "comment": st.sampled_from(["", "甲", "乙"]),
    "effort": st.sampled_from([None, 1.0, 2.5]),
}
items = st.fixed_dictionaries(VALUES).map(lambda given: {**UNSET, **given})
state = st.fixed_dictionaries(dict.fromkeys(KEYS, items))
edits = st.dictionaries(
    st.tuples(st.sampled_from(KEYS), st.sampled_from(sorted(VALUES))),
    st.integers(0, 3),
    max_size=6,
)


def rows(values):
    """The rows a file holds: only filled cells come back."""
    return [
        Returned(key, str(key.item), f"{key.item}行目", filled(item))
        for key, item in values.items()
    ]


def filled(item):
    return {name: v for name, v in item.items() if v not in ("", None, "unanswered")}


def edited(values, changes):
    changed = {key: dict(item) for key, item in values.items()}
    for (key, name), place in changes.items():
        choices = {"verdict": ["fit", "partial", "gap"], "comment": ["甲", "乙", "丙"],
                   "effort": [1.0, 2.5, 3.0]}[name]  # fmt: skip
        changed[key][name] = choices[place % 3]
    return changed


def applied(values, merged):
    after = {key: dict(item) for key, item in values.items()}
    for change in merged.applied:
        after[change.key][change.field] = change.theirs
    return after


@given(state)
def test_what_comes_back_untouched_changes_nothing(sent):
    merged = merge(sent, rows(sent), sent)
    assert (merged.applied, merged.conflicts, merged.rejected) == ((), (), ())


@given(state, edits)
def test_what_only_they_changed_is_taken(sent, changes):
    theirs = edited(sent, changes)
    merged = merge(sent, rows(theirs), sent)
    assert merged.conflicts == ()
    assert applied(sent, merged) == theirs


@given(state, edits, edits)
def test_no_settled_answer_is_lost(sent, theirs_changed, ours_changed):
    """Every field ends as ours, theirs where ours is as sent, or a conflict that shows both."""
    theirs, ours = edited(sent, theirs_changed), edited(sent, ours_changed)
    merged = merge(sent, rows(theirs), ours)
    after = applied(ours, merged)
    told = {(c.key, c.field): c for c in merged.conflicts}
    for key in KEYS:
        for name in VALUES:
            if ours[key][name] != sent[key][name]:
                assert after[key][name] == ours[key][name]
            differs = theirs[key][name] not in (sent[key][name], ours[key][name])
            if differs and ours[key][name] != sent[key][name]:
                found = told[key, name]
                assert (found.theirs, found.ours) == (theirs[key][name], ours[key][name])


@given(state, edits, st.sets(st.tuples(st.sampled_from(KEYS), st.sampled_from(sorted(VALUES)))))
def test_disjoint_edits_give_the_same_in_any_order(sent, changes, first):
    one = edited(sent, {k: v for k, v in changes.items() if k in first})
    two = edited(sent, {k: v for k, v in changes.items() if k not in first})
    ends = []
    for files in ((one, two), (two, one)):
        now = sent
        for file in files:
            merged = merge(sent, rows(file), now)
            assert merged.conflicts == ()
            now = applied(now, merged)
        ends.append(now)
    assert ends[0] == ends[1] == edited(sent, changes)


def seen_after(*merges):
    seen = {}
    for merged in merges:
        for c in merged.brought:
            seen.setdefault((c.key, c.field), []).append(c.theirs)
    return seen


@given(state, edits, edits)
def test_the_same_file_a_second_time_changes_nothing(sent, theirs_changed, ours_changed):
    theirs, ours = edited(sent, theirs_changed), edited(sent, ours_changed)
    merged = merge(sent, rows(theirs), ours)
    again = merge(sent, rows(theirs), applied(ours, merged), seen_after(merged))
    assert again == Merge()


@given(state, edits, edits, edits)
def test_copies_of_one_sheet_revert_nothing_of_each_other(sent, one_changed, two_changed, screen):
    """A cell a copy left as it was sent never changes what another copy or the screen said."""
    now, merges = edited(sent, screen), []
    for changes in (one_changed, two_changed, one_changed, two_changed):
        theirs = edited(sent, changes)
        merged = merge(sent, rows(theirs), now, seen_after(*merges))
        touched = {
            (key, name) for key in KEYS for name in VALUES if theirs[key][name] != sent[key][name]
        }
        assert {(c.key, c.field) for c in merged.brought} <= touched
        now = applied(now, merged)
        merges.append(merged)
    assert merges[2:] == [Merge(), Merge()]
    for merged in merges:
        for c in merged.conflicts:
            assert c.theirs != c.ours, "both sides are shown to a person"


def test_a_field_that_came_back_differently_is_a_conflict_even_when_it_was_put_back_since():
    sent = {KEYS[0]: {**UNSET, "comment": "送った"}}
    back = [Returned(KEYS[0], "1", "5行目", {"comment": "二冊目"})]
    merged = merge(sent, back, sent, {(KEYS[0], "comment"): ["一冊目"]})
    assert (len(merged.applied), len(merged.conflicts)) == (0, 1)


def test_a_blank_cell_never_overwrites():
    sent = {KEYS[0]: {**UNSET, "comment": "送った備考", "verdict": "fit"}}
    merged = merge(sent, [Returned(KEYS[0], "1", "5行目", {})], sent)
    assert merged.applied == ()


def test_an_item_that_was_not_sent_in_the_file_counts_as_sent_unfilled():
    ours = {KEYS[0]: {**UNSET, "comment": "今"}, KEYS[1]: dict(UNSET)}
    back = [
        Returned(KEYS[0], "1", "5行目", {"comment": "別"}),
        Returned(KEYS[1], "2", "6行目", {"comment": "新"}),
    ]
    merged = merge({}, back, ours)
    assert [(c.number, c.theirs) for c in merged.applied] == [("2", "新")]
    assert [(c.number, c.ours) for c in merged.conflicts] == [("1", "今")]


def test_two_rows_of_one_item_that_differ_are_told():
    ours = {KEYS[0]: dict(UNSET)}
    back = [
        Returned(KEYS[0], "1", "5行目", {"comment": "一"}),
        Returned(KEYS[0], "1", "9行目", {"comment": "二"}),
        Returned(KEYS[0], "1", "12行目", {"comment": "一"}),
    ]
    merged = merge(ours, back, ours)
    assert [c.theirs for c in merged.applied] == ["一"]
    assert [r.where for r in merged.rejected] == ["9行目"]
