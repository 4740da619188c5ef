"""The mapping page with 6,000 features: each question's time, and its ratio to one page of items.

`python tests/benchmarks/mapping.py` prints seconds; the floor is one page of requirement items
read in the same run.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from small_editions import requirement, store_edition
from taiodo.catalog.inventory import Feature, Inventory, System, SystemKind
from taiodo.survey.items import ItemFilter
from taiodo.survey.mapping import MappingFilter
from taiodo.workbook.inventory import InventoryReading
from taiodo.workflow import current, mapping, proposing, surveying
from taiodo.workflow.desk import initialise

FEATURES, REQUIREMENTS = 6_000, 2_000
WORDS = (
    "住民票",
    "証明書",
    "世帯",
    "異動",
    "転入",
    "転出",
    "抑止",
    "検索",
    "印刷",
    "照会",
    "集計",
    "通知",
)


def words(number: int) -> str:
    """Made-up words that differ from number to number."""
    return "".join(WORDS[(number // 12**place) % 12] for place in range(4))


def timed(name: str, act: Callable[[], object], floor: float = 0.0) -> float:
    """Carry out an act and print how long it took."""
    start = time.perf_counter()
    act()
    took = time.perf_counter() - start
    ratio = f"  ×{took / floor:.1f}" if floor else ""
    print(f"{name:<40}{took:8.3f} s{ratio}", flush=True)
    return took


def main() -> None:
    """Prepare a survey and ask what the pages ask."""
    with tempfile.TemporaryDirectory() as folder:
        desk, _ = initialise(f"sqlite:///{folder}/b.sqlite3")
        system = System("S", "住民記録", SystemKind.STANDARD, ("jumin",), "戸籍住民課")
        features = tuple(
            Feature(f"F{n}", "S", words(n), f"{words(n * 7)}を{words(n * 5)}する")
            for n in range(FEATURES)
        )
        inventory = Inventory((system,), features)
        current.commit(desk, InventoryReading(inventory, (), ""))
        edition = tuple(
            requirement(n, words(n * 11), f"{words(n)}について、{words(n * 3)}ができること。")
            for n in range(REQUIREMENTS)
        )
        store_edition(desk, "1", edition)
        timed("open the survey", lambda: surveying.open_survey(desk, "jumin", "1"))
        survey = surveying.surveys(desk)[0].id
        wanted = MappingFilter(survey)
        floor = timed(
            "floor: one page of requirement items",
            lambda: surveying.requirement_page(desk, ItemFilter(survey=survey)),
        )
        page = mapping.feature_page(desk, wanted)
        timed("one page of features", lambda: mapping.feature_page(desk, wanted), floor)
        searched = MappingFilter(survey, text="住民票　証明書")
        timed("one page found by words", lambda: mapping.feature_page(desk, searched), floor)
        timed("counts", lambda: mapping.counts(desk, wanted), floor)
        one = page.items
        timed(
            "candidates of a page, first time", lambda: mapping.candidates(desk, survey, one), floor
        )
        timed("candidates of a page, again", lambda: mapping.candidates(desk, survey, one), floor)
        timed("candidates of all features", lambda: mapping.matches(desk, wanted), floor)
        found = mapping.matches(desk, wanted)
        taken = [m for m in found if m.proposed.choices]
        timed(f"accept {len(taken):,}", lambda: mapping.accept(desk, survey, taken, 0.0), floor)
        act = mapping.last_act(desk, survey)
        assert act is not None
        timed("take it back", lambda: mapping.undo(desk, act.id), floor)
        every = ItemFilter(survey=survey)
        timed(
            "proposals of all requirements",
            lambda: proposing.verdicts_to_adopt(desk, every, provisional=True),
            floor,
        )
        desk.store.close()


if __name__ == "__main__":
    main()
