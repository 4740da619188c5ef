"""The report as one HTML file."""

import base64
import re
import time

import pytest

from report.reading_back import FORMULA, Page, written
from taiodo.problems import Problem
from taiodo.report import html as writer
from taiodo.report.html import write_html


def test_nothing_in_the_data_becomes_markup(page):
    assert "script" not in page.tags
    assert "b" not in page.tags
    assert page.tables[1][2][0] == "<script>alert('髙')</script>"


def test_the_file_needs_nothing_from_outside(page):
    assert all(link.startswith(("data:image/svg+xml;base64,", "#")) for link in page.links)
    assert not re.search(r"@import|url\(|https?://", page.text)
    assert "default-src 'none'" in page.text
    image = next(link for link in page.links if link.startswith("data:"))
    svg = base64.b64decode(image.split(",")[1]).decode()
    assert "髙﨑①㈱" in svg
    assert "<script" not in svg


def test_the_contents_lead_to_the_headings(page):
    targets = [f"#{name}" for name, _ in page.headings if name != "contents"]
    assert [link for link in page.links if link.startswith("#")] == targets
    assert [words for _, words in page.headings] == [
        "目次",
        "全体の状況",
        "住民基本台帳 1.0 & <b>",
        "ギャップ",
        "所見",
        "調査の方法",
    ]


def test_language_captions_notices_and_formulas_are_there(page):
    assert '<html lang="ja">' in page.text
    assert page.captions == [
        "表1　主な指標（全体の状況）",
        "図1　税務課に不適合が集中している",
        "表2　所管課ごとの判定",
        "表3　期限超過",
        "表4　幅の広い表",
        "表5　所管課ごとの判定",
    ]
    assert page.tables[0][1] == ["対応度", "63.0%", FORMULA]
    for words in ("令和8年3月31日", "令和8年4月2日", "国の標準仕様書ではありません。"):
        assert words in page.text


def test_printing_repeats_headers_and_turns_wide_tables(page):
    assert "display: table-header-group" in page.text
    assert page.tags.count("thead") == len(page.tables)
    assert page.text.count('<figure class="table wide') == 1
    assert page.text.count(' class="across"') == 3


def test_an_empty_table_says_so(page):
    assert "<p>該当するものはありません。</p>" in page.text


def test_ten_thousand_rows_are_written_within_seconds(long_report):
    start = time.perf_counter()
    page = Page(written(write_html, long_report).decode())
    assert time.perf_counter() - start < 20
    assert len(page.tables[0]) == 10_001


def test_a_path_that_cannot_be_written_is_explained(whole_report, tmp_path):
    with pytest.raises(Problem, match="ファイルを書き出せません"):
        write_html(whole_report, tmp_path / "ない" / "報告書.html")


def test_a_damaged_template_is_named(tmp_path, monkeypatch, whole_report):
    folder = tmp_path / "reports" / "templates"
    folder.mkdir(parents=True)
    (folder / "report.html.j2").write_text("{% for %}", encoding="utf-8")
    monkeypatch.setattr(writer, "data_root", lambda: tmp_path)
    with pytest.raises(Problem, match="ひな形を使えません"):
        write_html(whole_report, tmp_path / "報告書.html")


def test_the_template_cannot_reach_into_python(tmp_path, monkeypatch, whole_report):
    folder = tmp_path / "reports" / "templates"
    folder.mkdir(parents=True)
    reach = "{{ title.__class__.__mro__ }}"
    (folder / "report.html.j2").write_text(reach, encoding="utf-8")
    monkeypatch.setattr(writer, "data_root", lambda: tmp_path)
    with pytest.raises(Problem, match="ひな形を使えません"):
        write_html(whole_report, tmp_path / "報告書.html")
