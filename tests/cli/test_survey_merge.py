"""`taiodo survey merge`: several files in one go, and what it says of each conflict."""

import pytest

from sheet_files import Sheet
from small_editions import OLD, store_edition
from taiodo.workflow.desk import open_desk


@pytest.fixture
def copies(taiodo, done, tmp_path):
    """Two copies of one 調査票 that say different things of one cell."""
    assert taiodo("init", "--sample", "nakano").code == 0
    desk = open_desk()
    store_edition(desk, "1", OLD)
    desk.store.close()
    done("survey", "open", "jumin", "--edition", "1")
    path = tmp_path / "調査票.xlsx"
    done("survey", "export", "jumin", "-o", path)
    files = []
    for name, words in (("甲", "甲さん"), ("乙", "乙さん")):
        sheet = Sheet(path.read_bytes())
        sheet.write("0000001", コメント=words)
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(sheet.saved())
    return files


def test_the_preview_of_several_files_is_what_the_merge_does(copies, done):
    planned = done("survey", "merge", *copies, "--preview")
    assert [len(planned[name]) for name in ("applied", "conflicts", "rejected")] == [1, 1, 0]
    assert done("survey", "merge", *copies, "--preview") == planned, "nothing was stored"
    assert done("survey", "merge", *copies) == planned
    again = done("survey", "merge", *copies)
    assert again == {"applied": [], "conflicts": [], "rejected": []}


def test_each_conflict_is_named_and_where_it_is_settled(copies, taiodo):
    said = taiodo("survey", "merge", *copies)
    words = said.out + said.err
    assert (
        "食い違い 0000001 備考: 送った内容「（空）」、戻った内容「乙さん」、今の内容「甲さん」"
        in words
    )
    assert "乙.xlsx 調査票!" in words
    assert "「調査票の授受」→「食い違い」で両方を見比べて決めます" in words
