"""Tables, chart, grid and import of costs."""

import io
from functools import partial

import pandas as pd
import streamlit as st

from taiodo.access.rights import Action
from taiodo.plan.calendar import fiscal_year_name
from taiodo.plan.costs import CATEGORIES, CostItem, by_category, by_year
from taiodo.problems import Problem, errors
from taiodo.report.charts import bar_chart
from taiodo.report.costs import cost_chart
from taiodo.ui import show, state
from taiodo.ui.grid import edit_grid
from taiodo.ui.inventory_view import XLSX
from taiodo.ui.plan_table_view import short_year
from taiodo.ui.rights import note, refusal
from taiodo.ui.upload import MAX_UPLOAD_MB, uploaded
from taiodo.workflow import costs
from taiodo.workflow.costs import CostPreview, Costs
from taiodo.workflow.desk import Desk

PLACE = "costs"


def show_summary(found: Costs) -> None:
    """The chart with its finding, and the tables behind it."""
    st.altair_chart(bar_chart(cost_chart(found.lines)), theme=None)
    years, categories = st.tabs(["年度と費目", "年度とシステム区分"])
    with years:
        show.table(
            [
                {
                    "年度": fiscal_year_name(year),
                    **{item.label: held.get(item) for item in CostItem},
                    "合計": sum(held.values()),
                }
                for year, held in by_year(found.lines).items()
            ],
            _whole([*(item.label for item in CostItem), "合計"]),
        )
    with categories:
        held = by_category(found.lines)
        names = sorted({year for years in held.values() for year in years})
        show.table(
            [
                {
                    "システム区分": category,
                    **{fiscal_year_name(year): held[category].get(year) for year in names},
                    "合計": sum(held[category].values()),
                }
                for category in CATEGORIES
            ],
            _whole([*map(fiscal_year_name, names), "合計"]),
        )
    st.caption(
        "単位は千円。「現行の運用」「現行の経費（内訳なし）」が移行前、その他が移行に伴う費用です。"
    )


def _whole(names: list[str]) -> dict[str, object]:
    return {name: st.column_config.NumberColumn(name, format="localized") for name in names}


def show_grid(desk: Desk, found: Costs) -> None:
    """Amounts per year as cells that save themselves."""
    frame = pd.DataFrame(
        [
            {
                "id": line.id,
                "name": line.name,
                "item": line.item.label,
                **{f"y{year}": None for year in found.years},
                **costs.values_of(line),
            }
            for line in found.lines
        ]
    ).set_index("id")
    years = {
        f"y{year}": st.column_config.NumberColumn(
            short_year(year), min_value=0, step=1, format="localized", width=88
        )
        for year in found.years
    }
    frame[list(years)] = frame[list(years)].astype("float64")
    edit_grid(
        "costs",
        frame,
        {
            "name": st.column_config.TextColumn("システム・名称", width=180, pinned=True),
            "item": st.column_config.TextColumn("費目", width=175, pinned=True),
            "category": st.column_config.SelectboxColumn(
                "システム区分", options=list(CATEGORIES), required=True, width=125
            ),
            **years,
            "note": st.column_config.TextColumn("備考", width=240, max_chars=400),
        },
        ["category", *years, "note"],
        partial(costs.save_lines, desk),
        title=["name", "item"],
        refusal=refusal(Action.CHANGE_PLAN),
        height=min(560, 80 + 36 * len(found.lines)),
    )


def show_line_forms(desk: Desk, found: Costs) -> None:
    """A line to add, and one to remove."""
    if not note(Action.CHANGE_PLAN):
        return
    with st.form("costs.new", clear_on_submit=True):
        first, second, third, fourth = st.columns((2, 2, 1, 1))
        first.selectbox(
            "システム", ["", *found.systems], key="costs.new.system",
            format_func=lambda s: found.systems.get(s, "（システムを決めない）"),
        )  # fmt: skip
        second.text_input("名称（システムを決めないとき）", max_chars=100, key="costs.new.name")
        third.selectbox("システム区分", CATEGORIES, key="costs.new.category")
        fourth.selectbox("費目", [item.label for item in CostItem], key="costs.new.item")
        st.form_submit_button("行を加える", type="primary", on_click=_add, args=(desk,))
    if found.lines:
        held = {line.id: line for line in found.lines}
        with st.form("costs.remove"):
            st.selectbox(
                "消す行", list(held), key="costs.remove.line",
                format_func=lambda key: f"{held[key].name} {held[key].item.label}",
            )  # fmt: skip
            st.form_submit_button(
                "行を消す（履歴には残ります）", on_click=_remove, args=(desk, found)
            )


def _add(desk: Desk) -> None:
    typed = {name: str(st.session_state[f"costs.new.{name}"]) for name in
             ("system", "name", "category", "item")}  # fmt: skip
    with show.outcome_kept(PLACE, "行を加えました。表の年度の欄に金額を入れてください。"):
        costs.add_line(desk, **typed)


def _remove(desk: Desk, found: Costs) -> None:
    key = int(st.session_state["costs.remove.line"])
    line = next(one for one in found.lines if one.id == key)
    with show.outcome_kept(PLACE, f"{line.name}の{line.item.label}の行を消しました。"):
        costs.remove_line(desk, line.id, line.revision)


def show_exchange(desk: Desk) -> None:
    """The workbook to fill in, and taking a filled one in after a preview."""
    st.header("Excelで記入して取り込む")
    st.download_button(
        "登録済みの費用を書き込んだ記入用ブック", _book, "費用_記入用.xlsx", XLSX, key="costs.book"
    )
    if not note(Action.CHANGE_PLAN):
        return
    file = st.file_uploader(
        "記入したブック、またはCSV", type=["xlsx", "csv"], max_upload_size=MAX_UPLOAD_MB,
        key="costs.file",
    )  # fmt: skip
    if file is None:
        return
    try:
        given = costs.preview(desk, uploaded(file), file.name)
    except Problem as problem:
        show.show_problem(problem)
        return
    st.markdown(
        f"{len(given.reading.lines):,}行を読み取りました（新しい行 {given.new:,}、"
        f"変わる行 {given.changed:,}、同じ行 {given.same:,}）。"
    )
    if given.reading.findings:
        show.show_findings(given.reading.findings)
    wrong = bool(errors(given.reading.findings))
    show.table(
        [
            {
                "システム・名称": line.name,
                "システム区分": line.category,
                "費目": line.item.label,
                **{fiscal_year_name(y): a for y, a in sorted(line.amounts.items())},
            }
            for line in given.reading.lines
        ]
    )
    st.button(
        "この内容で取り込む", type="primary", disabled=wrong, on_click=_commit, args=(desk, given)
    )


def _commit(desk: Desk, given: CostPreview) -> None:
    with show.outcome_kept(PLACE, f"{len(given.reading.lines):,}行の費用を取り込みました。"):
        costs.commit(desk, given)


def _book() -> bytes:
    target = io.BytesIO()
    costs.template(state.desk(), target)
    return target.getvalue()
