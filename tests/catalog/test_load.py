"""Loading: near misses, refusals in Japanese, a municipality as one more file."""

import shutil
from pathlib import Path

import pytest

from taiodo.catalog.files import data_root
from taiodo.catalog.load import load_catalog, load_edition, operation_of
from taiodo.catalog.municipalities import MunicipalityKind
from taiodo.problems import Problem

ONE_MORE = """
[municipality]
id = "musashi"
name = "武蔵市"
prefecture = "東京都"
kind = "city"
source = "taiodo"
certainty = "unconfirmed"
kpi_operations = ["koteishisanzei"]

[[departments]]
name = "資産税課"
source = "taiodo"
certainty = "unconfirmed"

[[plans]]
operation = "koteishisanzei"
phase = ""
cutover = 2026-01-05
department = "資産税課"
department_certainty = "confirmed"
source = "taiodo"
certainty = "unconfirmed"
"""


@pytest.fixture
def copied_data(tmp_path: Path) -> Path:
    for folder in ("catalog", "specs"):
        shutil.copytree(data_root() / folder, tmp_path / folder)
    return tmp_path


@pytest.mark.parametrize("word", ["kaigo", "介護保険", " 介護保険 "])
def test_an_operation_is_found_by_id_or_name(word: str) -> None:
    assert operation_of(word).id == "kaigo"


@pytest.mark.parametrize(
    ("word", "meant"), [("kaigoo", "kaigo"), ("国民健康保健", "国民健康保険"), ("jumim", "jumin")]
)
def test_a_near_miss_is_suggested(word: str, meant: str) -> None:
    with pytest.raises(Problem) as refused:
        operation_of(word)
    assert word in refused.value.message
    assert f"「{meant}」のことではありませんか" in refused.value.advice


def test_a_word_near_nothing_gets_the_list() -> None:
    with pytest.raises(Problem) as refused:
        operation_of("xyz")
    assert "jumin（住民基本台帳）" in refused.value.advice


def test_an_edition_not_shipped_names_those_that_are() -> None:
    with pytest.raises(Problem) as refused:
        load_edition("jumin", "99")
    assert "「99」" in refused.value.message
    assert "1.0" in refused.value.advice


def test_another_municipality_is_one_more_file(copied_data: Path) -> None:
    (copied_data / "catalog/municipalities/musashi.toml").write_text(ONE_MORE, encoding="utf-8")
    found = load_catalog(copied_data).municipalities
    assert list(found) == ["musashi", "nakano"]
    assert found["musashi"].kind is MunicipalityKind.CITY
    assert found["musashi"].departments == ("資産税課",)
    (plan,) = found["musashi"].plans
    assert (plan.operation, plan.cutover, plan.extended) == ("koteishisanzei", "2026-01-05", False)


def test_a_broken_file_refuses_loading_with_every_finding(copied_data: Path) -> None:
    path = copied_data / "catalog/countermeasures.toml"
    text = path.read_text(encoding="utf-8").replace(
        'faces = ["requirement", "feature"]', 'faces = ["none"]', 1
    )
    path.write_text(text.replace('name = "共通機能"\n', ""), encoding="utf-8")
    with pytest.raises(Problem) as refused:
        load_catalog(copied_data)
    assert len(refused.value.findings) == 2
    assert "catalog/countermeasures.toml" in refused.value.where
    assert "ほか1件" in refused.value.message


def test_broken_functions_refuse_loading_the_edition_only(copied_data: Path) -> None:
    path = copied_data / "specs/jumin/1.0/functions.tsv"
    path.write_text(path.read_text(encoding="utf-8") + "99\t余分\n", encoding="utf-8")
    assert load_catalog(copied_data).editions
    with pytest.raises(Problem, match="欄の数が2") as refused:
        load_edition("jumin", "1.0", copied_data)
    assert "145行目" in refused.value.where


def test_files_saved_by_windows_editors_are_read(copied_data: Path) -> None:
    for name in ("countermeasures.toml", "steps.tsv"):
        path = copied_data / "catalog" / name
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    found = load_catalog(copied_data)
    assert (len(found.countermeasures), len(found.steps)) == (8, 40)
    assert found.steps[-1].name == "運用開始ステータス"


def test_sources_are_shown_as_citations() -> None:
    catalog = load_catalog()
    deadline = next(found for found in catalog.milestones if found.id == "deadline")
    assert deadline.source == catalog.sources["basic-policy-2024"].citation
    assert "2024-12-24" in deadline.source
