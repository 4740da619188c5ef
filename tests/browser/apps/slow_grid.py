"""A small application around the grid: a slow save into an SQLite file that counts its writes."""

import os
import random
import sqlite3
import time
from collections.abc import Sequence

import pandas as pd
import streamlit as st

from taiodo.survey.items import Edit, Outcome
from taiodo.ui.grid import edit_grid
from taiodo.ui.style import apply_style

PATH = os.environ["GRID_DATABASE"]
PAGE = 60


def connection() -> sqlite3.Connection:
    opened = sqlite3.connect(PATH, timeout=10, isolation_level=None)
    opened.row_factory = sqlite3.Row
    return opened


def save(edits: Sequence[Edit]) -> list[Outcome]:
    time.sleep(random.uniform(0.3, 0.6))
    found = []
    with connection() as db:
        db.execute("BEGIN IMMEDIATE")
        for edit in edits:
            now = dict(db.execute("SELECT * FROM item WHERE id = ?", [edit.item]).fetchone())
            if now["revision"] != edit.revision:
                message = "他の人が先に更新しました。"
                found.append(Outcome(edit.item, False, now["revision"], now, message))
                continue
            for name, value in edit.changes.items():
                db.execute(f"UPDATE item SET {name} = ? WHERE id = ?", [value, edit.item])
                db.execute(
                    "INSERT INTO written (item, name, value) VALUES (?, ?, ?)",
                    [edit.item, name, str(value)],
                )
            db.execute("UPDATE item SET revision = revision + 1 WHERE id = ?", [edit.item])
            found.append(Outcome(edit.item, True, now["revision"] + 1))
        db.execute("COMMIT")
    return found


st.set_page_config(layout="wide", page_title="試験")
apply_style()
number = st.segmented_control("頁", [1, 2], default=1, key="number", required=True)
if st.toggle("表を隠す", key="hidden"):
    st.stop()
with connection() as db:
    rows = [
        dict(r)
        for r in db.execute("SELECT * FROM item LIMIT ? OFFSET ?", [PAGE, PAGE * (number - 1)])
    ]
page = pd.DataFrame(rows).set_index("id")
page["days"] = page["days"].astype("float64")
page["due"] = pd.to_datetime(page["due"])
edit_grid(
    "grid",
    page,
    {
        "name": st.column_config.TextColumn("名称"),
        "comment": st.column_config.TextColumn("備考"),
        "days": st.column_config.NumberColumn("工数"),
        "due": st.column_config.DateColumn("期限", format="YYYY/MM/DD"),
        "verdict": st.column_config.SelectboxColumn("判定", options=["適合", "不適合"]),
    },
    ["comment", "days", "due", "verdict"],
    save,
    title=["name"],
    height=500,
)
