"""What comparing and rolling over 5,000 answered requirements costs, and how it grows.

Run: python tests/benchmarks/editions.py
"""

import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from taiodo.catalog.compare import compare_editions
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.requirements import Obligation, Requirement
from taiodo.store import editions as stored_editions
from taiodo.survey.items import Edit, ItemFilter
from taiodo.workflow import rolling, surveying
from taiodo.workflow.desk import initialise

SIZES = (1_000, 5_000)
ROUNDS = 5
M, O = Obligation.MANDATORY, Obligation.OPTIONAL  # noqa: E741


def edition(rows: int) -> tuple[Requirement, ...]:
    """Requirements under headings that repeat, some of them word for word."""
    return tuple(
        Requirement(
            f"001{n:04}",
            (f"{n // 400 + 1}. 章", f"{n // 40 + 1}. 節"),
            ("検索", "登録", "照会", "印刷", "統計")[n % 5],
            f"{n // 3}件目の届出について、内容を登録・照会し、帳票に印刷できること。" * (n % 4 + 1),
            M,
            O if n % 7 == 0 else M,
        )
        for n in range(rows)
    )


def revised(old: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    """The next edition: a tenth changed in one way or another."""
    found = []
    for n, requirement in enumerate(old):
        if n % 100 == 0:
            continue
        if n % 50 == 1:
            found.append(
                replace(requirement, text=f"{requirement.text}また、一覧で確かめられること。")
            )
        elif n % 50 == 2:
            found.append(replace(requirement, number=f"009{n:04}"))
        elif n % 50 == 3:
            found.append(replace(requirement, text=requirement.text.replace("、", "，")))
        elif n % 100 == 4:
            found.append(replace(requirement, number=f"008{n:04}", text=f"新しい要件{n}。"))
        else:
            found.append(requirement)
    return tuple(found)


def measured(rows: int, folder: Path) -> dict[str, float]:
    """Milliseconds: pairing by number alone (the floor), comparing, rolling over."""
    old = edition(rows)
    new = revised(old)
    floor, compared = [], []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        by_number = {r.number: r for r in new}
        changed = sum(r.number in by_number and by_number[r.number] != r for r in old)
        floor.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
        compare_editions(old, new)
        compared.append((time.perf_counter() - started) * 1000)
    assert changed
    return {
        "floor_ms": round(median(floor), 1),
        "diff_ms": round(median(compared), 1),
        "rollover_ms": round(rolled_over(old, new, folder / f"{rows}.sqlite3"), 1),
    }


def rolled_over(old: tuple[Requirement, ...], new: tuple[Requirement, ...], path: Path) -> float:
    """The whole roll-over of a survey with every item answered."""
    desk, _ = initialise(f"sqlite:///{path}", sample="nakano")
    with desk.store.transaction("測定") as tx:
        for name, requirements in (("1", old), ("2", new)):
            stored_editions.add_edition(
                tx,
                Edition("jumin", name, EditionKind.OFFICIAL, "", "", requirements=requirements),
            )
    survey = surveying.open_survey(desk, "jumin", "1").id
    items = surveying.requirement_page(desk, ItemFilter(survey=survey), size=100_000).items
    surveying.save_answers(
        desk, [Edit(i.id, 1, {"verdict": "partial", "comment": f"備考{i.id}"}) for i in items]
    )
    started = time.perf_counter()
    rolling.commit(desk, "jumin", "2")
    spent = (time.perf_counter() - started) * 1000
    desk.store.close()
    return spent


def main() -> None:
    """Print the figures as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        figures = {rows: measured(rows, Path(folder)) for rows in SIZES}
    small, large = (figures[rows] for rows in SIZES)
    growth = {
        f"{name}_growth": round(large[name] / small[name], 1) for name in ("diff_ms", "rollover_ms")
    }
    print(json.dumps(figures | growth, indent=2))


if __name__ == "__main__":
    main()
