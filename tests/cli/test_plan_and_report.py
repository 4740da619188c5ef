"""plan progress and report fitgap: what they answer, and where they refuse."""

import zipfile
from datetime import date, timedelta

import pytest

from taiodo.workflow import reporting


def test_step_progress_follows_the_national_formula(done, empty_store):
    rows = done("plan", "progress")
    keys = {
        "operation", "done", "not_applicable", "in_progress", "not_started", "completion_rate",
    }  # fmt: skip
    assert rows
    assert {frozenset(row) for row in rows} == {frozenset(keys)}
    for row in rows:
        finished = row["done"] + row["not_applicable"]
        assert finished + row["in_progress"] + row["not_started"] == 40
        assert row["completion_rate"] == finished / 40


def test_step_progress_in_words(taiodo, empty_store):
    assert "jumin\t0\t0\t0.0%" in taiodo("plan", "progress").out


@pytest.mark.parametrize(("kind", "member"), [("docx", "word/document.xml"), ("xlsx", None)])
def test_a_report_in_the_format_of_its_name(done, surveyed_store, tmp_path, kind, member):
    target = tmp_path / f"報告書.{kind}"
    done("report", "fitgap", "-o", target)
    with zipfile.ZipFile(target) as package:
        assert (member or "xl/workbook.xml") in package.namelist()
    assert not list(tmp_path.glob(".*part*"))


def test_a_report_for_the_browser_asks_nobody_else(done, surveyed_store, tmp_path):
    target = tmp_path / "報告書.html"
    done("report", "fitgap", "-o", target, "--as-of", "2026-03-31")
    page = target.read_text(encoding="utf-8")
    assert "令和8年3月31日" in page
    assert 'src="http' not in page
    assert "<link" not in page


def test_a_report_of_a_database_without_survey_is_written_too(done, empty_store, tmp_path):
    target = tmp_path / "空.html"
    done("report", "fitgap", "-o", target)
    assert "調査" in target.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-o", "a.pdf"], ".docx・.xlsx・.html"),
        (["-o", "a"], ".docx・.xlsx・.html"),
        (["-o", "ない/a.docx"], "フォルダがありません"),
        (["-o", "フォルダ.docx"], "書き出し先がフォルダです"),
        (["-o", "a.docx", "--as-of", "2026-02-30"], "日付「2026-02-30」を読み取れません"),
        (["-o", "a.docx", "--as-of", "きのう"], "日付「きのう」を読み取れません"),
        (["-o", "a.docx", "--operation", "jumim"], "「jumin」のことではありませんか"),
        (["-o", "a.docx", "--as-of", f"{date.today() + timedelta(3)}"], "まだ来ていない日"),
    ],
)
def test_a_report_that_cannot_be_written(
    refused, surveyed_store, tmp_path, monkeypatch, arguments, words
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "フォルダ.docx").mkdir()
    before = sorted(tmp_path.rglob("*"))
    assert words in refused("report", "fitgap", *arguments)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_report_without_output_is_wrong_usage(taiodo):
    said = taiodo("report", "fitgap")
    assert said.code == 2
    assert "-o / --output を指定してください" in said.err


def test_an_interrupted_report_leaves_the_one_that_was_there(
    taiodo, surveyed_store, tmp_path, monkeypatch
):
    target = tmp_path / "報告書.html"
    assert taiodo("report", "fitgap", "-o", target).code == 0
    before = target.read_bytes()

    def interrupted(_report, part):
        part.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setitem(reporting.WRITERS, "html", interrupted)
    assert taiodo("report", "fitgap", "-o", target).code == 1
    assert target.read_bytes() == before
    assert [path for path in tmp_path.iterdir() if "part" in path.name] == []
