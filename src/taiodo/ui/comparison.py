"""The pieces of the comparison page: editions, counts, one change with its words marked."""

from dataclasses import replace

import streamlit as st

from taiodo.catalog.compare import Change, ChangeKind, Comparison
from taiodo.catalog.editions import EditionKind
from taiodo.catalog.requirements import Requirement
from taiodo.ui import address, show
from taiodo.workflow import reporting, rolling
from taiodo.workflow.catalogue import OperationStanding, operations
from taiodo.workflow.desk import Desk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = (
    ChangeKind.TEXT_CHANGED,
    ChangeKind.OBLIGATION_CHANGED,
    ChangeKind.RENAMED,
    ChangeKind.RENUMBERED,
    ChangeKind.ADDED,
    ChangeKind.REMOVED,
    ChangeKind.COSMETIC,
    ChangeKind.UNCHANGED,
)


def choose_editions(desk: Desk) -> tuple[str, str, str] | None:
    """Operation, old edition and new edition, or None with what to do first."""
    held = {s.operation.id: _comparable(s) for s in operations(desk)}
    held = {key: s for key, s in held.items() if len(s.editions) > 1}
    if not held:
        show.nothing_yet(
            "比べられる版がまだありません。同じ業務の版を二つ以上取り込むと、ここで比べられます。",
            "spec_import",
            "仕様書を取り込む",
        )
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        operation = address.one_of(
            "業務", list(held), key="operation", width=260,
            format_func=lambda o: held[o].operation.name,
        )  # fmt: skip
        names = [e.edition for e in reversed(held[operation].editions)]
        kinds = {e.edition: e.kind for e in held[operation].editions}
        old = st.selectbox(
            "前の版", names, index=len(names) - 2, key=f"compare.old.{operation}", width=260,
            format_func=lambda e: f"{e}（{kinds[e].label}）",
        )  # fmt: skip
        new = st.selectbox(
            "新しい版", names, index=len(names) - 1, key=f"compare.new.{operation}", width=260,
            format_func=lambda e: f"{e}（{kinds[e].label}）",
        )  # fmt: skip
    return operation, old, new


def _comparable(standing: OperationStanding) -> OperationStanding:
    national = [e for e in standing.editions if e.kind is not EditionKind.SUPPLEMENT]
    return replace(standing, editions=tuple(national))


def show_counts(found: Comparison) -> None:
    """How many requirements each kind of change has."""
    for kinds in (SHOWN[:4], SHOWN[4:]):
        for place, kind in zip(st.columns(4), kinds, strict=True):
            place.metric(kind.label, f"{len(found.of(kind)):,}件")
    st.caption(
        "番号で対にし、番号が違うものは名称と要件文が一致するものを一対一で対にしています。"
        "「表記のみ」は全角・半角、空白、改行、句読点の違いだけのものです。"
    )


def show_proposals(found: Comparison) -> None:
    """Pairs that only resemble each other, and what was split or merged, for a person to judge."""
    if not found.proposals:
        return
    with st.expander(f"対応・分割・統合の候補（{len(found.proposals):,}件）"):
        st.caption(
            "同じ要件かどうかは人が確かめます。引き継ぐときに、確かめた組だけを選べます。"
            "似ている度合いは、名称と要件文の2文字ずつの並びが重なる割合です。"
        )
        show.table(
            [
                {
                    "前の番号": p.old.number,
                    "前の要件": f"{p.old.name} {p.old.text}",
                    "新しい番号": p.new.number,
                    "新しい要件": f"{p.new.name} {p.new.text}",
                    "似ている度合い": f"{p.likeness:.0%}",
                    "分割・統合": "候補" if p.several else None,
                }
                for p in found.proposals
            ]
        )


def show_export(desk: Desk, operation: str, old: str, new: str) -> None:
    """The comparison as a workbook or document for departments."""
    report = rolling.difference(desk, operation, old, new)
    st.download_button(
        "比較表（.xlsx）",
        lambda: reporting.written(report, "xlsx"),
        f"{report.title}.xlsx",
        XLSX,
        icon=":material/download:",
        key="compare.xlsx",
    )


def show_change(change: Change) -> None:
    """One change: both requirements, the words that went and came marked."""
    with st.container(border=True):
        st.markdown(f"**{show.escaped(change.subject.name)}**　{change.words}")
        left, right = st.columns(2)
        with left:
            _show_side("前の版", change.old)
        with right:
            _show_side("新しい版", change.new)
        if change.old and change.new and change.old.text != change.new.text:
            st.markdown("**変わった語句**（取り消し線は消えた語、下線は加わった語）")
            show.marked_block(change.old.text, change.new.text)
        if change.beside:
            st.caption(f"要件のほかに変わったもの: {'・'.join(change.beside)}")


def _show_side(title: str, requirement: Requirement | None) -> None:
    st.markdown(f"**{title}**")
    if requirement is None:
        st.markdown("（この版にはありません）")
        return
    st.caption(
        f"{requirement.number}　指定都市: {requirement.designated_city.label}　"
        f"一般市区町村: {requirement.other.label}"
    )
    show.plain_block(requirement.text)
