"""What every data file must look like: its tables, their keys, and what the keys may hold."""

from taiodo.catalog.editions import EditionKind
from taiodo.catalog.kinds import MunicipalityKind
from taiodo.catalog.municipality_shape import MUNICIPALITIES as MUNICIPALITIES
from taiodo.catalog.shape_parts import (
    BUSINESS_ID,
    CERTAINTIES,
    CERTAINTY_KEY,
    ID,
    ID_KEY,
    NAME_KEY,
    NOTE_KEY,
    SOURCED,
    FileShape,
    Table,
    business_ids,
    day,
    number,
    operations,
    rough,
    text,
    texts,
)

KINDS = tuple(MunicipalityKind)

SOURCES = FileShape(
    "sources",
    "catalog/sources.toml",
    (
        Table(
            "sources",
            "出典",
            (
                ID_KEY,
                text("title", "題名", '"地方公共団体情報システム標準化基本方針"'),
                text("publisher", "発行者", '"デジタル庁"'),
                rough("date", "日付", '"2024-12-24"', may_be_empty=True),
                text("url", "掲載先", '"https://…"', may_be_empty=True, pattern=r"https?://\S+"),
                day("checked", "確かめた日", '"2026-11-23"'),
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
                ID_KEY,
                NAME_KEY,
                text("ministry", "所管省庁", '"総務省"'),
                business_ids('["001"]'),
                text(
                    "business_ids_certainty",
                    "業務IDの確かさ",
                    '"unconfirmed"',
                    required=False,
                    choices=CERTAINTIES,
                ),
                number("since", "対象となった年", "2021", choices=("2021", "2022")),
                texts("kinds", "自治体の区分", '["city"]', choices=KINDS),
                text("law", "根拠法令", '"住民基本台帳法"'),
                text("known_edition", "知られている最新の版", '"6.1"', may_be_empty=True),
                text("known_edition_certainty", "版の確かさ", '"third_party"', choices=CERTAINTIES),
                text("known_edition_source", "版の出典", '"editions-2026-04"', refers="sources"),
                NOTE_KEY,
                *SOURCED,
            ),
            "id",
        ),
        Table(
            "shared_functions",
            "複数の業務が共に使う機能",
            (
                ID_KEY,
                NAME_KEY,
                business_ids('["014"]'),
                operations("operations", "業務"),
                NOTE_KEY,
                *SOURCED,
            ),
            "id",
        ),
        Table(
            "common_functions",
            "共通機能",
            (
                ID_KEY,
                NAME_KEY,
                text("business_id", "業務ID", '"031"', may_be_empty=True, pattern=BUSINESS_ID),
                text("known_edition", "知られている最新の版", '"2.7"', may_be_empty=True),
                NOTE_KEY,
                *SOURCED,
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
                number("serial", "通番", "1"),
                text("item", "作業項目番号", "①-1", pattern=r"[①-⑳]-\d"),
                text("name", "ステップ名", "推進体制案の作成"),
                *SOURCED,
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
                number("serial", "通番", "1"),
                text("item", "作業項目番号", "①-1", pattern=r"[①-⑳]-\d"),
                number("weight", "重み", "3"),
                *SOURCED,
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
                text("name", "言い換え", "住民税"),
                text("operation", "業務", "kojin-juminzei", refers="operations"),
                *SOURCED,
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
                ID_KEY,
                text("level", "区分", '"国"', choices=("国", "都")),
                NAME_KEY,
                day("start", "開始日", '"2026-04-01"'),
                day("end", "終了日", '"2031-03-31"', may_be_empty=True),
                text(
                    "precision",
                    "日付の細かさ",
                    '"day"',
                    choices=("day", "month", "fiscal_year"),
                ),
                text(
                    "topic",
                    "図でのまとまり",
                    '"gov-cloud"',
                    required=False,
                    choices=("deadline", "gov-cloud"),
                ),
                NOTE_KEY,
                *SOURCED,
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
                ID_KEY,
                NAME_KEY,
                text("meaning", "意味", '"仕事の進め方を標準仕様に合わせて改める。"'),
                texts("faces", "使う面", '["requirement"]', choices=("requirement", "feature")),
                *SOURCED,
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
                number("serial", "通番", "1"),
                texts("provider", "提供元", "jumin", pattern=ID),
                texts("consumer", "提供先", "kokuho;kaigo", pattern=ID),
                texts("outside_words", "外部の名称", "コンビニ交付", may_be_empty=True),
                text("data", "データ", "住民異動データ"),
                text("method", "方式・条件", "API", may_be_empty=True),
                text("section", "出典の箇所", "7.2.1", may_be_empty=True),
                *SOURCED,
                NOTE_KEY,
            ),
            "serial",
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
                text("operation", "業務", '"jumin"', refers="operations"),
                text("edition", "版", '"1.0"'),
                text("kind", "種類", '"headings"', choices=tuple(EditionKind)),
                text("title", "題名", '"住民記録システム標準仕様書 第1.0版"'),
                text("source", "出典", '"総務省「…標準仕様書」"'),
                text(
                    "source_url",
                    "掲載先",
                    '"https://…"',
                    may_be_empty=True,
                    pattern=r"https?://\S+",
                ),
                day("published", "公表日", '"2020-09-11"', may_be_empty=True),
                day("effective_from", "適合基準日", '"2026-04-01"', may_be_empty=True),
                CERTAINTY_KEY,
                day("checked", "確かめた日", '"2026-11-23"'),
                text("functions", "機能の一覧", '"functions.tsv"', choices=("functions.tsv",)),
                text("functions_sha256", "機能の一覧のSHA-256", '"（64桁）"'),
                NOTE_KEY,
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
                text("number", "番号", "1.1.1"),
                text("heading1", "大分類", "1. 管理項目", may_be_empty=True),
                text("heading2", "中分類", "1.1. 住民データ", may_be_empty=True),
                text("name", "名称", "日本人住民データの管理"),
                texts(
                    "classes",
                    "類型",
                    "mandatory;optional",
                    choices=("mandatory", "optional", "prohibited", "unconfirmed"),
                ),
                text("text", "要件文", "…", may_be_empty=True),
                text("note", "備考", "…", may_be_empty=True),
            ),
            "number",
        ),
    ),
)

CATALOG_SHAPES = (
    SOURCES, OPERATIONS, STEPS, STEP_WEIGHTS, OPERATION_NAMES, MILESTONES, COUNTERMEASURES,
    LINKAGE, MUNICIPALITIES, EDITIONS,
)  # fmt: skip
