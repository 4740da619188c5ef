"""The table of a mapping as people write it: columns, the words for them, the choices."""

from dataclasses import dataclass

from taiodo.survey.mapping import MappingState, Relation

SHEET, REQUIREMENTS = "対応付け", "要件一覧"
CHOICES = (*(r.label for r in Relation), MappingState.NONE.label)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet written out: field, title, note, width; filled in by people or not."""

    key: str
    title: str
    note: str
    width: int
    filled_in: bool = False


COLUMNS = (
    Column("code", "現行機能ID", "変えないでください", 12),
    Column("system", "現行システム", "", 18),
    Column("name", "現行機能名", "", 26),
    Column("description", "現行機能の説明", "", 44),
    Column("customised", "カスタマイズ", "★ はカスタマイズあり", 10),
    Column("departments", "所管・利用課", "", 16),
    Column("number", "要件番号", "機能ID又は章節番号。複数は行を分けるか「；」で区切る", 16, True),
    Column("obligation", "実装類型", "同じ番号に類型の違う要件があるときに書く", 14, True),
    Column("relation", "関係", "一覧から選択。当たる要件がなければ「対応なし」", 14, True),
    Column("heading", "要件の名称", "", 26),
    Column("proposals", "対応候補（参考）", "未決定の機能に、点数の高い順", 44),
    Column("state", "状態", "", 9),
    Column("way", "経緯", "", 16),
    Column("score", "点数", "", 8),
    Column("decided_by", "決定者", "", 18),
    Column("decided_at", "決定日時", "", 16),
    Column("note", "備考", "", 20, True),
)

WORDS: dict[str, tuple[str, ...]] = {
    "code": (
        "現行機能ID", "現行機能番号", "現行機能コード", "現行ID", "現行番号", "自機能ID",
        "ベンダ機能ID", "パッケージ機能ID", "現行機能No", "現行No",
    ),
    "name": (
        "現行機能", "現行機能名", "現行機能名称", "自機能名", "パッケージ機能名", "現行の機能",
        "現行システムの機能", "現行業務機能",
    ),
    "system": ("現行システム", "現行システム名", "システム", "システム名", "システム名称"),
    "number": (
        "要件番号", "要件ID", "対応要件", "対応する要件", "対応する要件番号", "対応要件番号",
        "標準機能ID", "標準の機能ID", "標準仕様番号", "標準仕様書番号", "標準仕様書の番号",
        "標準仕様書機能ID", "標準仕様の機能ID", "標準仕様", "標準仕様書", "標準機能", "対応機能ID",
        "対応する機能ID", "対応する標準機能", "対応する標準仕様", "機能要件ID", "機能要件番号",
        "章節番号", "対応章節", "章節項", "対応番号", "対応先", "標準要件", "標準要件番号",
        "対応する標準要件", "標準仕様書の要件", "要件No",
    ),
    "obligation": ("実装類型", "類型", "実装区分", "要件類型"),
    "relation": (
        "関係", "対応関係", "対応区分", "対応状況", "対応", "対応有無", "対応の有無", "対応付け",
        "一致度", "対応度合い", "マッピング区分", "対応可否",
    ),
    "note": ("備考", "摘要", "コメント", "メモ"),
}  # fmt: skip
"""Header words of each field; compared without width, blanks and bracketed remarks."""

EITHER: dict[str, tuple[str, ...]] = {
    "id": ("機能ID", "ID", "番号", "No", "№", "機能番号", "項番", "機能No", "管理番号"),
    "name": ("機能名", "機能名称", "名称", "機能", "業務機能"),
}  # fmt: skip
"""Words that could mean the feature or the requirement; the heading above or the values decide."""

_ASKED = r"(?:対応|該当)?(?:する|の)?"
_ID = r"(?:id|番号|no|no\.|コード)"
COMPOUND: dict[str, str] = {
    "code": _ASKED + r"(?:現行|自庁|当市|当区|当町|当村|ベンダ|パッケージ)(?:システム|業務)?の?"
    r"(?:対応|該当)?(?:する)?機能?" + _ID,
    "number": _ASKED + r"(?:国の?)?(?:標準仕様書|標準仕様|標準|仕様書|要件)の?"
    r"(?:対応|該当)?(?:する)?(?:機能要件|機能|要件|章節|項目)?の?" + _ID,
    "name": _ASKED + r"(?:現行|自庁|当市|当区|当町|当村|ベンダ|パッケージ)(?:システム|業務)?の?"
    r"機能(?:名|名称)?",
}
"""Headers put together of whose function it is and what is said of it, folded."""

OURS = ("現行", "自治体", "当市", "当区", "当町", "当村", "ベンダ", "パッケージ", "自庁")
THEIRS = ("標準", "仕様", "要件", "国")
