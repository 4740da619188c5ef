"""What every command answers: the keys scripts rely on."""

import csv

from openpyxl import load_workbook

from taiodo import __version__
from taiodo.problems import Finding, Severity
from taiodo.workflow import checking

FINDING = {"code", "severity", "where", "message", "advice"}
PROGRESS = {
    "operation", "edition", "department", "total", "answered",
    "fit", "partial", "gap", "not_applicable", "score",
}  # fmt: skip
REQUIREMENT = {
    "number", "path", "name", "text", "obligation", "rationale", "note", "conformance_date",
}  # fmt: skip


def test_a_new_database_is_ready_for_a_municipality_to_be_named(taiodo):
    said = taiodo("init")
    assert said.code == 0
    assert "準備ができました" in said.err
    assert taiodo("survey", "status").out == "まだ調査はありません。\n"
    assert taiodo("check").out == "データベースは健全です。\n"


def test_init_a_second_time_keeps_what_was_entered(taiodo, surveyed_store, contents):
    before = contents()
    assert taiodo("init").code == 0
    assert contents() == before


def test_an_unknown_sample_is_refused_before_anything_is_made(refused, taiodo):
    message = refused("init", "--sample", "nakanoo")
    assert "「nakano」のことではありませんか" in message
    assert "まだありません" in taiodo("survey", "status").err


def test_catalog_check_finds_nothing_wrong_with_what_is_shipped(done):
    assert not [f for f in done("catalog", "check")["findings"] if f["severity"] == "error"]


def test_catalog_check_with_an_error_exits_1_and_says_where(taiodo, monkeypatch):
    finding = Finding("catalog.x", Severity.ERROR, "steps.toml 3番目", "誤りです。", "直す")
    monkeypatch.setattr(checking, "check_catalog", lambda _: (finding,))
    said = taiodo("catalog", "check", "--format", "json")
    assert said.code == 1
    assert said.json == {"findings": [finding.as_dict()]}
    assert taiodo("catalog", "check").out == "エラー: steps.toml 3番目 誤りです。 → 直す\n"


def test_catalog_list_has_the_twenty_operations(done, empty_store):
    rows = done("catalog", "list")
    assert len(rows) == 20
    keys = {"id", "name", "ministry", "business_ids", "since", "phase", "applicable"}
    assert {frozenset(row) for row in rows} == {frozenset(keys)}
    assert sum(row["since"] == 2021 for row in rows) == 17
    assert {row["since"] for row in rows} == {2021, 2022}
    assert {row["phase"] for row in rows} <= {"先行", "1期", "2期", None}
    assert all(isinstance(row["business_ids"], list) for row in rows)


def test_spec_preview_says_how_a_file_is_read_and_stores_nothing(done, empty_store, book, contents):
    before = contents()
    found = done("spec", "preview", book)
    assert set(found) == {"layout", "columns", "count", "findings", "digest"}
    assert found["count"] == 8
    assert {"number", "name", "text"} <= set(found["columns"].values())
    assert {frozenset(f) for f in found["findings"]} <= {frozenset(FINDING)}
    assert found["digest"] == done("spec", "preview", book)["digest"]
    assert contents() == before


def test_spec_preview_needs_no_database(done, book):
    assert done("spec", "preview", book)["count"] == 8


def test_spec_import_then_show(done, empty_store, book):
    imported = done("spec", "import", book, "--operation", "住民基本台帳", "--edition", "9.9版")
    assert set(imported) == {"count", "findings"}
    assert imported["count"] == 8
    shown = done("spec", "show", "--operation", "jumin", "--edition", "9.9")
    assert set(shown) == {"operation", "edition", "source", "requirements"}
    assert (shown["operation"], shown["edition"]) == ("jumin", "9.9")
    assert {frozenset(r) for r in shown["requirements"]} == {frozenset(REQUIREMENT)}
    first, fifth = shown["requirements"][0], shown["requirements"][4]
    assert first["number"] == "0010001"
    assert first["path"] == ["1. 管理項目", "1.1. 住民データ"]
    assert first["name"] == "日本人住民データの管理"
    assert first["text"].endswith("見本の要件 1")
    assert first["obligation"] == {"designated_city": "mandatory", "other": "mandatory"}
    assert fifth["obligation"] == {"designated_city": "mandatory", "other": "none"}


def test_a_shipped_list_can_be_shown(done, empty_store):
    shown = done("spec", "show", "--operation", "jumin", "--edition", "1.0")
    assert len(shown["requirements"]) >= 143
    assert shown["source"]


def test_a_layout_is_named_and_must_fit(refused, empty_store, book):
    assert "two-row-header" in refused("spec", "preview", book, "--layout", "two-row-heder")
    assert "様式を選び直す" in refused("spec", "preview", book, "--layout", "two-row-header")


def test_inventory_of_three_csvs(done, empty_store, inventory_folder):
    imported = done("inventory", "import", inventory_folder)
    assert set(imported) == {"systems", "features", "connections", "findings"}
    counts = [imported[key] for key in ("systems", "features", "connections")]
    assert counts == [5, 2, 3]
    assert any("初めて出てきた所管課" in f["message"] for f in imported["findings"])


def test_an_import_names_its_source_and_can_be_taken_out(done, refused, empty_store, book):
    digest = done("spec", "preview", book)["digest"]
    told = (
        "--published",
        "令和8年1月30日",
        "--effective-from",
        "2027-04-01",
        "--source",
        "見本の告示",
    )
    where = ("--operation", "jumin", "--edition", "9.9")
    assert "異なります" in refused("spec", "import", book, *where, "--digest", "0" * 64)
    assert "読み取れません" in refused("spec", "import", book, *where, "--published", "今日")
    done("spec", "import", book, *where, "--digest", digest, *told)
    assert "見本の告示" in done("spec", "show", *where)["source"]
    assert done("spec", "undo", *where) == {"undone": True}
    assert "取り込まれていません" in refused("spec", "show", *where)
    assert "取り込んだ版ではありません" in refused("spec", "undo", *where)


def test_an_inventory_workbook_goes_out_and_comes_back(done, surveyed_store, tmp_path, contents):
    target = tmp_path / "記入用.xlsx"
    done("inventory", "template", target)
    assert {"現行システム", "現行機能", "データ連携"} <= set(load_workbook(target).sheetnames)
    done("inventory", "template", target, "--filled")
    before = contents()["system"]
    imported = done("inventory", "import", target)
    assert [imported[key] for key in ("systems", "features", "connections")] == [5, 2, 3]
    assert contents()["system"] == before


def test_survey_open_and_status_give_progress_by_department(done, surveyed_store):
    assert {frozenset(row) for row in surveyed_store} == {frozenset(PROGRESS)}
    row = surveyed_store[0]
    assert (row["operation"], row["edition"]) == ("jumin", "9.9")
    assert (row["total"], row["answered"], row["score"]) == (7, 0, None)
    assert done("survey", "status") == surveyed_store


def test_answers_from_a_table_of_codes_or_words(done, surveyed_store, tmp_path):
    path = tmp_path / "回答.tsv"
    rows = [
        ("number", "verdict", "countermeasure", "comment"),
        ("0010001", "fit", "", "現行どおり"),
        ("0010002", "一部適合", "標準オプション採用", ""),
        ("0010003", "不適合", "", ""),
        ("0010004", "not_applicable", "", ""),
        ("0019999", "適合", "", ""),
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows(rows)
    applied = done("survey", "answer", "jumin", "--edition", "9.9", path)
    assert set(applied) == {"applied", "findings"}
    assert applied["applied"] == 4
    (finding,) = applied["findings"]
    assert set(finding) == FINDING
    assert "6行目" in finding["where"]
    status = done("survey", "status")[0]
    assert (status["answered"], status["score"]) == (4, 0.5)
    shown = done("survey", "show", "jumin", "--edition", "9.9")
    keys = {
        "number", "obligation", "department", "verdict", "countermeasure",
        "comment", "status", "review", "revision",
    }  # fmt: skip
    assert {frozenset(item) for item in shown} == {frozenset(keys)}
    first, second, *_ = shown
    assert (first["verdict"], first["comment"], first["revision"]) == ("fit", "現行どおり", 2)
    assert second["verdict"] == "partial"
    assert second["countermeasure"]
    assert len(shown) == 7


def test_impact_trace_downstream_upstream_and_both(done, surveyed_store):
    found = done("impact", "trace", "juki")
    assert set(found) == {"start", "affected"}
    assert found["start"] == ["juki"]
    assert {frozenset(a) for a in found["affected"]} == {
        frozenset({"system", "distance", "path", "departments"})
    }
    assert [(a["system"], a["distance"]) for a in found["affected"]] == [
        ("renkei", 1), ("hoken", 2), ("kokuho", 2),
    ]  # fmt: skip
    assert found["affected"][2]["path"] == ["juki", "renkei", "kokuho"]
    assert found["affected"][2]["departments"] == ["保険医療課"]
    up = done("impact", "trace", "国保システム", "--direction", "upstream")
    assert [a["system"] for a in up["affected"]] == ["renkei", "juki"]
    both = done("impact", "trace", "renkei", "koko", "--direction", "both")
    assert [a["system"] for a in both["affected"]] == ["hoken", "juki", "kokuho"]
    assert done("impact", "trace", "koko")["affected"] == []


def test_check_says_that_a_used_database_is_whole(done, surveyed_store):
    assert done("check") == {"ok": True, "findings": []}


def test_text_is_for_people(taiodo, surveyed_store, book):
    assert "8件の要件を読み取りました" in taiodo("spec", "preview", book).out
    assert "対応度 －" in taiodo("survey", "status").out
    traced = taiodo("impact", "trace", "juki").out
    assert "住民記録システム（juki） → 連携基盤（renkei）" in traced
    assert "実装必須" in taiodo("spec", "show", "--operation", "jumin", "--edition", "9.9").out
    assert "未回答" in taiodo("survey", "show", "jumin", "--edition", "9.9").out


def test_version_and_help(taiodo):
    assert taiodo("--version").out == f"taiodo {__version__}\n"
    page = taiodo("survey", "--help").out
    assert "使い方: taiodo survey" in page
    assert not {"Usage", "Options", "Commands", "Show"} & set(page.replace(":", " ").split())
