"""機能一覧: a list of current features given as a file, to be matched without being stored."""

from dataclasses import dataclass
from pathlib import Path

from taiodo.matching.engine import Wanted
from taiodo.problems import Finding, Problem, Severity
from taiodo.workbook.named_table import NamedRow, read_named_table

COLUMNS = {
    "feature_id": ("機能ID", "機能コード", "機能番号", "id", "管理番号", "番号", "No", "項番"),
    "name": ("機能名", "機能名称", "名称", "現行機能", "機能", "項目名"),
    "description": ("説明", "機能説明", "機能概要", "概要", "内容", "機能の内容", "機能の説明"),
    "system": ("システム", "システム名", "現行システム", "サブシステム", "システム名称"),
}


@dataclass(frozen=True, slots=True)
class FeatureList:
    """The features of a file, every row with words among them, and what was noticed."""

    features: tuple[Wanted, ...]
    findings: tuple[Finding, ...]


def read_features(source: Path | bytes, name: str = "") -> FeatureList:
    """The features of a workbook, CSV or TSV (UTF-8 or CP932), English or Japanese headers.

    Raises:
        Problem: the file cannot be read, has no column for the name, or has no rows.
    """
    table = read_named_table(source, COLUMNS, ("name",), name)
    if not table.rows:
        raise Problem(
            "見出しだけで、機能が1件もありません。",
            name or _shown(source),
            "機能を1行に1件ずつ書いてください。",
        )
    reader = _Reader("feature_id" in table.columns)
    features = [found for row in table.rows if (found := reader.feature(row)) is not None]
    return FeatureList(tuple(features), tuple(reader.findings))


def _shown(source: Path | bytes) -> str:
    return source.name if isinstance(source, Path) else ""


class _Reader:
    """Turns rows into features, noting what is odd about them."""

    def __init__(self, numbered: bool) -> None:
        self.findings: list[Finding] = []
        self._numbered = numbered
        self._ids: dict[str, str] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._count = 0

    def feature(self, row: NamedRow) -> Wanted | None:
        """The feature of a row; None where it has neither name nor description."""
        self._count += 1
        name, description = row.values["name"], row.values.get("description", "")
        system = row.values.get("system", "")
        if not name and not description:
            self._note(
                "no-name",
                row,
                "機能名も説明も空欄のため、候補を挙げていません。",
                "機能名を書いてください。",
            )
            return None
        if not name:
            self._note(
                "no-name",
                row,
                "機能名が空欄です。説明だけで候補を挙げました。",
                "機能名を書いてください。",
            )
        before = self._names.setdefault((system, name), row.where)
        if name and before != row.where:
            self._note(
                "same-name",
                row,
                f"機能名「{name}」は前にもあります（{before}）。",
                "別の機能なら、説明で区別が付くようにしてください。",
                Severity.INFO,
            )
        return Wanted(self._id(row), name, description, system)

    def _id(self, row: NamedRow) -> str:
        given = " ".join(row.values.get("feature_id", "").split())
        if not given:
            made = f"行{self._count}"
            if self._numbered:
                self._note(
                    "no-id",
                    row,
                    f"機能IDが空欄です。「{made}」として扱います。",
                    "機能ごとに異なるIDを付けてください。",
                )
            return made
        before = self._ids.setdefault(given, row.where)
        if before != row.where:
            self._note(
                "same-id",
                row,
                f"機能ID「{given}」が重複しています（先の行: {before}）。",
                "どの機能の候補か見分けられるよう、異なるIDを付けてください。",
            )
        return given

    def _note(
        self,
        code: str,
        row: NamedRow,
        message: str,
        advice: str,
        severity: Severity = Severity.WARNING,
    ) -> None:
        self.findings.append(Finding(f"features.{code}", severity, row.where, message, advice))
