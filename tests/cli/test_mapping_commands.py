"""`taiodo mapping`: out, in, and back."""

from openpyxl import load_workbook


def test_the_mapping_goes_out_comes_in_and_is_taken_back(done, refused, surveyed_store, tmp_path):
    path = tmp_path / "対応付け.xlsx"
    assert done("mapping", "export", "jumin", "-o", path)["features"] == 2
    book = load_workbook(path)
    sheet = book["対応付け"]
    heads = {c.value: c.column for c in sheet[3]}
    sheet.cell(4, heads["要件番号"], book["要件一覧"]["A4"].value)
    sheet.cell(5, heads["関係"], "対応なし")
    book.save(path)
    shown = done("mapping", "import", path, "--operation", "jumin", "--preview")
    assert (shown["fresh"], shown["changed"], shown["findings"]) == (2, 0, [])
    applied = done("mapping", "import", path, "--operation", "jumin")
    assert (applied["applied"], applied["unchanged"]) == (2, 0)
    assert done("mapping", "undo", "jumin") == {"restored": 2, "kept": 0}
    assert "取り消せる取込" in refused("mapping", "undo", "jumin")


def test_what_cannot_be_is_refused_in_words(refused, surveyed_store, tmp_path):
    assert ".xlsx だけ" in refused("mapping", "export", "jumin", "-o", tmp_path / "a.csv")
    assert "まだ始まっていません" in refused(
        "mapping", "export", "kaigo", "-o", tmp_path / "a.xlsx"
    )
    missing = refused("mapping", "import", tmp_path / "ない.xlsx", "--operation", "jumin")
    assert "ファイルがありません" in missing
