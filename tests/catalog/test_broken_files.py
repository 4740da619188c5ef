"""One broken data file per mistake: exactly that is told, where it is and how to mend it."""

import shutil
import tomllib
from pathlib import Path

import pytest

from taiodo.catalog.files import data_root
from taiodo.catalog.rules import check_catalog
from taiodo.problems import Severity

CASES = sorted(
    path.parent for path in Path(__file__).parents[1].glob("broken/catalog/*/expect.toml")
)


@pytest.fixture
def sound_data(tmp_path: Path) -> Path:
    for folder in ("catalog", "specs", "mapping"):
        shutil.copytree(data_root() / folder, tmp_path / folder)
    return tmp_path


def with_mistake(root: Path, case: Path) -> dict[str, object]:
    """Overlay the case's files on `root`, remove and edit as it says; what is expected of it."""
    expected = tomllib.loads((case / "expect.toml").read_text(encoding="utf-8"))
    if (case / "files").is_dir():
        shutil.copytree(case / "files", root, dirs_exist_ok=True)
    for file in expected.get("remove", ()):
        (root / file).unlink()
    for edit in expected.get("edit", ()):
        path = root / edit["file"]
        text = path.read_text(encoding="utf-8")
        assert text.count(edit["find"]) == 1, f"{edit['find']!r} is not once in {edit['file']}"
        path.write_text(text.replace(edit["find"], edit["replace"]), encoding="utf-8")
    return expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_exactly_the_mistake_is_told(case: Path, sound_data: Path) -> None:
    expected = with_mistake(sound_data, case)
    findings = check_catalog(sound_data)
    assert [finding.code for finding in findings] == [expected["code"]], findings
    (finding,) = findings
    assert finding.severity is Severity.ERROR
    for part in ("where", "message", "advice"):
        told = getattr(finding, part)
        words = expected[part]
        assert words, f"{case.name} expects nothing of {part}"
        assert all(word in told for word in words), f"{part}: {told}"


def test_the_corpus_holds_every_rule() -> None:
    codes = {tomllib.loads((case / "expect.toml").read_text("utf-8"))["code"] for case in CASES}
    assert len(CASES) >= 50
    assert len(codes) >= 22
