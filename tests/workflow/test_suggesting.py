"""対応候補: lists of features in, suggestions out, own words and earlier decisions among them."""

import pytest
from openpyxl import Workbook

from taiodo.matching.engine import Wanted
from taiodo.problems import Problem
from taiodo.workflow import suggesting
from taiodo.workflow.feature_list import read_features
from taiodo.workflow.own_vocabulary import own_vocabulary


@pytest.fixture
def written(tmp_path):
    """Write a file and read it as a list of features."""

    def read(text: str, name: str = "機能一覧.tsv", encoding: str = "utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return read_features(path)

    return read


def codes(found):
    return [finding.code for finding in found.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_list_is_read_in_any_encoding_with_japanese_headers(written, encoding):
    found = written("番号,機能名称,機能概要\nA1,転入処理,転入を処理する\n", "一覧.csv", encoding)
    assert found.features == (Wanted("A1", "転入処理", "転入を処理する"),)
    assert found.findings == ()


@pytest.mark.parametrize(
    "head", ["No,機能ID,機能名", "項番,feature_id,機能名", "番号,機能番号,機能名"]
)
def test_the_id_of_the_feature_comes_before_a_running_number(written, head):
    found = written(f"{head}\n1,F001,転入処理\n2,F002,転出処理\n", "一覧.csv")
    assert [f.id for f in found.features] == ["F001", "F002"]


def test_a_workbook_with_a_title_above_the_header(tmp_path):
    book = Workbook()
    for row in (["現行機能の一覧"], [], ["No", "システム名", "機能名"], [1, "住記", "転入処理"]):
        book.active.append(row)
    book.save(tmp_path / "一覧.xlsx")
    assert read_features(tmp_path / "一覧.xlsx").features == (Wanted("1", "転入処理", "", "住記"),)


def test_duplicate_and_missing_names_and_ids_are_told_and_nothing_is_lost(written):
    found = written(
        "feature_id\tname\tdescription\n"
        "F1\t転入\t\nF1\t転出\t\n\t転居\t\nF4\t\t説明だけ\nF5\t転入\t\nF6\t\t\n"
    )
    assert [f.id for f in found.features] == ["F1", "F1", "行3", "F4", "F5"]
    assert codes(found) == [
        "features.same-id", "features.no-id", "features.no-name", "features.same-name",
        "features.no-name",
    ]  # fmt: skip
    assert all("行目" in f.where and f.message and f.advice for f in found.findings)
    assert "候補を挙げていません" in found.findings[-1].message


def test_a_list_without_ids_is_numbered(written):
    found = written("機能名\n転入\n転出\n")
    assert [f.id for f in found.features] == ["行1", "行2"]
    assert found.findings == ()


@pytest.mark.parametrize("text", ["名\n転入\n", "feature_id\tnam\nF1\t転入\n"])
def test_a_table_without_names_is_refused_with_a_mend(written, text):
    with pytest.raises(Problem, match="機能名"):
        written(text)


def test_a_list_with_a_header_only_is_refused(written):
    with pytest.raises(Problem, match="1件もありません"):
        written("feature_id\tname\n")


def test_fifty_thousand_rows_are_read(written):
    lines = "".join(f"F{n}\t機能{n}\t説明\n" for n in range(50_000))
    assert len(written("feature_id\tname\tdescription\n" + lines).features) == 50_000


def test_a_shipped_edition_is_matched_without_import(empty_desk):
    (found,) = suggesting.suggest(empty_desk, "jumin", "1.0", [Wanted("f", "改製")], 3)
    assert found.candidates[0].number == "1.1.4"


def test_an_edition_nobody_imported_is_refused(empty_desk):
    with pytest.raises(Problem, match="取り込まれていません"):
        suggesting.suggest(empty_desk, "jumin", "8.8", [Wanted("f", "改製")])


def test_the_index_is_kept_between_calls(empty_desk):
    before = suggesting._matcher.cache_info().hits
    for _ in range(2):
        suggesting.suggest(empty_desk, "inkan", "outline", [Wanted("f", "登録")])
    assert suggesting._matcher.cache_info().hits > before


def test_words_a_municipality_adds_are_used(empty_desk, tmp_path, monkeypatch):
    monkeypatch.setenv("TAIODO_HOME", str(tmp_path))
    wanted = [Wanted("f", "ぽんぽこ")]
    (before,) = suggesting.suggest(empty_desk, "jumin", "1.0", wanted)
    (tmp_path / "vocabulary").mkdir()
    (tmp_path / "vocabulary" / "庁内の呼び名.csv").write_bytes(
        "関係,語,意味\n言い換え,ぽんぽこ,無作為抽出・条件指定抽出\n".encode("cp932")
    )
    (after,) = suggesting.suggest(empty_desk, "jumin", "1.0", wanted)
    assert after.candidates[0].number == "9.6"
    assert before.candidates[0].number != "9.6"
    assert after.candidates[0].words == ("ぽんぽこ→無作為抽出・条件指定抽出",)


def test_a_broken_line_of_own_words_names_its_place(tmp_path):
    (tmp_path / "vocabulary").mkdir()
    path = tmp_path / "vocabulary" / "own.tsv"
    path.write_text("関係\t語\t意味\n同義\tひとつ\t\n", encoding="utf-8")
    with pytest.raises(Problem, match="二つ以上") as refused:
        own_vocabulary(tmp_path)
    assert "own.tsv" in refused.value.where
    assert "2行目" in refused.value.where
