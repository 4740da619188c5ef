"""The item a form was opened with: a list that is refreshed takes nothing of what is typed.

A form stays as it was opened while somebody else changes its item; saving it then is refused with
both versions shown. Its values are kept as plain values, under the revision they were read at.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TypeVar, cast

import streamlit as st

from taiodo.survey.answers import Disposition, Impact, Verdict
from taiodo.survey.items import FeatureItem, Handling, RequirementItem
from taiodo.ui import show
from taiodo.workflow.trail_words import field_name, field_value

T = TypeVar("T", RequirementItem, FeatureItem)
Plain = dict[str, object]


def _key(place: str) -> str:
    return f"{place}.opened"


def as_opened(place: str, item: T) -> T:
    """The item as the form in `place` was opened with; as it is now when it is opened now."""
    kept = st.session_state.get(_key(place))
    if not isinstance(kept, dict) or kept["item"] != item.id:
        st.session_state[_key(place)] = _plain(item)
        return item
    return item if kept["revision"] == item.revision else _restored(item, kept)


def serial(place: str) -> int:
    """The revision the form was opened at: a name for the form that only opening anew changes."""
    return int(st.session_state[_key(place)]["serial"])


def open_anew(*places: str) -> None:
    """Let forms show their items as they are now."""
    for place in places:
        st.session_state.pop(_key(place), None)


def moved_on(place: str, before: int, after: int) -> None:
    """The person changed something of the item that the form does not hold (its stage).

    A form that was behind what is there stays behind, so that nobody's change is written over.
    """
    kept = st.session_state.get(_key(place))
    if isinstance(kept, dict) and kept["revision"] == before:
        st.session_state[_key(place)] = kept | {"revision": after}


def _plain(item: RequirementItem | FeatureItem) -> Plain:
    return {
        "item": item.id, "serial": item.revision, "revision": item.revision, "values": _values(item)
    }  # fmt: skip


def _values(item: RequirementItem | FeatureItem) -> Plain:
    """The fields of the form, as plain values."""
    if isinstance(item, RequirementItem):
        first: Plain = {"verdict": item.verdict.value}
    else:
        first = {"disposition": item.disposition.value}
    return first | {
        name: value.value if isinstance(value, Impact) else value
        for name, value in asdict(item.handling).items()
    }


def _restored(item: T, kept: Mapping[str, object]) -> T:
    values = dict(cast("Plain", kept["values"]))
    revision = cast("int", kept["revision"])
    verdict, disposition = values.pop("verdict", None), values.pop("disposition", None)
    impacts = {n: Impact(str(values.pop(n))) for n in ("impact_resident", "impact_staff")}
    handling = Handling(**values, **impacts)  # type: ignore[arg-type]
    if isinstance(item, RequirementItem):
        return replace(item, revision=revision, handling=handling, verdict=Verdict(str(verdict)))
    return replace(
        item, revision=revision, handling=handling, disposition=Disposition(str(disposition))
    )


def show_changed_since(place: str, item: RequirementItem | FeatureItem) -> None:
    """Say what somebody else changed since the form was opened, with the way to take it over."""
    kept = st.session_state.get(_key(place))
    if not isinstance(kept, dict) or kept["revision"] == item.revision:
        return
    before, now = kept["values"], _values(item)
    changed = [name for name in now if now[name] != before[name]]
    with st.container(border=True, key=f"{place}.newer"):
        st.warning(
            f"開いたあとに {show.escaped(item.updated_by)} がこの項目を変更しました。"
            "入力中の内容はそのまま残しています。",
            icon=":material/group:",
        )
        if changed:
            show.table(
                [
                    {
                        "項目": field_name(name),
                        "開いたとき": field_value(name, before[name]),
                        "今の内容": field_value(name, now[name]),
                    }
                    for name in changed
                ]
            )
        st.button(
            "今の内容を表示する", key=f"{place}.renew.{item.id}",
            on_click=open_anew, args=(place,),
        )  # fmt: skip
