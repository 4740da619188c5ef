"""The three tables of an inventory as people fill them in: columns, words, notes, examples."""

from dataclasses import dataclass

from taiodo.catalog.inventory import SystemKind

EXAMPLE_MARK = "（例）"
MAX_ID = 64
KIND_WORDS = {kind.value: kind for kind in SystemKind}
KIND_WORDS |= {kind.label: kind for kind in SystemKind}
KIND_WORDS |= {
    "標準": SystemKind.STANDARD,
    "標準準拠": SystemKind.STANDARD,
    "共通": SystemKind.COMMON,
    "独自": SystemKind.LOCAL,
    "独自施策システム": SystemKind.LOCAL,
    "外部システム": SystemKind.EXTERNAL,
}
YES = frozenset(
    ("はい", "有", "有り", "あり", "○", "〇", "◯", "1", "true", "yes", "y", "する", "済")
)
NO = frozenset(("いいえ", "無", "無し", "なし", "×", "-", "－", "0", "false", "no", "n", "しない"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: field name, Japanese title, further header words, note, example, width."""

    key: str
    title: str
    words: tuple[str, ...]
    note: str
    example: str
    width: int
    required: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One table: its key (and file name), its sheet, its columns."""

    key: str
    sheet: str
    columns: tuple[Column, ...]
    required_columns: tuple[str, ...]

    def column(self, key: str) -> Column:
        """A column by field name."""
        return next(column for column in self.columns if column.key == key)


_NOTE = Column("note", "備考", ("摘要", "注記"), "出典や補足。自由記入", "", 30)

SYSTEMS = Form(
    "systems",
    "現行システム",
    (
        Column("id", "ID", ("番号", "システムID", "システム番号"),
               "必須。重ならない短い符号", EXAMPLE_MARK, 14, True),
        Column("name", "名称", ("システム名", "システム名称", "システム"),
               "必須。庁内で通じる名称", "住民記録システム", 30, True),
        Column("kind", "種別", ("区分",), "必須。一覧から選択", "標準化対象", 14, True),
        Column("operations", "業務", ("対象業務", "業務名", "標準化対象業務"),
               "標準化対象業務。複数は「；」で区切る", "住民基本台帳；印鑑登録", 32),
        Column("department", "所管課", ("所管", "担当課", "主管課"), "一覧にない課も記入可",
               "戸籍住民課", 20),
        Column("vendor", "事業者", ("ベンダ", "ベンダー", "委託事業者", "業者"),
               "開発・保守の事業者", "（株）○○システム", 24),
        Column("contract_end", "契約終了日", ("契約期限", "契約満了日"),
               "例: 2026/3/31、令和8年3月31日", "2026/3/31", 16),
        Column("cutover", "切替予定日", ("切替日", "移行予定日", "移行日"),
               "標準準拠システム等への切替日。移行しないときは空欄", "2026/1/5", 16),
        _NOTE,
    ),
    ("id", "name", "kind"),
)  # fmt: skip
FEATURES = Form(
    "features",
    "現行機能",
    (
        Column("id", "ID", ("番号", "機能番号", "現行機能ID"),
               "必須。重ならない短い符号", EXAMPLE_MARK, 14, True),
        Column("system", "システム", ("システムID", "現行システム"),
               "必須。現行システムのID", "JUKI", 16, True),
        Column("name", "機能名", ("機能名称", "名称"), "必須", "転入届の入力", 30, True),
        Column("description", "説明", ("機能説明", "内容", "機能の説明"),
               "何をする機能か", "転入届を受け付け、住民票を作成する", 50),
        Column("customised", "カスタマイズ", ("カスタマイズ有無", "個別改修"),
               "パッケージを独自に改修したか（はい／いいえ）", "いいえ", 14),
        Column("counterparts", "対応要件", ("対応する要件", "標準仕様書の要件"),
               "標準仕様書の機能ID又は章節番号。複数は「；」で区切る", "4.1.1", 24),
        Column("departments", "利用課", ("利用部署", "利用する課", "利用所管課"),
               "システムの所管課のほかに使う課。複数は「；」で区切る", "税務課；保険医療課", 24),
        _NOTE,
    ),
    ("id", "system", "name"),
)  # fmt: skip
CONNECTIONS = Form(
    "connections",
    "データ連携",
    (
        Column("id", "ID", ("番号", "連携ID", "連携番号"),
               "必須。重ならない短い符号", EXAMPLE_MARK, 14, True),
        Column("provider", "提供元", ("提供側", "送信元", "連携元"),
               "必須。データを渡すシステムのID", "JUKI", 16, True),
        Column("consumer", "提供先", ("利用側", "送信先", "連携先"),
               "必須。データを受け取るシステムのID", "KOKUHO", 16, True),
        Column("data", "データ", ("データ名", "連携データ", "データ項目"),
               "渡すデータの内容", "異動データ", 34),
        Column("method", "方式", ("連携方式", "手段"), "例: ファイル、API", "ファイル", 18),
        Column("frequency", "頻度", ("連携頻度", "タイミング"), "例: 即時、日次、月次", "日次", 14),
        _NOTE,
    ),
    ("id", "provider", "consumer"),
)  # fmt: skip
FORMS = (SYSTEMS, FEATURES, CONNECTIONS)
