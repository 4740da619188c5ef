"""Files that cannot be taken in: refused with words that help, and nothing written."""

import os
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from samples import two_row_book
from taiodo.store import editions as stored_editions

BROKEN = Path(__file__).parents[1] / "broken" / "workbooks"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
EDITION = ("--operation", "jumin", "--edition", "9.9")


def zip_bomb(path: Path) -> Path:
    """A small package whose sheet unpacks to half a gigabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(500):
                sheet.write(bytes(1_000_000))
    return path


def made(folder: Path, name: str) -> Path:
    """A bad file by the name of what is wrong with it."""
    path = folder / f"{name}.xlsx"
    match name:
        case "picture":
            path.write_bytes(PNG)
        case "csv":
            path.write_text("機能ID,機能名称\n1,甲\n", encoding="cp932")
        case "nothing":
            path.touch()
        case "huge":
            with path.open("wb") as file:
                file.truncate(300 * 1024 * 1024)
        case "bomb":
            zip_bomb(path)
        case "cut":
            whole = two_row_book(path).read_bytes()
            path.write_bytes(whole[: len(whole) * 2 // 3])
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "long":
            return folder / ("長" * 300)
        case "missing":
            pass
        case _:
            return BROKEN / f"{name}.xlsx"
    return path


FILES = [
    ("picture", "別の種類のファイル"),
    ("csv", "別の種類のファイル"),
    ("nothing", "中身が空"),
    ("huge", "大きすぎます（300MB）"),
    ("bomb", "展開後の大きさ"),
    ("cut", "壊れて"),
    ("missing", "ファイルがありません"),
    ("long", "ファイルを読"),
    ("text-renamed", "別の種類のファイル"),
    ("document-renamed", "Word文書"),
    ("encrypted", "パスワード"),
    ("truncated", "途中で切れて"),
]
SPECIFICATIONS = [
    ("folder", "フォルダではなくファイル"),
    ("empty-sheet", "何も書かれていません"),
    ("no-id-column", "番号の列"),
    ("no-header", "見出し"),
]
pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")


@pytest.mark.parametrize(("name", "words"), [*FILES, *SPECIFICATIONS])
def test_a_file_that_is_no_specification(refused, empty_store, contents, tmp_path, name, words):
    before, started = contents(), time.monotonic()
    path = made(tmp_path, name)
    message = refused("spec", "import", path, *EDITION)
    assert words in message
    assert path.name[:20] in message
    assert "→ " in message or name == "folder"
    assert words in refused("spec", "preview", path)
    assert contents() == before
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(("name", "words"), FILES)
def test_a_file_that_is_no_inventory(refused, empty_store, contents, tmp_path, name, words):
    before = contents()
    path = made(tmp_path, name)
    if name == "csv":
        words = "xlsx"
    assert words in refused("inventory", "import", path)
    assert contents() == before


@pipes
@pytest.mark.timeout(30)
def test_a_pipe_is_refused_instead_of_waited_for(refused, surveyed_store, tmp_path):
    path = made(tmp_path, "pipe")
    assert "パイプ" in refused("spec", "preview", path)
    assert "パイプ" in refused("inventory", "import", path)
    assert "ファイル" in refused("survey", "answer", "jumin", "--edition", "9.9", path)


@pytest.mark.parametrize("name", ["picture", "nothing", "huge", "missing", "folder", "long"])
def test_a_file_that_is_no_table_of_answers(refused, surveyed_store, contents, tmp_path, name):
    before = contents()
    assert refused("survey", "answer", "jumin", "--edition", "9.9", made(tmp_path, name))
    assert contents() == before


def test_a_table_of_answers_without_numbers(refused, surveyed_store, tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("判定\t備考\n適合\t\n", encoding="utf-8")
    assert "番号の列がありません" in refused("survey", "answer", "jumin", "--edition", "9.9", path)


def test_a_zero_byte_in_a_table_is_refused(refused, surveyed_store, contents, tmp_path):
    before = contents()
    path = tmp_path / "a.tsv"
    path.write_text("number\tcomment\n0010001\t甲\x00乙\n", encoding="utf-8")
    assert refused("survey", "answer", "jumin", "--edition", "9.9", path)
    assert refused("inventory", "import", path)
    assert contents() == before


def test_strange_characters_of_a_workbook_are_kept(done, empty_store, book):
    changed = load_workbook(book)
    changed["機能要件"]["D5"] = "𠮷髙_x0000_\u200b\u0085辻󠄀"
    changed.save(book)
    done("spec", "import", book, *EDITION)
    shown = done("spec", "show", "--operation", "jumin", "--edition", "9.9")
    assert "𠮷髙" in shown["requirements"][0]["name"]
    assert "辻󠄀" in shown["requirements"][0]["name"]


def test_an_unknown_operation_names_the_nearest(refused, empty_store, book, contents):
    before = contents()
    commands = (
        ("spec", "import", book, "--operation", "jumim", "--edition", "9.9"),
        ("spec", "show", "--operation", "jumim", "--edition", "1.0"),
        ("survey", "open", "jumim", "--edition", "1.0"),
        ("survey", "show", "jumim", "--edition", "1.0"),
    )
    for command in commands:
        message = refused(*command)
        assert "業務「jumim」" in message
        assert "「jumin」のことではありませんか" in message
    assert "使える業務" in refused("survey", "open", "🎌", "--edition", "1.0")
    assert contents() == before


def test_an_unknown_edition_names_those_there_are(refused, empty_store):
    message = refused("survey", "open", "jumin", "--edition", "1.00")
    assert "「1.0」のことではありませんか" in message


def test_an_unknown_system_names_the_nearest(refused, surveyed_store):
    assert "「juki」のことではありませんか" in refused("impact", "trace", "jukki")


def test_a_survey_is_opened_once_and_answered_only_when_open(
    refused, surveyed_store, contents, tmp_path
):
    before = contents()
    assert "既に始まっています" in refused("survey", "open", "jumin", "--edition", "9.9")
    path = tmp_path / "a.tsv"
    path.write_text("number\tverdict\n1\tfit\n", encoding="utf-8")
    message = refused("survey", "answer", "jumin", "--edition", "1.0", path)
    assert "taiodo survey open jumin --edition 1.0" in message
    assert contents() == before


def test_an_edition_is_imported_once(refused, surveyed_store, book, contents):
    before = contents()
    assert "既に取り込まれています" in refused("spec", "import", book, *EDITION)
    assert contents() == before


@pytest.mark.parametrize(
    ("file", "line", "words"),
    [
        ("features", "f3,jukki,機能,,", "システム「jukki」は現行システムにありません"),
        ("features", "f1,juki,機能,,", "ID「f1」が重複"),
        ("systems", "x,新システム,独自施策,jumim,,,,", "業務「jumim」"),
        ("systems", "x,新システム,独自施策,,,,令和99年,", "日付として読めません"),
        ("connections", "c9,juki,juki,住民情報,,", "提供元と提供先が同じ"),
    ],
)
def test_one_bad_row_stops_a_whole_inventory(
    refused, empty_store, inventory_folder, contents, file, line, words
):
    before = contents()
    path = inventory_folder / f"{file}.csv"
    with path.open("a", encoding="utf-8") as csv:
        csv.write(f"{line}\n")
    message = refused("inventory", "import", inventory_folder)
    assert words in message
    assert f"{file}.csv " in message
    assert contents() == before


def test_an_empty_folder_is_no_inventory(refused, empty_store, tmp_path):
    folder = tmp_path / "空"
    folder.mkdir()
    assert "systems.csv" in refused("inventory", "import", folder)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_an_interrupted_import_leaves_nothing(
    taiodo, empty_store, book, contents, monkeypatch, interruption
):
    before = contents()
    whole = stored_editions.add_edition

    def interrupted(*arguments, **more):
        whole(*arguments, **more)
        raise interruption

    monkeypatch.setattr(stored_editions, "add_edition", interrupted)
    if interruption is KeyboardInterrupt:
        said = taiodo("spec", "import", book, *EDITION)
        assert (said.code, said.out, said.err.strip()) == (1, "", "中止しました。")
    else:
        with pytest.raises(MemoryError):
            taiodo("spec", "import", book, *EDITION)
    assert contents() == before


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("ない/a.xlsx", "フォルダがありません"),
        ("フォルダ.xlsx", "書き出し先がフォルダです"),
        ("a.csv", ".xlsx だけ"),
        ("", ".xlsx だけ"),
        ("棚卸し.xlsx/a.xlsx", "フォルダがありません"),
    ],
)
def test_nowhere_to_write_to(refused, empty_store, tmp_path, monkeypatch, target, words):
    monkeypatch.chdir(tmp_path)
    Path("フォルダ.xlsx").mkdir()
    Path("棚卸し.xlsx").write_bytes(b"x")
    before = sorted(tmp_path.rglob("*"))
    assert words in refused("inventory", "template", target)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_failed_export_leaves_the_file_that_was_there(taiodo, empty_store, tmp_path, monkeypatch):
    from taiodo.workflow import current

    def full(_desk, target, **_more):
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(target))

    path = tmp_path / "棚卸し.xlsx"
    path.write_bytes(b"mine")
    monkeypatch.setattr(current, "template", full)
    said = taiodo("inventory", "template", path)
    assert said.code == 1
    assert "ディスクの空きがありません" in said.err
    assert path.read_bytes() == b"mine"
    assert not list(tmp_path.glob(".*part*"))


@pytest.mark.parametrize(
    "rows",
    [
        '1.1.5\tfit\t"引用\n1.1.6\tgap\tb\n1.1.7\tgap\tc"\n',
        '1.1.5\tfit\t"引用\n1.1.6\tgap\tb\n',
        '1.1.5\tfit\t"引用"の続き\n',
    ],
    ids=["closed-later", "never-closed", "closed-too-early"],
)
def test_a_quote_that_swallows_rows_is_told(refused, done, surveyed_store, tmp_path, rows):
    before = done("survey", "status")
    table = tmp_path / "回答.tsv"
    table.write_text("number\tverdict\tcomment\n" + rows, "utf-8")
    message = refused("survey", "answer", "jumin", "--edition", "9.9", table)
    assert "回答.tsv 2行目" in message
    assert "引用符" in message
    assert done("survey", "status") == before
