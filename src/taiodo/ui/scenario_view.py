"""One scenario in detail, and the versions of the plan."""

from datetime import date

import streamlit as st

from taiodo.plan.calendar import wareki
from taiodo.ui import show
from taiodo.ui.scenario_tables import (
    contracts_table,
    history_table,
    missed_table,
    version_table,
    versions_table,
)
from taiodo.workflow import versions
from taiodo.workflow.desk import Desk, shown_time, today
from taiodo.workflow.scenarios import Compared, Comparison


def show_details(plan: Compared, found: Comparison) -> None:
    """Note, findings, contracts, missed lines and cost of a scenario."""
    scenario = plan.scenario
    if scenario is None:
        return
    if scenario.note:
        st.markdown(show.escaped(scenario.note))
    now = found.version.number if found.version else 0
    words = f"計画の第{scenario.base}版から作り、{shown_time(scenario.updated_at)}に"
    st.caption(f"{words}{show.escaped(scenario.updated_by)}が変更しました。")
    if scenario.base != now and plan.moved:
        st.warning(
            f"この計画案は第{scenario.base}版から作りました。今の計画は第{now}版です。"
            "採用すると、その間の計画の変更も置き換わります。上の表で違いを確かめてください。"
        )
    if plan.findings:
        show.show_findings(plan.findings)
    contracts, missed, cost = st.tabs(["契約", "間に合わない期限・目標", "費用の差"])
    with contracts:
        _table(contracts_table(plan), "契約終了日と切替日の違うシステムはありません。")
    with missed:
        _table(missed_table(plan, found.names), "間に合わない期限・目標はありません。")
    with cost:
        difference = plan.difference
        parts = (("運用", difference.running), ("暫定連携", difference.bridges))
        rows = [*parts, ("改修", difference.changes), ("合計", difference.total)]
        show.table([{"費目": name, "現行計画との差（千円）": round(v)} for name, v in rows])
        if difference.missing:
            st.caption(f"費用が未入力のため含めていないもの: {'、'.join(difference.missing)}")


def show_versions(desk: Desk, found: Comparison) -> None:
    """The versions with their reasons, the history of every date, and the plan on any past day."""
    kept = versions.plan_versions_kept(desk)
    if not kept:
        show.nothing_yet(
            "計画の版はまだありません。業務ごとの計画を保存すると、そのたびに版が残ります。",
            "plan",
            "移行計画へ",
        )
        return
    show.table(versions_table(kept))
    st.header("ある日の計画")
    day = st.date_input(
        "日付（その日の終わりの計画）", today(), max_value=today(), format="YYYY/MM/DD",
        key="versions.day", width=280,
    )  # fmt: skip
    version = versions.plan_as_of(desk, day) if isinstance(day, date) else None
    if version is None:
        st.info("その日にはまだ計画が登録されていません。後の日を選んでください。")
    else:
        st.caption(f"{wareki(day)}の終わりの計画は第{version.number}版（{version.name}）です。")
        show.table(version_table(version, found.names))
    st.header("日付の履歴")
    _table(
        history_table(versions.date_history(desk), found.names),
        "当初計画から変わった移行時期・切替予定日はありません。",
    )


def _table(rows: list[dict[str, object]], empty: str) -> None:
    if rows:
        show.table(rows)
    else:
        st.markdown(empty)
