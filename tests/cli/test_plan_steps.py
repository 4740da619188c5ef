"""plan import-steps, export-steps, undo-steps and late, as scripts call them."""

import pytest
from openpyxl import load_workbook

from step_tables import ROWS, book, statuses, tsv


@pytest.fixture
def sample(done):
    return done("init", "--sample", "nakano")


def progress(done) -> dict[str, dict]:
    return {row["operation"]: row for row in done("plan", "progress")}


@pytest.mark.parametrize("layout", ["tsv", "cp932", "xlsx"])
def test_statuses_of_one_body_become_the_progress(done, sample, tmp_path, layout):
    if layout == "xlsx":
        file = book(tmp_path / "進捗.xlsx")
    else:
        file = tsv(tmp_path / "進捗.tsv", encoding="utf-8" if layout == "tsv" else "cp932")
    answer = done("plan", "import-steps", file, "--body", "中野区")
    assert answer["body"] == "東京都中野区"
    assert len(answer["changed"]) == 7
    assert answer["changed"][0] == {
        "operation": "kojin-juminzei",
        "step": 1,
        "item": "①-1",
        "from": "not_started",
        "to": "done",
    }
    changed = {change["operation"] for change in answer["changed"]}
    assert changed == {"kojin-juminzei", "senkyo", "kosodate"}
    rows = progress(done)
    assert answer["progress"] == list(rows.values())
    assert rows["kojin-juminzei"] == {
        "operation": "kojin-juminzei", "done": 1, "not_applicable": 1, "in_progress": 1,
        "not_started": 37, "completion_rate": 2 / 40,
    }  # fmt: skip
    assert rows["kosodate"]["done"] == 3
    assert rows["seikatsuhogo"]["done"] == 0, "the prefecture's row is not the ward's"


def test_a_preview_writes_nothing(done, sample, tmp_path, contents):
    before = contents()
    answer = done(
        "plan", "import-steps", book(tmp_path / "a.xlsx"), "--body", "中野区", "--preview"
    )
    assert answer["preview"]
    assert answer["changed"]
    assert contents() == before


def test_an_error_writes_nothing_and_names_the_cell(refused, sample, tmp_path, contents):
    rows = [*ROWS, ["東京都", "中野区", "国民年金", *statuses("完了済み", "謎")]]
    file = tsv(tmp_path / "a.tsv", rows)
    before = contents()
    said = refused("plan", "import-steps", file, "--body", "中野区")
    assert "a.tsv CSV!E9" in said
    assert "「謎」" in said
    assert contents() == before


@pytest.mark.parametrize(
    ("body", "words"),
    [("中野", "「中野区」"), ("府中市", "東京都府中市"), ("大阪市", "行がありません")],
)
def test_a_body_that_is_not_clear_is_refused(refused, sample, tmp_path, body, words):
    assert words in refused("plan", "import-steps", tsv(tmp_path / "a.tsv"), "--body", body)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "空"), (b"a,b\n1,2\n", "作業ステップの見出し"), (b"\x89PNG", "Excel")],
)
def test_another_file_is_refused(refused, sample, tmp_path, content, words):
    file = tmp_path / ("a.csv" if content.startswith(b"a") else "a.xlsx")
    file.write_bytes(content)
    assert words in refused("plan", "import-steps", file, "--body", "中野区")


def test_an_import_is_taken_back(done, refused, sample, tmp_path):
    before = done("plan", "progress")
    done("plan", "import-steps", tsv(tmp_path / "a.tsv"), "--body", "中野区")
    assert done("plan", "undo-steps")["undone"] == 7
    assert done("plan", "progress") == before
    assert "取り消せるものはありません" in refused("plan", "undo-steps")


@pytest.mark.parametrize("kind", ["xlsx", "tsv", "csv"])
def test_what_is_exported_is_imported_without_change(done, sample, tmp_path, kind):
    done("plan", "import-steps", tsv(tmp_path / "a.tsv"), "--body", "中野区")
    out = tmp_path / f"書き出し.{kind}"
    done("plan", "export-steps", "-o", out, "--encoding", "cp932")
    answer = done("plan", "import-steps", out, "--body", "中野区")
    assert answer["changed"] == []
    assert answer["unchanged"] == 18 * 40
    if kind == "xlsx":
        header = [cell.value for cell in next(load_workbook(out).active.iter_rows(max_row=1))]
        assert header[:4] == ["都道府県", "市区町村", "業務", "①-1 推進体制案の作成"]
        assert len(header) == 43


def test_an_export_to_another_kind_or_nowhere_is_refused(refused, sample, tmp_path):
    assert ".xlsx・.tsv・.csv" in refused("plan", "export-steps", "-o", tmp_path / "a.pdf")
    assert "フォルダがありません" in refused("plan", "export-steps", "-o", tmp_path / "x" / "a.tsv")


def test_the_rate_by_work_is_beside_the_official_one(done, taiodo, sample):
    rows = done("plan", "progress", "--weighted")
    assert all(row["weighted_rate"] == 0 for row in rows)
    assert "weighted_rate" not in done("plan", "progress")[0]


def test_what_is_late_and_who_must_act(done, taiodo, sample):
    answer = done("plan", "late")
    assert set(answer) == {"as_of", "late", "this_week"}
    assert {line["kind"] for line in answer["late"]} == {"cutover"}
    assert answer["this_week"][0]["who"]
    assert done("plan", "late", "--as-of", "2020-01-01")["late"] == []
    assert "今週動く人" in taiodo("plan", "late").out
