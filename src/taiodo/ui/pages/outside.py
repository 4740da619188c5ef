"""標準化対象外のシステム: contract ends as the occasion to decide, Gov-Cloud, use of the cloud."""

import streamlit as st

from taiodo.ui import show, state
from taiodo.ui.outside_view import show_decisions
from taiodo.workflow import outside

st.title("標準化対象外のシステム")
st.markdown(
    "標準化の対象でない区独自のシステムについて、契約の終わりや更改を機会に、最適化の方針・"
    "ガバメントクラウドの候補かどうか・クラウドサービス利用の方針を決めます（取組 2-2-⑤）。"
)
desk = state.desk()
systems = outside.systems_outside(desk)
if not systems:
    show.nothing_yet(
        "種別が「独自施策」のシステムがまだありません。**現行システム**で登録してください。",
        "systems",
        "現行システムへ",
    )
    st.stop()
first, second, third = st.columns(3)
first.metric("標準化対象外のシステム", f"{len(systems)}件")
second.metric("方針が未定", f"{sum(not s.decision.decision for s in systems)}件")
third.metric("うち1年以内に契約終了・更改", f"{sum(s.urgent for s in systems)}件")
st.caption("機会 = 更改予定日、なければ契約終了日。過ぎたものも「1年以内」に数えます。")
show_decisions(desk, systems)
