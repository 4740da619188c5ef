"""How a workbook was read, and committing exactly that."""

from datetime import date

import pandas as pd
import streamlit as st

from taiodo.catalog.requirements import BindingKind, Obligation
from taiodo.problems import errors
from taiodo.ui import show
from taiodo.ui.correction import show_sheet
from taiodo.ui.words import FIELDS
from taiodo.workflow import specification
from taiodo.workflow.catalogue import operations
from taiodo.workflow.desk import Desk, shown_time

SHOWN = 100
PLACE = "spec"


def show_reading(
    reading: specification.SpecReading, looks: tuple[specification.SheetLook, ...]
) -> None:
    """Counts, findings, columns beside the sheet itself, classes and the first requirements."""
    st.header("読み取り結果")
    first, second, third = st.columns(3)
    first.metric("要件", f"{len(reading.requirements):,}件")
    second.metric("誤り", f"{len(errors(reading.findings)):,}件")
    third.metric("様式", reading.layout)
    if reading.findings:
        st.subheader("気づいたこと")
        show.show_findings(reading.findings)
    left, right = st.columns(2)
    with left:
        st.subheader("列の対応")
        named = [
            {
                "列": place,
                "読み取る項目": FIELDS.get(field, field),
                "値の例": _examples(reading.samples.get(place, ())),
            }
            for place, field in reading.columns.items()
        ]
        show.table(named)
    with right:
        st.subheader("元のシート")
        used = [use.name for use in reading.sheets if use.chosen]
        show_sheet(looks, used[0] if used else "")
    left, right = st.columns(2)
    with left:
        st.subheader("実装類型ごとの件数")
        st.dataframe(_class_counts(reading), hide_index=True)
        if reading.legend:
            words = "、".join(
                f"{sign}＝{Obligation(code).label}" for sign, code in reading.legend.items()
            )
            st.caption(show.escaped(f"使った凡例: {words}"))
    with right:
        _show_sheets(reading)
    st.subheader(f"読み取った要件（先頭{SHOWN}件）")
    st.dataframe(_first_rows(reading), hide_index=True, height=400)


def _examples(values: tuple[str, ...]) -> str:
    return " ／ ".join(value.replace("\n", " ")[:20] for value in values)


def _show_sheets(reading: specification.SpecReading) -> None:
    st.subheader("シート")
    show.table(
        [
            {
                "シート": use.name,
                "読み方": f"要件一覧（{use.requirements:,}件）" if use.chosen else "読まない",
                "理由": use.reason,
            }
            for use in reading.sheets
        ]
    )
    if reading.unread:
        with st.expander(f"要件として読まなかった行（{len(reading.unread):,}行）"):
            show.table([{"場所": row.where, "理由": row.reason} for row in reading.unread])


def _class_counts(reading: specification.SpecReading) -> pd.DataFrame:
    labels = sorted({r.obligation_for(k).label for r in reading.requirements for k in BindingKind})
    counts = {
        kind.label: [
            sum(r.obligation_for(kind).label == label for r in reading.requirements)
            for label in labels
        ]
        for kind in BindingKind
    }
    return pd.DataFrame({"実装類型": labels, **counts})


def _first_rows(reading: specification.SpecReading) -> pd.DataFrame:
    shown = reading.requirements[:SHOWN]
    return pd.DataFrame(
        {
            "場所": [r.where for r in shown],
            "番号": [r.number for r in shown],
            "項目": [" ＞ ".join(filter(None, r.path)) for r in shown],
            "機能名称": [r.name for r in shown],
            "指定都市": [r.designated_city.label for r in shown],
            "一般市区町村": [r.other.label for r in shown],
            "要件": [r.text for r in shown],
        }
    )


def show_commit(desk: Desk, reading: specification.SpecReading) -> None:
    """The form that imports exactly what was shown."""
    st.header("取り込む")
    found = errors(reading.findings)
    if found:
        st.error(
            f"誤りが{len(found)}件あるため、取り込めません。ファイルを直して選び直してください。"
        )
    names = {s.operation.id: s.operation.name for s in operations(desk)}
    with st.form("spec.form"):
        st.selectbox("業務", list(names), format_func=names.__getitem__, key="spec.operation")
        st.text_input("版", placeholder="例: 6.1", key="spec.edition", max_chars=40)
        st.checkbox(
            "自治体独自の追加仕様として取り込む",
            key="spec.supplement",
            help="国の標準仕様書とは別に保ち、進行中の調査に加えられます。",
        )
        with st.expander("公表日・適合基準日・出所（任意）"):
            first, second = st.columns(2)
            first.date_input("公表日", None, format="YYYY/MM/DD", key="spec.published")
            second.date_input("適合基準日", None, format="YYYY/MM/DD", key="spec.effective")
            st.text_input("出所（資料の名前）", key="spec.source", max_chars=200)
            st.text_input("公表元のURL", key="spec.url", max_chars=400)
        st.form_submit_button(
            "この内容で取り込む",
            type="primary",
            disabled=bool(found),
            on_click=_commit,
            args=(desk, reading, names),
        )
    show.show_outcome(PLACE)
    if imported := st.session_state.get("spec.imported"):
        st.page_link(
            show.page_path("operations"),
            label=f"{names[imported]}の調査を始める（業務と標準仕様へ）",
            icon=":material/arrow_forward:",
            query_params={"operation": imported},
        )


def _commit(desk: Desk, reading: specification.SpecReading, names: dict[str, str]) -> None:
    typed = st.session_state
    operation = str(typed["spec.operation"])
    facts = specification.EditionFacts(
        operation,
        str(typed["spec.edition"]),
        source=str(typed["spec.source"]),
        source_url=str(typed["spec.url"]),
        published=_iso(typed["spec.published"]),
        effective_from=_iso(typed["spec.effective"]),
        supplement=bool(typed["spec.supplement"]),
    )
    done = (
        f"{names[operation]} {facts.edition}版として"
        f"{len(reading.requirements):,}件を取り込みました。"
    )
    typed.pop("spec.imported", None)
    with show.outcome_kept(PLACE, done):
        specification.commit(desk, reading, facts, digest=reading.digest)
        typed["spec.imported"] = operation


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def show_imported(desk: Desk) -> None:
    """The editions imported so far, and taking one out again while nobody has answered."""
    held = specification.imported(desk)
    show.show_outcome("spec.undo")
    if not held:
        return
    st.header("取り込んだ版")
    names = {s.operation.id: s.operation.name for s in operations(desk)}
    show.table(
        [
            {
                "業務": names[e.edition.operation],
                "版": e.edition.edition,
                "要件": e.count,
                "公表日": show.day(e.edition.published),
                "適合基準日": show.day(e.edition.effective_from),
                "出所": e.edition.source,
                "ファイル": e.file_name,
                "SHA-256": e.edition.sha256[:12],
                "取り込んだ人": e.imported_by,
                "取り込んだ日時": shown_time(e.imported_at),
            }
            for e in held
        ]
    )
    with st.expander("取り込みを取り消す", icon=":material/undo:"):
        st.caption(
            "まだ誰も回答していない版だけ取り消せます。履歴には取り込みと取り消しが残ります。"
        )
        titles = {
            (e.edition.operation, e.edition.edition): e.edition.called(names[e.edition.operation])
            for e in held
        }
        operation, edition = st.selectbox(
            "版", list(titles), format_func=titles.__getitem__, key="spec.undo.edition"
        )
        st.button(
            "この版の取り込みを取り消す",
            key="spec.undo",
            disabled=not specification.can_undo(desk, operation, edition),
            on_click=_undo,
            args=(desk, operation, edition, names[operation]),
        )


def _undo(desk: Desk, operation: str, edition: str, name: str) -> None:
    with show.outcome_kept("spec.undo", f"{name} {edition}版の取り込みを取り消しました。"):
        specification.undo(desk, operation, edition)
