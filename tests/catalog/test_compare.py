"""Comparing two editions: each kind of change told from the others, also when headings repeat."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taiodo.catalog.compare import ChangeKind, Comparison, bare, compare_editions, marked_words
from taiodo.catalog.requirements import Obligation, Requirement

M, O = Obligation.MANDATORY, Obligation.OPTIONAL  # noqa: E741


def requirement(number: str, name: str, text: str, **other: object) -> Requirement:
    return replace(Requirement(number, ("1. 章", ""), name, text, M, M), **other)


OLD = (
    requirement("0010001", "検索", "氏名で検索できること。"),
    requirement("0010002", "検索", "住所で検索できること。"),
    requirement("0010003", "検索", "番号で検索できること。"),
    requirement("0010004", "統計", "月次で集計できること。"),
    requirement("0010005", "統計", "年次で集計できること。"),
)


def kinds(compared: Comparison) -> dict[str, str]:
    return {change.number: "+".join(change.kinds) for change in compared.changes}


def test_the_same_edition_twice_is_unchanged_throughout() -> None:
    assert set(kinds(compare_editions(OLD, OLD)).values()) == {"unchanged"}


def test_removed_renumbered_and_changed_under_headings_that_repeat() -> None:
    new = (
        requirement("0010001", "検索", "氏名又は旧氏で検索できること。"),
        requirement("0019001", "検索", "住所で検索できること。"),
        requirement("0010004", "統計", "月次で集計できること。"),
        requirement("0010005", "統計表", "年次で集計できること。"),
        requirement("0019002", "検索", "生年月日で検索できること。"),
    )
    compared = compare_editions(OLD, new)
    assert compared.as_dict() == {
        "unchanged": ["0010004"],
        "cosmetic": [],
        "text_changed": ["0010001"],
        "obligation_changed": [],
        "renamed": ["0010005"],
        "renumbered": [["0010002", "0019001"]],
        "added": ["0019002"],
        "removed": ["0010003"],
    }
    assert [(p.old.number, p.new.number) for p in compared.proposals] == [("0010003", "0019002")]


@pytest.mark.parametrize(
    "text",
    [
        "氏名で検索できること．",
        "氏名で\n検索できること。",
        "氏名で　検索できること。 ",
        "氏名で検索できること｡",
    ],
)
def test_width_blanks_breaks_and_punctuation_are_cosmetic(text) -> None:
    compared = compare_editions(OLD[:1], (requirement("0010001", "検索", text),))
    assert kinds(compared) == {"0010001": "cosmetic"}


@pytest.mark.parametrize("text", ["氏名で検索できないこと。", "氏名（旧氏）で検索できること。", ""])
def test_words_that_change_are_no_cosmetics(text) -> None:
    compared = compare_editions(OLD[:1], (requirement("0010001", "検索", text),))
    assert kinds(compared) == {"0010001": "text_changed"}


def test_a_class_that_changes_for_one_kind_of_municipality_counts() -> None:
    new = (replace(OLD[0], other=O),)
    assert kinds(compare_editions(OLD[:1], new)) == {"0010001": "obligation_changed"}


def test_numbers_that_were_exchanged_are_renumbered_not_rewritten() -> None:
    new = (replace(OLD[0], number="0010002"), replace(OLD[1], number="0010001"))
    renumbered = compare_editions(OLD[:2], new).as_dict()["renumbered"]
    assert renumbered == [["0010001", "0010002"], ["0010002", "0010001"]]


def test_content_that_stands_twice_is_never_guessed_under_another_number() -> None:
    twins = (requirement("1", "再掲", "再掲する。"), requirement("2", "再掲", "再掲する。"))
    compared = compare_editions(twins, (requirement("3", "再掲", "再掲する。"),))
    assert sorted(kinds(compared).values()) == ["added", "removed", "removed"]
    assert [(p.old.number, p.new.number) for p in compared.proposals] == [("1", "3"), ("2", "3")]


def test_parts_of_one_number_are_paired_by_content_then_by_class() -> None:
    old = tuple(
        requirement("1.1", "検索", text, designated_city=c, other=c, part=n)
        for n, (text, c) in enumerate([("必須の文。", M), ("任意の文。", O)], start=1)
    )
    new = (replace(old[1], part=1), replace(old[0], part=2, text="必須の文を改めた。"))
    found = {c.new.other: "+".join(c.kinds) for c in compare_editions(old, new).changes if c.new}
    assert found == {O: "unchanged", M: "text_changed"}


def test_one_requirement_that_became_two_is_a_candidate_for_a_split() -> None:
    halves = ("氏名、住所及び生年月日で検索できること。", "検索の結果を一覧で印刷できること。")
    old = (requirement("0010001", "検索と印刷", "".join(halves)),)
    new = tuple(
        requirement(f"001900{n}", "検索と印刷", half) for n, half in enumerate(halves, start=1)
    )
    proposals = compare_editions(old, new).proposals
    assert {(p.old.number, p.new.number, p.several) for p in proposals} == {
        ("0010001", "0019001", True), ("0010001", "0019002", True),
    }  # fmt: skip


def test_a_part_that_kept_the_number_still_tells_where_the_other_went() -> None:
    halves = ("氏名、住所及び生年月日で検索できること。", "検索の結果を一覧で印刷できること。")
    whole = requirement("0010001", "検索と印刷", "".join(halves))
    kept = requirement("0010001", "検索と印刷", halves[0])
    other = requirement("0019002", "検索と印刷", halves[1])
    split, merger = (
        compare_editions((whole,), (kept, other)),
        compare_editions((kept, other), (whole,)),
    )
    assert [(p.old.number, p.new.number, p.several) for p in split.proposals] == [
        ("0010001", "0019002", True)
    ]
    assert [(p.old.number, p.new.number) for p in merger.proposals] == [("0019002", "0010001")]
    unrelated = requirement("0019002", "統計", "外国人住民の国籍別の人数を月ごとに集計できること。")
    assert compare_editions((whole,), (kept, unrelated)).proposals == ()


def test_what_changes_beside_the_requirement_is_told_though_it_is_unchanged() -> None:
    new = replace(OLD[0], note="新しい備考", conformance_date="2027-04-01", path=("別の章",))
    (change,) = compare_editions(OLD[:1], (new,)).changes
    assert change.is_unchanged
    assert change.beside == ("見出し", "備考", "適合基準日")


texts = st.text(alphabet="あいう検索氏名、。 ", max_size=12)
editions = st.lists(st.tuples(st.integers(1, 9), texts, texts), max_size=9).map(
    lambda rows: tuple(requirement(f"{n:07}", name, text) for n, name, text in rows)
)


@given(editions, editions)
def test_every_requirement_of_both_editions_stands_exactly_once(old, new) -> None:
    compared = compare_editions(old, new)
    assert sorted(id(c.old) for c in compared.changes if c.old) == sorted(map(id, old))
    assert sorted(id(c.new) for c in compared.changes if c.new) == sorted(map(id, new))
    for change in compared.changes:
        assert change.kinds
        if ChangeKind.UNCHANGED in change.kinds:
            assert change.old.text == change.new.text


@given(texts, texts)
def test_marked_words_hold_both_texts(old, new) -> None:
    words = marked_words(old, new)
    assert "".join(w.text for w in words if w.state != "gone") == new
    assert "".join(w.text for w in words if w.state != "come") == old


@given(st.text(max_size=30))
def test_the_bare_text_stays_itself(text) -> None:
    assert bare(bare(text)) == bare(text)
