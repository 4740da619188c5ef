"""What vendors' packages answer: beside a requirement, in summary, and side by side."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from taiodo.catalog.requirements import Obligation
from taiodo.survey.package import (
    RATE_FORMULA,
    REPLY_FORMULA,
    PackageIssue,
    PackageResponse,
)
from taiodo.ui import address, show
from taiodo.ui.survey_list import picked_item
from taiodo.workflow import package_comparison
from taiodo.workflow.desk import Desk
from taiodo.workflow.package_comparison import (
    Compared,
    ComparedFilter,
    ComparedRow,
    PackageBeside,
    Standing,
)

CLASSES = [o.value for o in Obligation if o is not Obligation.NONE]
RESPONSES = [r.value for r in PackageResponse]
GRAVE = (
    PackageIssue.MANDATORY_MISSING, PackageIssue.PROHIBITED_IMPLEMENTED, PackageIssue.AFTER_CUTOVER,
)  # fmt: skip
ISSUES = {"": "すべての要件", "any": "指摘のあるもの"} | {i.value: i.label for i in PackageIssue}


def show_packages(beside: Sequence[PackageBeside]) -> None:
    """The third column: what the packages answer to one requirement."""
    st.markdown("**パッケージ（事業者の回答）**")
    for package, answer, issues in beside:
        due = f"　{show.day(answer.due)}" if answer.due else ""
        noted = "".join(f" :orange-badge[{issue.label}]" for issue in issues)
        st.markdown(
            f"{show.escaped(package.title)}　**{show.escaped(answer.response.shown)}**{due}{noted}"
        )
        if answer.remark:
            st.text(answer.remark)


def show_summary(desk: Desk, survey: int | None = None) -> None:
    """The findings of every reply in a line each, with the link to the rows they count."""
    lines = package_comparison.summary(desk, survey)
    if not lines:
        return
    st.subheader(
        "パッケージの指摘", help="事業者の回答のうち、実装必須・実装不可・期日に照らして目立つもの"
    )
    for line in lines:
        counted = "・".join(f"{i.short}{n:,}" for i in GRAVE if (n := line.issues.get(i, 0)))
        st.page_link(
            show.page_path("packages"),
            label=show.escaped(
                f"{line.package.title}: 指摘{sum(line.issues.values()):,}件"
                + (f"（うち{counted}）" if counted else "")
                + f"　{line.title}"
            ),
            icon=":material/inventory_2:",
            query_params={
                "target": f"{line.operation}:{line.edition}", "issue": "any",
                "package": str(line.package.id),
            },
        )  # fmt: skip


def show_standings(standings: Sequence[Standing]) -> None:
    """Each package's rates, answers by response, and findings; formulas below."""
    rows = []
    for standing in standings:
        counts = standing.counts
        rows.append(
            {
                "パッケージ": standing.package.title,
                "実装必須対応率": None if counts.rate is None else round(counts.rate, 3),
                "回答率": None if counts.reply_rate is None else round(counts.reply_rate, 3),
                "指摘": sum(counts.issues.values()),
                **{r.shown: counts.count(response=r) for r in PackageResponse},
                "製品の版": standing.package.version,
            }
        )
    share = st.column_config.NumberColumn(format="percent")
    show.table(rows, {"実装必須対応率": share, "回答率": share})
    st.caption(f"{RATE_FORMULA}　／　{REPLY_FORMULA}")


def show_classes(standings: Sequence[Standing]) -> None:
    """Answers by class × response, and findings by kind, package by package."""
    with st.expander("実装類型ごとの回答と指摘の件数"):
        rows = [
            {
                "パッケージ": s.package.title,
                "実装類型": Obligation(o).label,
                "要件": s.counts.count(Obligation(o)),
                **{r.shown: s.counts.count(Obligation(o), r) for r in PackageResponse},
            }
            for s in standings
            for o in CLASSES
            if s.counts.count(Obligation(o))
        ]
        show.table(rows)
        show.table(
            [
                {"指摘": i.label, **{s.package.title: s.counts.issues.get(i, 0) for s in standings}}
                for i in PackageIssue
            ]
        )


def choose_rows(packages: Sequence[tuple[int, str]]) -> ComparedFilter:
    """The filters, each in the address."""
    names = {"": "すべてのパッケージ"} | {str(key): title for key, title in packages}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        issue = address.one_of(
            "指摘", list(ISSUES), key="issue", format_func=ISSUES.__getitem__, width=220
        )
        package = address.one_of(
            "パッケージ", list(names), key="package", format_func=names.__getitem__, width=200
        )
        text = st.text_input(
            "語句で探す（全角・半角は区別しません）", key="q", bind="query-params", width=270
        )
        with st.popover("絞り込み", icon=":material/tune:"):
            classes = address.some_of(
                "実装類型", CLASSES, key="class", placeholder="すべて",
                format_func=lambda o: Obligation(o).label,
            )  # fmt: skip
            responses = address.some_of(
                "回答", RESPONSES, key="response", placeholder="すべて",
                format_func=lambda r: PackageResponse(r).shown,
            )  # fmt: skip
            differing = st.toggle("回答が分かれるものだけ", key="differ", bind="query-params")
    return ComparedFilter(
        int(package) if package else None, issue,
        tuple(PackageResponse(r) for r in responses), tuple(Obligation(o) for o in classes),
        differing, text,
    )  # fmt: skip


def show_rows(found: Compared) -> None:
    """The page of requirements; the one picked opens below with every remark."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{found.total:,}件")
        if found.pages > 1:
            st.pagination(found.pages, key="page", bind="query-params", max_visible_pages=7)
    if not found.rows:
        st.info("条件に合う要件はありません。絞り込みを緩めてください。")
        return
    titles = [standing.package.title for standing in found.standings]
    event = st.dataframe(
        pd.DataFrame([_row(row, titles) for row in found.rows]),
        hide_index=True, height=min(560, 38 + 35 * len(found.rows)), key="packages.list",
        on_select="rerun", selection_mode="single-row", placeholder="－",
        column_config={
            "番号": st.column_config.TextColumn(width=72),
            "機能名称": st.column_config.TextColumn(width=170),
            "類型": st.column_config.TextColumn(width=80),
            "現行の判定": st.column_config.TextColumn(width=80),
            **{title: st.column_config.TextColumn(width=130) for title in titles},
        },
    )  # fmt: skip
    ids = [row.requirement.id for row in found.rows]
    picked = picked_item("packages", event["selection"]["rows"], ids, None)
    rows = event["selection"]["rows"]
    chosen = next((row for row in found.rows if row.requirement.id == picked), None)
    if chosen is None and rows and rows[0] < len(found.rows):
        chosen = found.rows[rows[0]]
    if chosen is None:
        st.caption("行の左端を選ぶと、要件文と各社の備考を示します。")
    else:
        _show_one(found, chosen)


def _row(row: ComparedRow, titles: Sequence[str]) -> dict[str, object]:
    issues = dict.fromkeys(issue.short for found in row.issues for issue in found)
    cells: dict[str, object] = {
        "番号": row.requirement.number,
        "機能名称": row.requirement.name,
        "類型": row.requirement.obligation.label,
        "指摘": "・".join(issues) or None,
        "現行の判定": f"{row.verdict.sign} {row.verdict.label}" if row.verdict else None,
    }
    for title, answer in zip(titles, row.answers, strict=True):
        due = f" {_short_day(answer.due)}" if answer.due else ""
        cells[title] = f"{answer.response.shown}{due}"
    return cells


def _short_day(iso: str) -> str:
    """A day as narrow columns hold it: R9.3.31."""
    words = show.day(iso).replace("令和", "R").replace("平成", "H")
    return words.replace("年", ".").replace("月", ".").removesuffix("日")


def _show_one(found: Compared, row: ComparedRow) -> None:
    with st.container(border=True):
        asked = row.requirement
        st.markdown(
            f"**{show.escaped(asked.number)}　{show.escaped(asked.name)}**"
            f" :blue-badge[{asked.obligation.label}]"
        )
        left, right = st.columns(2)
        with left:
            show.plain_block(row.text)
            if row.item is not None and found.survey is not None:
                st.page_link(
                    show.page_path("survey"), label="対応度調査でこの要件を開く",
                    icon=":material/checklist:",
                    query_params={"survey": str(found.survey), "item": str(row.item)},
                )  # fmt: skip
        with right:
            show_packages(
                [
                    PackageBeside(s.package, answer, issues)
                    for s, answer, issues in zip(
                        found.standings, row.answers, row.issues, strict=True
                    )
                ]
            )
