"""The same done to 15,000 items and taken back, against one plain UPDATE of as many rows.

`python tests/benchmarks/acting.py [items]` prints seconds and ratios.
"""

import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, text

from taiodo.store.changes import columns_of
from taiodo.store.tables import RequirementItemRow, RequirementRow
from taiodo.survey.items import ItemFilter
from taiodo.workflow import acting, acts, conversing, surveying
from taiodo.workflow.acting import Deed, Order
from taiodo.workflow.conversing import Face
from taiodo.workflow.desk import Desk, initialise


def timed(work):
    begun = time.perf_counter()
    result = work()
    return time.perf_counter() - begun, result


def filled(folder: Path, count: int) -> tuple[Desk, int]:
    """A survey with so many answered requirements."""
    desk, _ = initialise(f"sqlite:///{folder / 'a.sqlite3'}", sample="nakano")
    survey = surveying.open_survey(desk, "kaigo", "outline").id
    items, requirements = columns_of(RequirementItemRow), columns_of(RequirementRow)
    with desk.store.transaction("計測") as tx:
        first = tx.connection.execute(items.id.table.select().limit(1)).mappings().one()
        model = (
            tx.connection.execute(
                requirements.id.table.select().where(requirements.id == first["requirement_id"])
            )
            .mappings()
            .one()
        )
        rows = [
            {**model, "id": 10_000 + n, "number": f"{n:07}", "position": 1_000 + n}
            for n in range(count)
        ]
        tx.connection.execute(insert(RequirementRow), rows)
        tx.connection.execute(
            insert(RequirementItemRow),
            [
                {**first, "id": 10_000 + n, "requirement_id": 10_000 + n, "verdict": "gap"}
                for n in range(count)
            ],
        )
    return desk, survey


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk, survey = filled(Path(folder), count)
        wanted = ItemFilter(survey=survey)

        def plain() -> None:
            with desk.store.transaction("計測") as tx:
                tx.connection.execute(text("UPDATE requirement_item SET owner = 'x'"))

        floor, _ = timed(plain)
        for deed, value in ((Deed.CHECK, ""), (Deed.DUE, "2026-03-31"), (Deed.RETURN, "理由")):
            order = Order(deed, value)
            looking, found = timed(
                lambda order=order: acting.preview(desk, Face.REQUIREMENT, wanted, order)
            )
            doing, done = timed(lambda found=found: acting.commit(desk, found))
            act = acts.last_act(desk, survey, acting.KINDS)
            undoing, undone = timed(lambda act=act: acts.undo(desk, act.id))
            print(
                f"{deed.value}: {done.count:,} items, preview {looking:.2f} s, done"
                f" {doing:.2f} s ({doing / floor:.0f} × plain {floor:.3f} s),"
                f" undone {undoing:.2f} s ({undone.restored:,})"
            )
        page = surveying.requirement_page(desk, wanted, size=50).items
        counting, _ = timed(lambda: conversing.counts(desk, Face.REQUIREMENT, [i.id for i in page]))
        asking, _ = timed(
            lambda: surveying.changed_by_others(desk, "requirement_item", wanted, "2000")
        )
        print(
            f"comments of a page {counting * 1000:.1f} ms, changes of others {asking * 1000:.1f} ms"
        )
        desk.store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15_000)
