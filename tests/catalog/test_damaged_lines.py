"""A law: whatever happens to a line of a data file, the answer is findings, never a crash."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from taiodo.catalog.files import data_root
from taiodo.catalog.load import load_catalog, load_edition
from taiodo.catalog.rules import check_catalog
from taiodo.problems import Finding, Problem

FILES = sorted(
    path.relative_to(data_root()).as_posix()
    for pattern in ("catalog/**/*.toml", "catalog/*.tsv", "specs/jumin/1.0/*")
    for path in data_root().glob(pattern)
)


@pytest.fixture(scope="module")
def sound_data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "sound"
        for name in ("catalog", "specs/jumin"):
            shutil.copytree(data_root() / name, root / name)
        yield root


def findings_that_refuse_loading(root: Path) -> set[Finding]:
    try:
        load_catalog(root)
        load_edition("jumin", "1.0", root)
    except Problem as problem:
        return set(problem.findings)
    return set()


@settings(max_examples=60, deadline=None)
@given(
    file=st.sampled_from(FILES),
    position=st.floats(0, 1, exclude_max=True),
    written=st.sampled_from(["", "5", "x = 5", "id = []", "[[plans]]", "\t", "name = {}", "]"]),
)
def test_a_damaged_line_never_crashes(
    sound_data: Path, file: str, position: float, written: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "data"
        shutil.copytree(sound_data, root)
        lines = (root / file).read_text(encoding="utf-8").splitlines()
        lines[int(position * len(lines))] = written
        (root / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
        found = check_catalog(root)
        refused = findings_that_refuse_loading(root)
        assert refused <= set(found)
        assert all(one.where and one.message and one.advice for one in found)


def test_an_empty_folder_lacks_every_national_file(tmp_path: Path) -> None:
    found = check_catalog(tmp_path)
    assert {one.code for one in found} == {"catalog.missing-file"}
    assert {one.where for one in found} == {
        "catalog/sources.toml",
        "catalog/operations.toml",
        "catalog/steps.tsv",
        "catalog/milestones.toml",
        "catalog/linkage.tsv",
        "catalog/operation_names.tsv",
        "catalog/step_weights.tsv",
        "catalog/countermeasures.toml",
        "mapping/vocabulary/vocabulary.toml",
    }
