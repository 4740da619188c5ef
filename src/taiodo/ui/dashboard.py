"""What the first page shows: figures with their formula, what waits, the surveys, what is late."""

from urllib.parse import urlencode

import streamlit as st

from taiodo.plan.calendar import fiscal_year_name, wareki
from taiodo.plan.kpi import KPI_FORMULA, Kpi
from taiodo.plan.schedule import Deadline
from taiodo.report.charts import bar_chart
from taiodo.report.fitgap import verdict_chart
from taiodo.survey.answers import (
    ANSWER_RATE_FORMULA,
    FORBIDDEN_MEANING,
    MISSING_MEANING,
    SCORE_FORMULA,
)
from taiodo.survey.stages import Stage
from taiodo.ui import show
from taiodo.ui.late_view import show_duties, show_late
from taiodo.ui.stage_view import MEANING
from taiodo.workflow.dashboard import Dashboard, Line
from taiodo.workflow.desk import NEW_MUNICIPALITY, Desk
from taiodo.workflow.profile import profile

OPEN_FORMULA = (
    "判定が不適合・一部適合の要件と、標準にない・実装不可の現行機能のうち、対応方針が未定のもの"
    "（同じ実装不可の事柄は一度だけ数える）"
)
WAITING = 12
OVERDUE_FORMULA = "期限を過ぎ、未回答か、対応方針が未定のままの項目"


def show_first_step(desk: Desk) -> None:
    """A database of no municipality yet: say that this comes first."""
    if profile(desk).name == NEW_MUNICIPALITY.name:
        show.nothing_yet(
            "はじめに、**自治体の設定**で名称と区分（指定都市・特別区・市・町村）を入れてください。"
            "区分によって、当てはまる業務と要件の実装類型が変わります。",
            "municipality",
            "自治体の設定へ",
        )


def show_figures(found: Dashboard) -> None:
    """The figures that matter, each with its formula."""
    counts = found.counts
    columns = st.columns(3)
    rate = f"{counts.answered:,} ÷ {counts.total:,}件"
    _figure(columns[0], "回答率", show.percent(counts.answer_rate), rate, ANSWER_RATE_FORMULA)
    verdicts = f"適合{counts.fit:,}・一部適合{counts.partial:,}・不適合{counts.gap:,}"
    _figure(columns[1], "対応度", show.percent(counts.score), verdicts, SCORE_FORMULA)
    _figure(columns[2], "対応方針が未定のギャップ", f"{found.gaps_open:,}件", "", OPEN_FORMULA)
    columns = st.columns(3)
    _figure(columns[0], "期限超過", f"{found.overdue:,}件", "", OVERDUE_FORMULA)
    show_kpi(columns[1], found.schedule.kpi)
    for deadline in found.schedule.deadlines[:1]:
        show_deadline(columns[2], deadline)


def show_faces(found: Dashboard) -> None:
    """Both faces of the gap over all surveys; the table below opens the rows of each."""
    features = found.features
    columns = st.columns(3)
    below = "下の表の数字から一覧を開けます"
    missing = f"{found.missing:,}件"
    _figure(columns[0], "標準にあって現行にない", missing, below, MISSING_MEANING)
    lost = f"{features.missing:,}件"
    _figure(columns[1], "現行にあって標準にない", lost, below, "対応する要件がない現行機能")
    forbidden = f"{found.forbidden:,}件"
    _figure(columns[2], "実装不可に該当", forbidden, below, FORBIDDEN_MEANING)


def _figure(place: st.delta_generator.DeltaGenerator, *words: str) -> None:
    name, value, below, formula = words
    place.metric(
        name, value, below or None, delta_color="off", delta_arrow="off", help=formula, border=True
    )


def show_kpi(place: st.delta_generator.DeltaGenerator, kpi: Kpi) -> None:
    """移行した事業数 against the target of the fiscal year."""
    if kpi.target is None or kpi.year is None:
        below = "目標は未設定"
    else:
        short = f"、残り{kpi.shortfall}" if kpi.shortfall else "、達成"
        below = f"{fiscal_year_name(kpi.year)}目標{kpi.target}{short}"
    _figure(place, "移行した事業数", f"{kpi.migrated} / {kpi.total}業務", below, KPI_FORMULA)


def show_deadline(place: st.delta_generator.DeltaGenerator, deadline: Deadline) -> None:
    """Days to (or past) a national deadline."""
    past = deadline.days < 0
    value = f"{-deadline.days:,}日経過" if past else f"あと{deadline.days:,}日"
    sure = "" if deadline.confirmed else "（未確認）"
    name = "移行期限" if deadline.confirmed else "移行期限（特定移行支援）"
    _figure(place, name, value, f"{wareki(deadline.day)}{sure}", deadline.name)


def show_waiting(found: Dashboard, *, checks: bool = False) -> None:
    """What to do next, each a link to exactly those items; `checks`: also what awaits 確認."""
    waiting = [
        (line, words, count, page, {"stage": "returned"})
        for line in found.counting
        for words, count, page in (
            ("差し戻された要件の回答", line.progress.stages.returned, "survey"),
            ("差し戻された現行機能の扱い", line.progress.seen.returned, "features"),
        )
    ]
    waiting += [
        (line, "未回答の要件", line.unanswered, "survey", {"verdict": "unanswered"})
        for line in found.counting
    ]
    waiting += [
        (line, "対応付けが未決定の現行機能", line.unmapped, "mapping", {"state": "undecided"})
        for line in found.counting
    ]
    waiting += [
        (
            line,
            "未判定の現行機能",
            line.features_undecided,
            "features",
            {"disposition": "undecided"},
        )
        for line in found.counting
    ]
    waiting += [
        (
            line,
            "対応方針が未定のギャップ",
            line.progress.gaps_open + line.progress.seen.open,
            "gaps",
            {"open": "true"},
        )
        for line in found.counting
    ]
    if checks:
        waiting += [
            (line, words, count, page, {"stage": "answered"})
            for line in found.counting
            for words, count, page in (
                ("確認を待つ要件の回答", line.progress.stages.answered, "survey"),
                ("確認を待つ現行機能の扱い", line.progress.seen.answered, "features"),
            )
        ]
    waiting = [one for one in waiting if one[2]]
    if not waiting:
        return
    st.header("次にすること")
    for line, words, count, page, query in waiting[:WAITING]:
        owner = f"（{line.progress.department}）" if line.progress.department else ""
        chosen = {"survey": str(line.survey), **query}
        if page != "mapping":
            chosen["department"] = line.progress.department
        st.page_link(
            show.page_path(page),
            label=show.escaped(f"{line.title} {words} {count:,}件{owner}"),
            icon=":material/arrow_forward:",
            query_params=chosen,
        )


def show_chart(found: Dashboard) -> None:
    """Verdicts per survey and department, stacked."""
    st.header("判定の内訳")
    rows = [
        (f"{line.title} {line.progress.department}", line.progress.counts)
        for line in found.counting
        if line.progress.counts.total
    ]
    st.altair_chart(bar_chart(verdict_chart(rows)), theme=None)


def show_lines(found: Dashboard) -> None:
    """Surveys by operation and department; the counts are links to the rows they count."""
    st.header("業務・所管課ごとの状況")
    columns = (
        "未回答", "方針未定（要件）", "期限超過（要件）", "標準にあって現行にない",
        "現行にあって標準にない", "実装不可に該当", "現行機能", "カスタマイズ", "対応付け未決定",
        "未判定（機能）", "方針未定（機能）", "開く",
    )  # fmt: skip
    counted = {name: st.column_config.LinkColumn(name, display_text=r"#(.*)$") for name in columns}
    rate = st.column_config.ProgressColumn("回答率", format="percent", min_value=0, max_value=1)
    score = st.column_config.NumberColumn("対応度", format="percent")
    columns_of = {**counted, "回答率": rate, "対応度": score}
    show.table([_row(line) for line in found.lines], columns_of)
    st.caption(
        f"{ANSWER_RATE_FORMULA}　／　{SCORE_FORMULA}　「置き換え済み」の調査は、"
        "同じ業務の取り込んだ版の調査があるため、上の数字に含めません。複数の課が使う現行機能は、"
        "それぞれの課の行に数えます（上の合計には一度だけ数えます）。"
    )


def show_stages(found: Dashboard) -> None:
    """How far the answers of each department have come; each figure opens its rows."""
    st.header("回答の段階")
    rows = [row for line in found.lines for row in _staged(line)]
    counted = st.column_config.LinkColumn(width="small", display_text=r"#(.*)$")
    show.table(rows, {stage.label: counted for stage in Stage})
    st.caption(f"{MEANING}　数字は、その段階にある項目の件数です。")


def _staged(line: Line) -> list[dict[str, object]]:
    """One row for each face of a department's survey."""
    p = line.progress
    rows: list[dict[str, object]] = []
    for face, page, total, counts in (
        ("要件", "survey", p.counts.total, p.stages),
        ("現行機能", "features", p.seen.total, p.seen.stages),
    ):
        row: dict[str, object] = {
            "調査": line.title + ("（置き換え済み）" if line.superseded else ""),
            "所管課": p.department or "未定",
            "対象": face,
            "項目": total,
        }
        for stage in Stage:
            count = counts.at(stage, total)
            row[stage.label] = _counted(line, count, page=page, stage=stage.value)
        rows += [row] if total else []
    return rows


def _row(line: Line) -> dict[str, object]:
    p = line.progress
    return {
        "調査": line.title + ("（置き換え済み）" if line.superseded else ""),
        "所管課": p.department or "未定",
        "項目": p.counts.total,
        "回答率": round(p.counts.answer_rate or 0, 3),
        "対応度": None if p.counts.score is None else round(p.counts.score, 3),
        "未回答": _counted(line, line.unanswered, verdict="unanswered"),
        "方針未定（要件）": _counted(line, p.gaps_open, open="true"),
        "期限超過（要件）": _counted(line, p.overdue_requirements, late="true"),
        "標準にあって現行にない": _counted(line, p.missing, page="gaps", face="missing"),
        "現行にあって標準にない": _counted(line, p.seen.missing, page="gaps", face="lost"),
        "実装不可に該当": _counted(
            line, p.seen.prohibited + p.forbidden, page="gaps", face="prohibited"
        ),
        "現行機能": _counted(line, p.seen.total, page="features"),
        "カスタマイズ": _counted(line, p.seen.customised, page="features", custom="true"),
        "対応付け未決定": _counted(line, line.unmapped, page="features", state="undecided"),
        "未判定（機能）": _counted(
            line, line.features_undecided, page="features", disposition="undecided"
        ),
        "方針未定（機能）": _counted(line, p.seen.open, page="features", open="true"),
        "開く": _counted(line, "調査へ"),
    }


def _counted(line: Line, shown: object, *, page: str = "survey", **query: str) -> str:
    chosen = {"survey": str(line.survey), "department": line.progress.department, **query}
    return f"/{page}?{urlencode(chosen)}#{shown}"


def show_tracking(found: Dashboard, department: str) -> None:
    """What is late and why, and who must act this week: the first few, with links to the rest."""
    plan = found.schedule
    mine = [row.operation for row in plan.rows if department in ("", row.department)]
    st.header("遅れているもの")
    show_late(plan, mine, most=6)
    st.subheader("今週動く人")
    show_duties(plan, mine, most=6)
    st.caption("運用開始は、作業ステップ⑱-1 を「完了済み」にすると記録されます。")
