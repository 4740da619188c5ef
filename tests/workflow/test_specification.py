import pytest

from taiodo.problems import Problem
from taiodo.survey.items import Edit
from taiodo.workflow import catalogue, checking, specification, surveying
from taiodo.workflow.specification import EditionFacts
from taiodo.workflow.trail import entries


def test_a_workbook_becomes_an_edition_exactly_as_previewed(sample_desk, small_book):
    reading = specification.preview(small_book)
    done = specification.commit(
        sample_desk, reading, EditionFacts("住民基本台帳", "9.9版"), digest=reading.digest
    )
    assert (done.operation, done.edition, done.count) == ("jumin", "9.9", 8)
    assert catalogue.edition(sample_desk, "jumin", "9.9").requirements == reading.requirements


def test_an_import_leaves_one_line_in_the_history_naming_file_and_count(sample_desk, small_book):
    specification.commit(
        sample_desk, specification.preview(small_book), EditionFacts("jumin", "9.9")
    )
    newest = entries(sample_desk, entity="edition")[0]
    assert newest.actor == "試験 太郎"
    assert newest.after["count"] == 8
    assert newest.after["file_name"] == "見本仕様書.xlsx"


def test_the_same_edition_is_never_imported_twice(sample_desk, small_book):
    reading = specification.preview(small_book)
    specification.commit(sample_desk, reading, EditionFacts("jumin", "9.9"))
    with pytest.raises(Problem, match="既に取り込まれています"):
        specification.commit(sample_desk, reading, EditionFacts("jumin", "9.9"))
    again = specification.commit(sample_desk, reading, EditionFacts("jumin", "10.0"))
    assert any("同じファイル" in f.message for f in again.findings)


def test_what_was_confirmed_is_what_is_imported(sample_desk, small_book):
    reading = specification.preview(small_book)
    with pytest.raises(Problem, match="確認した内容"):
        specification.commit(sample_desk, reading, EditionFacts("jumin", "9.9"), digest="another")
    with pytest.raises(Problem, match="取り込まれていません"):
        catalogue.edition(sample_desk, "jumin", "9.9")


@pytest.mark.parametrize(
    ("operation", "edition", "words"),
    [
        ("jumim", "9.9", "jumim"),
        ("jumin", "", "版の名前"),
        ("jumin", "版", "版の名前"),
        ("jumin", "outline", "概略機能一覧の名前"),
        ("jumin", "x" * 41, "版の名前"),
    ],
)
def test_a_wrong_operation_or_edition_name_is_refused(
    sample_desk, small_book, operation, edition, words
):
    reading = specification.preview(small_book)
    with pytest.raises(Problem, match=words):
        specification.commit(sample_desk, reading, EditionFacts(operation, edition))


def test_a_surveyed_list_of_headings_steps_aside_for_the_real_edition(sample_desk, small_book):
    before = surveying.open_survey(sample_desk, "jumin", "1.0")
    done = specification.commit(
        sample_desk, specification.preview(small_book), EditionFacts("jumin", "1.0")
    )
    assert any("見出し" in f.message for f in done.findings)
    (kept,) = surveying.surveys(sample_desk)
    assert kept.id == before.id
    assert kept.edition.edition == "1.0（見出し）"
    assert len(catalogue.edition(sample_desk, "jumin", "1.0").requirements) == 8


def test_an_unknown_edition_names_those_there_are(sample_desk):
    with pytest.raises(Problem, match="取り込まれていません") as refusal:
        catalogue.edition(sample_desk, "kokuho", "8.0")
    assert "outline" in refusal.value.advice


def test_an_import_is_taken_out_again_while_nobody_has_answered(sample_desk, small_book):
    reading = specification.preview(small_book)
    facts = EditionFacts("jumin", "9.9")
    specification.commit(sample_desk, reading, facts)
    survey = surveying.open_survey(sample_desk, "jumin", "9.9")
    assert specification.can_undo(sample_desk, "jumin", "9.9")
    specification.undo(sample_desk, "jumin", "9.9")
    assert surveying.surveys(sample_desk) == ()
    assert checking.check(sample_desk) == ()
    with pytest.raises(Problem, match="取り込んだ版ではありません"):
        specification.undo(sample_desk, "jumin", "9.9")
    specification.commit(sample_desk, reading, facts)
    survey = surveying.open_survey(sample_desk, "jumin", "9.9")
    item = surveying.all_requirement_items(sample_desk, "jumin", "9.9")[0]
    surveying.save_answers(sample_desk, [Edit(item.id, 1, {"verdict": "fit"})])
    with pytest.raises(Problem, match="1件が回答"):
        specification.undo(sample_desk, "jumin", "9.9")
    assert surveying.surveys(sample_desk) == (survey,)
