"""What was decided about an item, for those who may only look."""

from collections.abc import Mapping

import streamlit as st

from taiodo.survey.items import Handling
from taiodo.ui import show
from taiodo.workflow.trail_words import field_name, field_value


def show_handling(handling: Handling, measures: Mapping[str, str]) -> None:
    """What was decided as a table; reason and 備考 below it, with their line breaks."""
    values = {
        "countermeasure": measures.get(handling.countermeasure, "未定"),
        "impact_resident": handling.impact_resident.label,
        "impact_staff": handling.impact_staff.label,
        "effort": handling.effort,
        "cost": handling.cost,
        "due": handling.due,
        "owner": handling.owner,
    }
    show.table([{"項目": field_name(n), "内容": field_value(n, v)} for n, v in values.items()])
    for name, words in (("reason", handling.reason), ("comment", handling.comment)):
        if words:
            st.caption(field_name(name))
            st.text(words)
