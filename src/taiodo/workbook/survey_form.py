"""The columns of the 調査票: hidden keys, what the standard says, what a department fills in."""

from dataclasses import dataclass
from datetime import date

from taiodo.survey.sheets import Face

TITLE = "調査票"
GUIDE = "説明"
LISTS = "選択肢"
HEADER = 4
FIRST = 5
ERASE = "（消去）"
"""Written into an answer cell it empties the field: a blank cell never does."""


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column: its stable name, heading, width, and whether the department fills it in."""

    name: str
    heading: str
    width: float = 12
    answer: bool = False
    hidden: bool = False


KEYS = (
    FormColumn("item", "taiodo項目", hidden=True),
    FormColumn("revision", "taiodo版", hidden=True),
    FormColumn("survey", "taiodo調査", hidden=True),
    FormColumn("token", "taiodo票", hidden=True),
)
_ANSWERS = (
    FormColumn("countermeasure", "対応方針", 14, answer=True),
    FormColumn("impact_resident", "影響度", 7, answer=True),
    FormColumn("impact_staff", "職員への影響度", 9, answer=True),
    FormColumn("effort", "人日", 7, answer=True),
    FormColumn("cost", "千円", 8, answer=True),
    FormColumn("due", "期限", 11, answer=True),
    FormColumn("owner", "担当者", 9, answer=True),
    FormColumn("reason", "理由", 16, answer=True),
    FormColumn("comment", "コメント", 24, answer=True),
)
COLUMNS: dict[Face, tuple[FormColumn, ...]] = {
    Face.REQUIREMENT: (
        *KEYS,
        FormColumn("number", "機能ID", 9),
        FormColumn("path", "大・中・小項目", 15),
        FormColumn("name", "機能名称", 16),
        FormColumn("text", "機能要件", 34),
        FormColumn("obligation", "実装類型", 9),
        FormColumn("current", "現行機能", 16),
        FormColumn("verdict", "対応度", 9, answer=True),
        *_ANSWERS,
    ),
    Face.FEATURE: (
        *KEYS,
        FormColumn("number", "機能ID", 9),
        FormColumn("system", "現行システム", 14),
        FormColumn("name", "機能名称", 20),
        FormColumn("text", "機能の説明", 30),
        FormColumn("customised", "カスタマイズ", 11),
        FormColumn("current", "対応する要件", 14),
        FormColumn("disposition", "扱い", 14, answer=True),
        *_ANSWERS,
    ),
}
SHEETS = {Face.REQUIREMENT: TITLE, Face.FEATURE: "調査票（現行機能）"}


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row to write: a value per column name, keys included."""

    values: dict[str, object]

    @property
    def number(self) -> str:
        """機能ID, by which a department's own columns find their row again."""
        return str(self.values["number"])


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet to write: its rows, the order of headings kept, and a department's own columns."""

    face: Face
    rows: tuple[FormRow, ...]
    order: tuple[str, ...] = ()
    own: dict[str, dict[str, str]] | None = None


@dataclass(frozen=True, slots=True)
class SurveyForm:
    """A 調査票: what it is about, the words to choose from, and its sheets."""

    title: str
    municipality: str
    department: str
    written_on: date
    deadline: str
    verdicts: tuple[tuple[str, str], ...]
    dispositions: tuple[str, ...]
    measures: dict[Face, tuple[str, ...]]
    sheets: tuple[FormSheet, ...]
    provisional: str = ""
