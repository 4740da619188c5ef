from dataclasses import replace

import pytest

from samples import wide_book
from small_editions import requirement, store_edition
from taiodo.catalog.requirements import Obligation
from taiodo.problems import Problem
from taiodo.survey.answers import Verdict
from taiodo.survey.items import Edit, ItemFilter, Sort
from taiodo.workflow import specification, surveying
from taiodo.workflow.answer_table import apply_table
from taiodo.workflow.checking import check
from taiodo.workflow.specification import EditionFacts


def items(desk, **wanted):
    return surveying.requirement_page(desk, ItemFilter(**wanted)).items


def test_opening_makes_one_item_per_requirement_that_binds_a_ward(surveyed_desk):
    found = items(surveyed_desk)
    assert len(found) == 7, "one of the eight is 対象外 for 一般市区町村"
    assert Obligation.NONE not in {i.obligation for i in found}
    assert {i.department for i in found} == {"戸籍住民課"}


def test_every_feature_of_the_operations_systems_is_an_item_too(surveyed_desk):
    page = surveying.feature_page(surveyed_desk, ItemFilter(), size=10)
    assert page.total == 200
    assert len(page.items) == 10


def test_features_mapped_to_the_first_edition_stand_beside_the_same_heading(surveyed_desk):
    first = items(surveyed_desk)[0]
    beside = surveying.beside(surveyed_desk, first.id)
    assert beside.item.name == "日本人住民データの管理"
    assert beside.features
    assert all("0010001" in f.counterparts for f in beside.features)


def test_a_survey_is_opened_once(surveyed_desk):
    with pytest.raises(Problem, match="既に始まっています"):
        surveying.open_survey(surveyed_desk, "jumin", "9.9")


def test_an_operation_that_does_not_apply_cannot_be_surveyed(sample_desk):
    with pytest.raises(Problem, match="特別区の標準化対象業務ではありません"):
        surveying.open_survey(sample_desk, "koteishisanzei", "outline")


def test_an_outline_can_be_surveyed_before_the_workbook_is_there(sample_desk):
    header = surveying.open_survey(sample_desk, "kokuho", "outline")
    assert "概略・未確認" in header.title
    found = items(sample_desk, survey=header.id)
    assert len(found) >= 10
    assert {i.obligation for i in found} == {Obligation.UNCONFIRMED}


def test_an_answer_moves_the_progress(surveyed_desk):
    first, second, *_ = items(surveyed_desk)
    surveying.save_answers(
        surveyed_desk,
        [Edit(first.id, 1, {"verdict": "fit"}), Edit(second.id, 1, {"verdict": "gap"})],
    )
    (progress,) = surveying.progress(surveyed_desk)
    assert progress.counts.answered == 2
    assert progress.counts.score == 0.5
    assert progress.gaps_open == 1
    assert check(surveyed_desk) == ()


def test_a_stale_save_is_refused_with_what_is_there_and_others_are_saved(surveyed_desk):
    first, second, *_ = items(surveyed_desk)
    surveying.save_answers(surveyed_desk.signed("先の人"), [Edit(first.id, 1, {"comment": "先"})])
    refused, saved = surveying.save_answers(
        surveyed_desk,
        [Edit(first.id, 1, {"comment": "後"}), Edit(second.id, 1, {"comment": "別"})],
    )
    assert (refused.saved, saved.saved) == (False, True)
    assert refused.current["comment"] == "先"
    assert refused.current["updated_by"] == "先の人"
    assert items(surveyed_desk)[0].handling.comment == "先"


def test_a_value_that_cannot_be_stored_stops_the_whole_batch(surveyed_desk):
    first, second, *_ = items(surveyed_desk)
    with pytest.raises(Problem, match="工数"):
        surveying.save_answers(
            surveyed_desk,
            [Edit(first.id, 1, {"verdict": "fit"}), Edit(second.id, 1, {"effort": -1})],
        )
    assert {i.verdict for i in items(surveyed_desk)} == {Verdict.UNANSWERED}


def test_search_ignores_width_and_case_and_needs_every_word(surveyed_desk):
    assert [i.name for i in items(surveyed_desk, text="ｹﾝｻｸ 検索機能")] == []
    assert [i.name for i in items(surveyed_desk, text="検索　機能")] == ["検索機能"]
    assert [i.number for i in items(surveyed_desk, text="００１０００１")] == ["0010001"]
    assert items(surveyed_desk, text="100%") == ()


def test_filters_narrow_together(surveyed_desk):
    found = items(surveyed_desk, obligations=(Obligation.MANDATORY,), chapter="2. 検索・照会・操作")
    assert {i.obligation for i in found} == {Obligation.MANDATORY}
    assert items(surveyed_desk, department="税務課") == ()
    assert len(items(surveyed_desk, verdicts=(Verdict.UNANSWERED,))) == 7


def test_pages_follow_each_other_without_gap_in_every_order(surveyed_desk):
    for sort in Sort:
        for descending in (False, True):
            pages = [
                surveying.requirement_page(
                    surveyed_desk, ItemFilter(), sort=sort, descending=descending, number=n, size=3
                )
                for n in (1, 2, 3)
            ]
            ids = [i.id for p in pages for i in p.items]
            assert len(ids) == len(set(ids)) == 7
    beyond = surveying.requirement_page(surveyed_desk, ItemFilter(), number=99, size=3)
    assert beyond.number == 3


def test_overdue_means_due_before_today_and_unfinished(surveyed_desk):
    first, second, *_ = items(surveyed_desk)
    surveying.save_answers(
        surveyed_desk,
        [
            Edit(first.id, 1, {"due": "2020-01-01"}),
            Edit(second.id, 1, {"due": "2020-01-01", "verdict": "fit"}),
        ],
    )
    (progress,) = surveying.progress(surveyed_desk)
    assert progress.overdue == 1


def test_a_table_of_answers_is_applied_row_by_row(surveyed_desk, tmp_path):
    path = tmp_path / "回答.tsv"
    path.write_text(
        "number\tverdict\tcountermeasure\tcomment\tdue\n"
        "0010001\t適合\t\tよい\t\n"
        "0010002\tgap\t標準オプション採用\t\t2026-03-31\n"
        "0010003\tだめ\t\t\t\n"
        "9999999\tfit\t\t\t\n"
        "0010005\tfit\t\t\t\n",
        encoding="utf-8",
    )
    done = apply_table(surveyed_desk, "jumin", "9.9", path)
    assert done.applied == 2
    assert [f.where for f in done.findings] == [f"回答.tsv {n}行目" for n in (4, 5, 6)]
    found = {i.number: i for i in items(surveyed_desk)}
    assert found["0010001"].verdict is Verdict.FIT
    assert found["0010002"].handling.due == "2026-03-31"


def test_a_number_of_a_first_edition_needs_its_class(sample_desk, tmp_path):
    reading = specification.preview(wide_book(tmp_path / "初版.xlsx"))
    specification.commit(sample_desk, reading, EditionFacts("jumin", "0.9"))
    surveying.open_survey(sample_desk, "jumin", "0.9")
    path = tmp_path / "a.tsv"
    path.write_text(
        "番号\t実装類型\t判定\n1.1.2\t\t適合\n1.1.2\t標準オプション\t適合\n1.1.1\t\t適合\n",
        encoding="cp932",
    )
    done = apply_table(sample_desk, "jumin", "0.9", path)
    assert done.applied == 2
    assert "複数あります" in done.findings[0].message


def test_words_are_found_in_names_first_and_the_excerpt_shows_them(empty_desk):
    long = "あ" * 80 + "抑止の設定を行うこと。"
    wanted = (
        replace(requirement(1), name="一覧", text=long),
        replace(requirement(2), name="一覧", path=("抑止",), text="抑止。"),
        replace(requirement(3), name="異動・発行・照会抑止", text="丙。"),
        replace(requirement(4), name="一覧", text="丁。"),
    )
    store_edition(empty_desk, "1", wanted)
    survey = surveying.open_survey(empty_desk, "jumin", "1").id
    page = surveying.found_by_words(empty_desk, survey, "抑止", 2)
    assert [i.number for i in page.items] == ["0000003", "0000002"]
    assert page.total == 3
    last = surveying.found_by_words(empty_desk, survey, "抑止", 9).items[-1]
    assert last.text.startswith("…あ")
    assert last.text.endswith("抑止の設定を行うこと。")
    assert len(last.text) < len(long)
