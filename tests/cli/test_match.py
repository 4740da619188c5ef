"""`taiodo match`: counterparts of a list of features."""

import csv
import io

import pytest

FEATURES = "feature_id\tname\tdescription\nF1\t住民票の改製\t\nF2\t番号札の呼出し\t\n"


@pytest.fixture
def features(tmp_path):
    path = tmp_path / "機能.tsv"
    path.write_text(FEATURES, encoding="utf-8")
    return path


def asked(features, *more):
    return ("match", features, "--operation", "jumin", "--edition", "1.0", *more)


def test_tsv_has_a_header_and_a_line_per_candidate(taiodo, empty_store, features, contents):
    before = contents()
    said = taiodo(*asked(features, "--top", 3, "--format", "tsv"))
    assert said.code == 0, said.err
    rows = list(csv.DictReader(io.StringIO(said.out), delimiter="\t"))
    assert list(rows[0]) == ["feature_id", "rank", "number", "obligation", "score"]
    assert [r["feature_id"] for r in rows] == ["F1"] * 3 + ["F2"] * 3
    assert [r["rank"] for r in rows] == ["1", "2", "3"] * 2
    assert (rows[0]["number"], rows[0]["obligation"]) == ("1.1.4", "mandatory")
    assert float(rows[0]["score"]) > float(rows[3]["score"])
    assert contents() == before


def test_json_tells_none_words_and_findings(done, empty_store, features):
    found = done(*asked(features, "--top", 2))
    assert set(found) == {"features", "findings"}
    there, none = found["features"]
    assert (there["feature_id"], there["probably_none"]) == ("F1", False)
    assert none["probably_none"] is True
    assert set(there["candidates"][0]) == {
        "rank", "number", "part", "obligation", "score", "words",
    }  # fmt: skip


def test_text_reads_as_a_list(taiodo, empty_store, features):
    said = taiodo(*asked(features, "--top", 1))
    assert "F1 住民票の改製\n  1. 1.1.4 実装必須" in said.out
    assert "F2 番号札の呼出し（対応する要件はなさそうです）" in said.out


def test_what_is_odd_about_the_list_goes_to_stderr(taiodo, empty_store, features):
    features.write_text(FEATURES + "F2\t世帯主\t\n\t\t\n", encoding="utf-8")
    said = taiodo(*asked(features, "--format", "tsv"))
    assert said.code == 0
    assert "「F2」が重複" in said.err
    assert "重複" not in said.out


def test_refusals_name_file_edition_and_operation(refused, empty_store, features, tmp_path):
    assert "ファイルがありません" in refused(*asked(tmp_path / "ない.tsv"))
    assert "取り込まれていません" in refused(
        "match", features, "--operation", "jumin", "--edition", "7.7"
    )
    assert "標準化対象業務にありません" in refused(
        "match", features, "--operation", "juminn", "--edition", "1.0"
    )


def test_wrong_usage_exits_2(taiodo, features):
    assert taiodo("match", features, "--operation", "jumin").code == 2
    assert taiodo(*asked(features, "--top", 0)).code == 2
