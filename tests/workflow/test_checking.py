"""taiodo catalog check looks into the layouts and the sample inventories too."""

import shutil

import pytest

from taiodo.catalog.files import data_root
from taiodo.workflow.checking import check_data


@pytest.fixture
def copied_data(tmp_path):
    for folder in ("catalog", "specs", "mapping"):
        shutil.copytree(data_root() / folder, tmp_path / folder)
    return tmp_path


def test_the_data_shipped_has_no_mistake():
    assert check_data() == ()


@pytest.mark.parametrize(
    ("file", "right", "wrong", "where", "message"),
    [
        ("mapping/nakano/connections.csv", "C001,juki,", "C001,jukix,", "connections.csv", "jukix"),
        ("mapping/nakano/features.csv", "F001,juki,", "F001,zzz,", "features.csv", "zzz"),
        ("mapping/nakano/systems.csv", "2024-01-04", "2024-99-04", "systems.csv", "2024-99-04"),
        ("mapping/layouts/first-edition.toml", '"mandatory"', '"manda"', "first-edition", "manda"),
        ("mapping/layouts/vocabulary.toml", "[columns]", "[colums]", "vocabulary", "columns"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_file(copied_data, file, right, wrong, where, message):
    path = copied_data / file
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    findings = check_data(copied_data)
    told = [f for f in findings if where in f.where and message in f"{f.message}{f.advice}"]
    assert told, findings
    assert "mapping/" in told[0].where


REPLY_WORDS = "mapping/replies/vocabulary.toml"


@pytest.mark.parametrize(
    ("find", "replace"),
    [
        ("[responses]", "[answers]"),
        ('implemented = ["対応済", "対応済み", "標準パ', 'finished = ["対応済", "標準パ'),
        ('"未対応", "対応予定なし"', '"対応済", "対応予定なし"'),
        ("part = [", "parts = ["),
        ("[pending]", "[pending"),
    ],
)
def test_a_broken_vocabulary_of_replies_is_named(copied_data, find, replace):
    path = copied_data / REPLY_WORDS
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, replace, 1), encoding="utf-8")
    (finding,) = check_data(copied_data)
    assert finding.where == REPLY_WORDS
