"""Text that would do something if it were taken for a formula, HTML, Markdown or a template."""

from sqlalchemy import Text, select, update

from taiodo.store.tables import Row

HOSTILE = (
    "=1+1<img src=x onerror=\"document.title='pwned'\"><b>太</b>**字**_傾_{{ 7*7 }}${7*7}$"
    ":red[赤][飛ぶ](http://x.invalid)`符`<script>1</script>"
)
NOTE = f"{HOSTILE}\n# 見出し\n- 項目\n+2|@SUM(A1)"
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1")

NAMES = {("department", "name"), ("municipality", "name"), ("municipality", "prefecture")}
STRUCTURED = {
    "audit": {"actor", "summary", "before", "after"},
    "bulk_item": {"before"},
    "requirement": {"path", "search"},
    "edition": {"layout"},
    "feature": {"counterparts"},
    "sheet_form": {"columns", "own"},
    "sheet_return": {"changes", "refusals"},
    "sheet_conflict": {"base", "theirs"},
    "account": {"password", "external"},
    "plan_version": {"entries"},
    "scenario": {"entries"},
    "plan_line": {"planned", "happened"},
    "cost_line": {"amounts"},
    "step_batch": {"changes"},
    "package_reply": {"symbols"},
}
"""Columns of text that hold codes or JSON of the program's own, or the chained trail."""


def free_text():
    """Every column people's words go into: (table, column)."""
    return [
        (table, column)
        for table in Row.metadata.sorted_tables
        for column in table.c
        if (isinstance(column.type, Text) or (table.name, column.name) in NAMES)
        and column.name not in STRUCTURED.get(table.name, ())
    ]


def pour(store):
    """Put such text into every field of words of every row; names stay different, with their id."""
    with store.transaction("試験") as tx:
        for table, column in free_text():
            unique = (table.name, column.name) in NAMES or column.name in ("name", "chapter")
            if not unique:
                tx.connection.execute(update(table).values({column.name: NOTE}))
                continue
            for key in tx.connection.scalars(select(table.c.id)).all():
                value = f"{HOSTILE}{key}"
                tx.connection.execute(
                    update(table).where(table.c.id == key).values({column.name: value})
                )
    return len(free_text())
