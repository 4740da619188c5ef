"""What a municipality's file must look like: profile, plans, table of the plan, costs, KPI."""

from taiodo.catalog.kinds import MunicipalityKind
from taiodo.catalog.shape_parts import (
    CERTAINTIES,
    ID_KEY,
    NAME_KEY,
    NOTE_KEY,
    SOURCED,
    FileShape,
    Table,
    day,
    flag,
    number,
    operations,
    text,
    texts,
)

KINDS = tuple(MunicipalityKind)
MARKS = ("new", "extended")
PLAN_WORDS = "検討|準備|実施|稼働|継続|推進|拡充"
COST_CATEGORIES = ("基幹系", "内部", "情報提供系", "通信ネットワーク", "その他")

MUNICIPALITIES = FileShape(
    "municipalities",
    "catalog/municipalities/*.toml",
    (
        Table(
            "municipality",
            "自治体",
            (
                ID_KEY,
                NAME_KEY,
                text("prefecture", "都道府県", '"東京都"'),
                text("kind", "自治体の区分", '"special_ward"', choices=KINDS),
                operations("kpi_operations", "成果指標の対象業務"),
                *SOURCED,
            ),
            single=True,
        ),
        Table("phases", "移行時期", (NAME_KEY, *SOURCED), "name", required=False),
        Table("departments", "所管課", (NAME_KEY, *SOURCED), "name", required=False),
        Table(
            "plans",
            "業務ごとの計画",
            (
                text("operation", "業務", '"jumin"', refers="operations"),
                text("phase", "移行時期", '"1期"', may_be_empty=True, refers="phases"),
                day("cutover", "切替予定日", '"2026-01-05"', may_be_empty=True),
                text(
                    "cutover_note", "切替予定日の根拠", '"見本"', required=False, may_be_empty=True
                ),
                text("department", "所管課", '"税務課"', may_be_empty=True, refers="departments"),
                text(
                    "department_certainty", "所管課の確かさ", '"unconfirmed"', choices=CERTAINTIES
                ),
                text(
                    "department_note", "所管課の根拠", '"推定"', required=False, may_be_empty=True
                ),
                *SOURCED,
            ),
            "operation",
            required=False,
        ),
        Table(
            "kpi",
            "成果指標の目標",
            (
                number("fiscal_year", "年度", "2025"),
                number("target", "移行した業務の目標数", "15"),
                number("total", "対象の業務数", "15"),
                *SOURCED,
            ),
            "fiscal_year",
            required=False,
        ),
        Table(
            "plan_lines",
            "計画表の行",
            (
                text("block", "取組番号", '"2-3-①"'),
                text("title", "事業内容", '"1期の標準化・共通化対応"'),
                text("mark", "新規・拡充の別", '"new"', may_be_empty=True, choices=MARKS),
                text("level", "区分", '"国"', choices=("区", "国", "都")),
                texts(
                    "planned",
                    "年度が確かな語",
                    '["2025:実施"]',
                    may_be_empty=True,
                    pattern=rf"\d{{4}}:(?:{PLAN_WORDS})(?:・(?:{PLAN_WORDS}))*",
                ),
                text("unplaced", "年度が分からない語", '"検討・実施"', may_be_empty=True),
                NOTE_KEY,
                *SOURCED,
            ),
            required=False,
        ),
        Table(
            "costs",
            "システム経費",
            (
                text("name", "名称", '"基幹系システム"'),
                text("category", "システム区分", '"基幹系"', choices=COST_CATEGORIES),
                number("fiscal_year", "年度", "2019"),
                number("amount", "金額（千円）", "1496315"),
                *SOURCED,
            ),
            required=False,
        ),
        Table(
            "extended",
            "特定移行支援システムの見込み",
            (
                operations("operations", "業務"),
                flag("common_functions", "共通機能", "true"),
                *SOURCED,
            ),
            single=True,
            required=False,
        ),
    ),
)
