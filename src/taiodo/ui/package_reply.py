"""A vendor's reply: how it is read, what its signs mean, and taking it in."""

from dataclasses import replace

import streamlit as st

from taiodo.access.rights import Role
from taiodo.problems import errors
from taiodo.survey.package import ANSWERS, PackageResponse, VendorPackage
from taiodo.ui import show
from taiodo.workflow import packages
from taiodo.workflow.desk import Desk, shown_time
from taiodo.workflow.packages import Layout, ReplyPreview, SymbolUse
from taiodo.workflow.specification import SheetLook

PLACE = "package"
SYMBOLS, LAYOUT = "package.symbols", "package.layout"
MOST_SYMBOLS = 30
ROLES = {
    "number": "番号（機能ID）", "part": "枝番", "response": "回答", "due": "対応予定日",
    "remark": "回答備考", "name": "機能名称", "obligation": "実装類型", "key": "要件キー（様式）",
    **{r.value: f"回答の列: {r.label}" for r in ANSWERS},
}  # fmt: skip
SOURCES = {"given": "指定", "legend": "ファイルの凡例", "word": "言葉のとおり", "": "未定"}
CHOICES = ["", *(r.value for r in PackageResponse)]


def given_symbols(digest: str) -> dict[str, PackageResponse]:
    """What somebody said the signs of this file mean."""
    kept = st.session_state.get(SYMBOLS, {})
    return packages.symbol_meanings(kept.get("meanings", {}) if kept.get("file") == digest else {})


def given_layout(digest: str) -> Layout | None:
    """The columns somebody pointed out for this file, None while they are found by themselves."""
    kept = st.session_state.get(LAYOUT, {})
    if kept.get("file") != digest:
        return None
    return packages.layout_for(kept["columns"], kept["sheet"], kept["row"])


def show_reading(found: ReplyPreview) -> None:
    """Counts by response, columns, and what was noticed."""
    st.header("読み取り結果")
    places = st.columns(len(ANSWERS) + 1)
    places[0].metric("誤り", f"{len(errors(found.findings)):,}件")
    for place, response in zip(places[1:], ANSWERS, strict=True):
        place.metric(response.shown, f"{found.counts.get(response, 0):,}件")
    st.caption(
        show.escaped(
            f"{found.title}の要件のうち回答{len(found.matched.answers):,}件、"
            f"回答なし{len(found.matched.unanswered):,}件。列: "
            + "、".join(f"{c}＝{ROLES.get(r, r)}" for c, r in found.reading.columns.items())
        )
    )
    if found.findings:
        st.subheader("気づいたこと")
        show.show_findings(found.findings)


def show_symbols(found: ReplyPreview, digest: str) -> None:
    """What each sign means: as the file's legend says, or to be said here; never guessed."""
    uses = found.reading.symbols
    if not uses:
        return
    unknown = sum(use.meaning is None for use in uses)
    st.header("記号の意味")
    st.markdown(
        f"**{unknown}種類の記号の意味が分かりません。** 事業者の説明を確かめて選んでください。"
        if unknown
        else "凡例のとおりに読みました。違っていれば直してください。"
    )
    if len(uses) > MOST_SYMBOLS:
        st.warning(
            f"回答の種類が{len(uses):,}もあります。回答の列が正しいか、「読み方を直す」で"
            "確かめてください。"
        )
    with st.form(f"package.symbols.{digest[:8]}"):
        for use in uses[:MOST_SYMBOLS]:
            _show_symbol(use, digest)
        st.form_submit_button(
            "この意味で読み直す", type="primary" if unknown else "secondary",
            on_click=_keep_symbols, args=(uses[:MOST_SYMBOLS], digest),
        )  # fmt: skip


def _key(use: SymbolUse, digest: str) -> str:
    return f"package.symbol.{digest[:8]}.{use.symbol}"


def _show_symbol(use: SymbolUse, digest: str) -> None:
    left, middle, right = st.columns([2, 3, 6], vertical_alignment="center")
    left.markdown(f"**{show.escaped(use.symbol)}**　{use.count:,}件")
    now = use.meaning.value if use.meaning else ""
    middle.selectbox(
        f"「{use.symbol}」の意味", CHOICES, index=CHOICES.index(now), key=_key(use, digest),
        format_func=lambda c: PackageResponse(c).label if c else "選んでください",
        label_visibility="collapsed",
    )  # fmt: skip
    hint = f"　ファイルの記載: {use.hint}" if use.hint else ""
    right.caption(show.escaped(f"{SOURCES[use.source]}　最初の場所: {use.where}{hint}"))


def _keep_symbols(uses: tuple[SymbolUse, ...], digest: str) -> None:
    kept = st.session_state.get(SYMBOLS, {})
    meanings = dict(kept.get("meanings", {})) if kept.get("file") == digest else {}
    for use in uses:
        chosen = st.session_state.get(_key(use, digest), "")
        if chosen != (use.meaning.value if use.meaning else ""):
            meanings[use.symbol] = chosen
    st.session_state[SYMBOLS] = {"file": digest, "meanings": meanings}


def show_correction(looks: tuple[SheetLook, ...], digest: str) -> None:
    """Pointing out sheet, header row and columns where they were not found."""
    titles = [look.title for look in looks if not look.hidden] or [looks[0].title]
    sheet = st.selectbox("シート", titles, key="package.sheet")
    look = next(one for one in looks if one.title == sheet)
    rows = [dict(zip(look.columns, row, strict=True)) for row in look.rows]
    st.dataframe(rows, height=260)
    with st.form("package.columns"):
        row, *places = st.columns(5)
        row.number_input("見出しの行", 1, 1_000, 1, key="package.row")
        for place, role in zip(places, ("number", "response", "due", "remark"), strict=True):
            place.selectbox(ROLES[role], ["", *look.columns], key=f"package.column.{role}")
        st.form_submit_button("この列で読み直す", on_click=_keep_columns, args=(sheet, digest))
    if st.session_state.get(LAYOUT, {}).get("file") == digest:
        st.button("自動判定に戻す", key="package.forget", on_click=_forget_columns)
    show.show_outcome("package.columns")


def _keep_columns(sheet: str, digest: str) -> None:
    typed = st.session_state
    columns = {
        role: typed[f"package.column.{role}"]
        for role in ("number", "response", "due", "remark")
        if typed[f"package.column.{role}"]
    }
    with show.outcome_kept("package.columns", "指定した列で読み直しました。"):
        packages.layout_for(columns, sheet, int(typed["package.row"]))
        typed[LAYOUT] = {
            "file": digest, "columns": columns, "sheet": sheet, "row": int(typed["package.row"]),
        }  # fmt: skip


def _forget_columns() -> None:
    st.session_state.pop(LAYOUT, None)


def show_commit(desk: Desk, found: ReplyPreview) -> None:
    """Whose reply it is, what would change, and the button that takes exactly this in."""
    st.header("取り込む")
    wrong = bool(errors(found.findings)) or not found.matched.answers
    first, second, third = st.columns(3)
    own = desk.person.vendor if desk.person.role is Role.VENDOR else ""
    if own:
        st.session_state["package.vendor"] = own
    vendor = first.text_input("事業者名", key="package.vendor", max_chars=80, disabled=bool(own))
    product = second.text_input("製品名（任意）", key="package.product", max_chars=80)
    version = third.text_input("製品の版（任意）", key="package.version", max_chars=80)
    note = st.text_input("備考（任意）", key="package.note", max_chars=400)
    keep = st.toggle(
        "このファイルにない要件の前の回答を残す（一部の章だけの回答のとき）", key="package.keep"
    )
    package = VendorPackage(vendor, product, version, note)
    if vendor.strip() and not wrong:
        change = packages.changes(desk, found, package, keep=keep)
        st.caption(
            f"この事業者・製品の前の回答と比べて、追加{change.added:,}件・変更{change.changed:,}件・"
            f"消去{change.removed:,}件・同じ{change.unchanged:,}件です。"
        )
    if wrong:
        st.error("誤りがあるため、取り込めません。記号の意味を決めるか、ファイルを直してください。")
    st.button(
        "この内容で取り込む", type="primary", key="package.commit",
        disabled=wrong or not vendor.strip(),
        on_click=_commit, args=(desk, found, package, keep),
    )  # fmt: skip


def _commit(desk: Desk, found: ReplyPreview, package: VendorPackage, keep: bool) -> None:
    named = replace(package, vendor=package.vendor.strip(), product=package.product.strip())
    count = len(found.matched.answers)
    with show.outcome_kept(
        PLACE, f"{named.title}の回答{count:,}件を{found.title}に取り込みました。"
    ):
        packages.commit(desk, found, named, keep=keep, digest=found.digest)


def show_replies(desk: Desk) -> None:
    """The replies that count, and taking one back."""
    held = packages.replies(desk)
    show.show_outcome("package.undo")
    if not held:
        return
    st.header("取り込んだ回答")
    show.table(
        [
            {
                "番号": reply.id,
                "版": title,
                "事業者": reply.package.vendor,
                "製品": reply.package.product,
                "製品の版": reply.package.version,
                "回答": reply.count,
                "記号の意味": "、".join(
                    f"{s}＝{PackageResponse(m).label}" for s, m in reply.symbols.items()
                ),
                "ファイル": reply.file_name,
                "取り込んだ人": reply.imported_by,
                "取り込んだ日時": shown_time(reply.imported_at),
            }
            for reply, title in held
        ]
    )
    with st.expander("取り込みを取り消す", icon=":material/undo:"):
        st.caption("取り消すと、その前の回答があればそれに戻ります。履歴には両方が残ります。")
        titles = {r.id: f"{title}　{r.package.title}（番号{r.id}）" for r, title in held}
        chosen = st.selectbox(
            "回答", list(titles), key="package.undo.reply", format_func=titles.__getitem__
        )
        st.button(
            "この回答の取込を取り消す", key="package.undo", on_click=_undo, args=(desk, chosen)
        )


def _undo(desk: Desk, reply: int) -> None:
    with show.outcome_kept("package.undo", "回答の取込を取り消しました。"):
        packages.undo(desk, reply)
