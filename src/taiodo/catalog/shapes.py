"""What every data file must look like: its tables, their keys, and what the keys may hold."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from taiodo.catalog.editions import EditionKind
from taiodo.catalog.kinds import MunicipalityKind
from taiodo.catalog.operations import Certainty


class Form(StrEnum):
    """What kind of value a key holds."""

    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    ROUGH_DATE = "rough_date"


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: its Japanese title, form, an example, and what its words may be.

    `refers` names the table its words are ids of (移行時期 and 所管課 are those of the same
    file). `pattern` is the form of each word.
    """

    name: str
    title: str
    example: str
    form: Form
    required: bool = True
    may_be_empty: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file: `identity` is the key that must not repeat, `single` allows one only."""

    name: str
    title: str
    keys: tuple[Key, ...]
    identity: str = ""
    single: bool = False
    required: bool = True

    def key(self, name: str) -> Key | None:
        """The key of this name."""
        return next((key for key in self.keys if key.name == name), None)


@dataclass(frozen=True, slots=True)
class FileShape:
    """A kind of data file: where such files lie (a glob under the data root) and their tables."""

    name: str
    files: str
    tables: tuple[Table, ...]

    def table(self, name: str) -> Table | None:
        """The table of this name."""
        return next((table for table in self.tables if table.name == name), None)


ID = r"[a-z0-9][a-z0-9.-]*"
BUSINESS_ID = r"\d{3}"
CERTAINTIES = tuple(Certainty)
KINDS = tuple(MunicipalityKind)
MARKS = ("new", "extended")
PLAN_WORDS = "検討|準備|実施|稼働|継続|推進|拡充"
COST_CATEGORIES = ("基幹系", "内部", "情報提供系", "通信ネットワーク", "その他")

_text = partial(Key, form=Form.TEXT)
_texts = partial(Key, form=Form.TEXTS)
_number = partial(Key, form=Form.NUMBER)
_flag = partial(Key, form=Form.FLAG)
_date = partial(Key, form=Form.DATE)
_rough = partial(Key, form=Form.ROUGH_DATE)

_ID = _text("id", "識別子", '"jumin"', pattern=ID)
_NAME = _text("name", "名称", '"住民基本台帳"')
_NOTE = _text("note", "備考", '"…"', required=False, may_be_empty=True)
_CERTAINTY = _text("certainty", "確かさ", '"confirmed"', choices=CERTAINTIES)
_SOURCED = (_text("source", "出典", '"nakano-plan-2021"', refers="sources"), _CERTAINTY)


def _business_ids(example: str) -> Key:
    return _texts("business_ids", "業務ID", example, pattern=BUSINESS_ID)


def _operations(name: str, title: str) -> Key:
    return _texts(name, title, '["jumin", "kaigo"]', refers="operations", may_be_empty=True)


SOURCES = FileShape(
    "sources",
    "catalog/sources.toml",
    (
        Table(
            "sources",
            "出典",
            (
                _ID,
                _text("title", "題名", '"地方公共団体情報システム標準化基本方針"'),
                _text("publisher", "発行者", '"デジタル庁"'),
                _rough("date", "日付", '"2024-12-24"', may_be_empty=True),
                _text("url", "掲載先", '"https://…"', may_be_empty=True, pattern=r"https?://\S+"),
                _date("checked", "確かめた日", '"2026-11-23"'),
            ),
            "id",
        ),
    ),
)

OPERATIONS = FileShape(
    "operations",
    "catalog/operations.toml",
    (
        Table(
            "operations",
            "標準化対象業務",
            (
                _ID,
                _NAME,
                _text("ministry", "所管省庁", '"総務省"'),
                _business_ids('["001"]'),
                _text(
                    "business_ids_certainty",
                    "業務IDの確かさ",
                    '"unconfirmed"',
                    required=False,
                    choices=CERTAINTIES,
                ),
                _number("since", "対象となった年", "2021", choices=("2021", "2022")),
                _texts("kinds", "自治体の区分", '["city"]', choices=KINDS),
                _text("law", "根拠法令", '"住民基本台帳法"'),
                _text("known_edition", "知られている最新の版", '"6.1"', may_be_empty=True),
                _text(
                    "known_edition_certainty", "版の確かさ", '"third_party"', choices=CERTAINTIES
                ),
                _text("known_edition_source", "版の出典", '"editions-2026-04"', refers="sources"),
                _NOTE,
                *_SOURCED,
            ),
            "id",
        ),
        Table(
            "shared_functions",
            "複数の業務が共に使う機能",
            (
                _ID,
                _NAME,
                _business_ids('["014"]'),
                _operations("operations", "業務"),
                _NOTE,
                *_SOURCED,
            ),
            "id",
        ),
        Table(
            "common_functions",
            "共通機能",
            (
                _ID,
                _NAME,
                _text("business_id", "業務ID", '"031"', may_be_empty=True, pattern=BUSINESS_ID),
                _text("known_edition", "知られている最新の版", '"2.7"', may_be_empty=True),
                _NOTE,
                *_SOURCED,
            ),
            "id",
        ),
    ),
)

STEPS = FileShape(
    "steps",
    "catalog/steps.tsv",
    (
        Table(
            "steps",
            "作業ステップ",
            (
                _number("serial", "通番", "1"),
                _text("item", "作業項目番号", "①-1", pattern=r"[①-⑳]-\d"),
                _text("name", "ステップ名", "推進体制案の作成"),
                *_SOURCED,
            ),
            "serial",
        ),
    ),
)

STEP_WEIGHTS = FileShape(
    "step_weights",
    "catalog/step_weights.tsv",
    (
        Table(
            "step_weights",
            "作業ステップの重み",
            (
                _number("serial", "通番", "1"),
                _text("item", "作業項目番号", "①-1", pattern=r"[①-⑳]-\d"),
                _number("weight", "重み", "3"),
                *_SOURCED,
            ),
            "serial",
        ),
    ),
)

OPERATION_NAMES = FileShape(
    "operation_names",
    "catalog/operation_names.tsv",
    (
        Table(
            "operation_names",
            "業務名の言い換え",
            (
                _text("name", "言い換え", "住民税"),
                _text("operation", "業務", "kojin-juminzei", refers="operations"),
                *_SOURCED,
            ),
            "name",
        ),
    ),
)

MILESTONES = FileShape(
    "milestones",
    "catalog/milestones.toml",
    (
        Table(
            "milestones",
            "国・都の日程",
            (
                _ID,
                _text("level", "区分", '"国"', choices=("国", "都")),
                _NAME,
                _date("start", "開始日", '"2026-04-01"'),
                _date("end", "終了日", '"2031-03-31"', may_be_empty=True),
                _text(
                    "precision",
                    "日付の細かさ",
                    '"day"',
                    choices=("day", "month", "fiscal_year"),
                ),
                _text(
                    "topic",
                    "図でのまとまり",
                    '"gov-cloud"',
                    required=False,
                    choices=("deadline", "gov-cloud"),
                ),
                _NOTE,
                *_SOURCED,
            ),
            "id",
        ),
    ),
)

COUNTERMEASURES = FileShape(
    "countermeasures",
    "catalog/countermeasures.toml",
    (
        Table(
            "countermeasures",
            "対応方針",
            (
                _ID,
                _NAME,
                _text("meaning", "意味", '"仕事の進め方を標準仕様に合わせて改める。"'),
                _texts("faces", "使う面", '["requirement"]', choices=("requirement", "feature")),
                *_SOURCED,
            ),
            "id",
        ),
    ),
)

LINKAGE = FileShape(
    "linkage",
    "catalog/linkage.tsv",
    (
        Table(
            "linkage",
            "国のデータ連携",
            (
                _number("serial", "通番", "1"),
                _texts("provider", "提供元", "jumin", pattern=ID),
                _texts("consumer", "提供先", "kokuho;kaigo", pattern=ID),
                _texts("outside_words", "外部の名称", "コンビニ交付", may_be_empty=True),
                _text("data", "データ", "住民異動データ"),
                _text("method", "方式・条件", "API", may_be_empty=True),
                _text("section", "出典の箇所", "7.2.1", may_be_empty=True),
                *_SOURCED,
                _NOTE,
            ),
            "serial",
        ),
    ),
)

MUNICIPALITIES = FileShape(
    "municipalities",
    "catalog/municipalities/*.toml",
    (
        Table(
            "municipality",
            "自治体",
            (
                _ID,
                _NAME,
                _text("prefecture", "都道府県", '"東京都"'),
                _text("kind", "自治体の区分", '"special_ward"', choices=KINDS),
                _operations("kpi_operations", "成果指標の対象業務"),
                *_SOURCED,
            ),
            single=True,
        ),
        Table("phases", "移行時期", (_NAME, *_SOURCED), "name", required=False),
        Table("departments", "所管課", (_NAME, *_SOURCED), "name", required=False),
        Table(
            "plans",
            "業務ごとの計画",
            (
                _text("operation", "業務", '"jumin"', refers="operations"),
                _text("phase", "移行時期", '"1期"', may_be_empty=True, refers="phases"),
                _date("cutover", "切替予定日", '"2026-01-05"', may_be_empty=True),
                _text(
                    "cutover_note", "切替予定日の根拠", '"見本"', required=False, may_be_empty=True
                ),
                _text("department", "所管課", '"税務課"', may_be_empty=True, refers="departments"),
                _text(
                    "department_certainty", "所管課の確かさ", '"unconfirmed"', choices=CERTAINTIES
                ),
                _text(
                    "department_note", "所管課の根拠", '"推定"', required=False, may_be_empty=True
                ),
                *_SOURCED,
            ),
            "operation",
            required=False,
        ),
        Table(
            "kpi",
            "成果指標の目標",
            (
                _number("fiscal_year", "年度", "2025"),
                _number("target", "移行した業務の目標数", "15"),
                _number("total", "対象の業務数", "15"),
                *_SOURCED,
            ),
            "fiscal_year",
            required=False,
        ),
        Table(
            "plan_lines",
            "計画表の行",
            (
                _text("block", "取組番号", '"2-3-①"'),
                _text("title", "事業内容", '"1期の標準化・共通化対応"'),
                _text("mark", "新規・拡充の別", '"new"', may_be_empty=True, choices=MARKS),
                _text("level", "区分", '"国"', choices=("区", "国", "都")),
                _texts(
                    "planned",
                    "年度が確かな語",
                    '["2025:実施"]',
                    may_be_empty=True,
                    pattern=rf"\d{{4}}:(?:{PLAN_WORDS})(?:・(?:{PLAN_WORDS}))*",
                ),
                _text("unplaced", "年度が分からない語", '"検討・実施"', may_be_empty=True),
                _NOTE,
                *_SOURCED,
            ),
            required=False,
        ),
        Table(
            "costs",
            "システム経費",
            (
                _text("name", "名称", '"基幹系システム"'),
                _text("category", "システム区分", '"基幹系"', choices=COST_CATEGORIES),
                _number("fiscal_year", "年度", "2019"),
                _number("amount", "金額（千円）", "1496315"),
                *_SOURCED,
            ),
            required=False,
        ),
        Table(
            "extended",
            "特定移行支援システムの見込み",
            (
                _operations("operations", "業務"),
                _flag("common_functions", "共通機能", "true"),
                *_SOURCED,
            ),
            single=True,
            required=False,
        ),
    ),
)

EDITIONS = FileShape(
    "editions",
    "specs/*/*/edition.toml",
    (
        Table(
            "",
            "版",
            (
                _text("operation", "業務", '"jumin"', refers="operations"),
                _text("edition", "版", '"1.0"'),
                _text("kind", "種類", '"headings"', choices=tuple(EditionKind)),
                _text("title", "題名", '"住民記録システム標準仕様書 第1.0版"'),
                _text("source", "出典", '"総務省「…標準仕様書」"'),
                _text(
                    "source_url",
                    "掲載先",
                    '"https://…"',
                    may_be_empty=True,
                    pattern=r"https?://\S+",
                ),
                _date("published", "公表日", '"2020-09-11"', may_be_empty=True),
                _date("effective_from", "適合基準日", '"2026-04-01"', may_be_empty=True),
                _CERTAINTY,
                _date("checked", "確かめた日", '"2026-11-23"'),
                _text("functions", "機能の一覧", '"functions.tsv"', choices=("functions.tsv",)),
                _text("functions_sha256", "機能の一覧のSHA-256", '"（64桁）"'),
                _NOTE,
            ),
            single=True,
        ),
    ),
)

FUNCTIONS = FileShape(
    "functions",
    "specs/*/*/functions.tsv",
    (
        Table(
            "functions",
            "機能の一覧",
            (
                _text("number", "番号", "1.1.1"),
                _text("heading1", "大分類", "1. 管理項目", may_be_empty=True),
                _text("heading2", "中分類", "1.1. 住民データ", may_be_empty=True),
                _text("name", "名称", "日本人住民データの管理"),
                _texts(
                    "classes",
                    "類型",
                    "mandatory;optional",
                    choices=("mandatory", "optional", "prohibited", "unconfirmed"),
                ),
                _text("text", "要件文", "…", may_be_empty=True),
                _text("note", "備考", "…", may_be_empty=True),
            ),
            "number",
        ),
    ),
)

CATALOG_SHAPES = (
    SOURCES, OPERATIONS, STEPS, STEP_WEIGHTS, OPERATION_NAMES, MILESTONES, COUNTERMEASURES,
    LINKAGE, MUNICIPALITIES, EDITIONS,
)  # fmt: skip
