"""影響範囲・暫定連携報告書: gathering its facts on a day, with its picture."""

from collections.abc import Sequence
from datetime import date

from taiodo.calendar import wareki
from taiodo.catalog.load import load_catalog
from taiodo.impact.layout import layered
from taiodo.impact.loops import groups
from taiodo.impact.picture import Grouping, View, neighbourhood
from taiodo.impact.single_points import single_points
from taiodo.impact.trace import Direction, trace
from taiodo.plan.doubts import impact_findings
from taiodo.problems import Problem
from taiodo.report.content import Picture, Report
from taiodo.report.impact import ImpactFacts, assignment_report, impact_report
from taiodo.report.network import drawing_words, network_png
from taiodo.workflow.affected import Landscape, linkage_of
from taiodo.workflow.bridging import BridgePlan, bridge_plan_of
from taiodo.workflow.desk import Desk, end_of_day_utc, today

_OWN_NODES = 12


def impact(
    desk: Desk,
    *,
    as_of: date | None = None,
    systems: Sequence[str] = (),
    direction: str = "downstream",
    drawn: bool = True,
) -> Report:
    """影響範囲・暫定連携報告書 as recorded at the end of `as_of` (today if not given).

    Args:
        desk: whose municipality.
        as_of: a day that has come.
        systems: where the trace starts (ids or names); all that move if none is given.
        direction: which way the data is followed.
        drawn: whether the picture is drawn, which takes a second.

    Raises:
        Problem: the day lies ahead, or a system is unknown.
    """
    return impact_report(_facts(desk, as_of, systems, direction, drawn=drawn))


def assignments(desk: Desk) -> Report:
    """The lists of bridges and changes alone, as they are now."""
    return assignment_report(_facts(desk, None, (), "downstream", drawn=False))


def _facts(
    desk: Desk, as_of: date | None, systems: Sequence[str], direction: str, *, drawn: bool
) -> ImpactFacts:
    day = as_of or today()
    if day > today():
        raise Problem(
            f"{day.isoformat()} はまだ来ていない日です。",
            "--as-of",
            "今日か、それより前の日を指定してください。",
        )
    with desk.reading() as (reading, body):
        moment = end_of_day_utc(day) if day < today() else ""
        plan = bridge_plan_of(reading, body, moment)
    held = plan.landscape
    start = tuple(systems) or _moving(held)
    found = trace(held.inventory, start, direction) if start else None
    if found is None:
        then = f"{wareki(day)}の終わりの時点では、" if day < today() else ""
        raise Problem(
            f"{then}報告する現行システムがまだありません。",
            "--as-of" if then else "",
            "記録のある日を指定するか、--as-of を付けずに今の内容で報告してください。"
            if then
            else "先に現行システムとデータ連携の棚卸しを取り込んでください。",
        )
    catalog = load_catalog()
    return ImpactFacts(
        held.municipality,
        day,
        today(),
        held.inventory,
        held.cutovers,
        found,
        tuple(line.bridge for line in plan.bridges),
        tuple(line.change for line in plan.changes),
        plan.months,
        {(task.kind, task.code): task for task in plan.tasks},
        groups(held.inventory),
        single_points(held.inventory),
        linkage_of(held.inventory),
        impact_findings(held.inventory, held.planned),
        {o.id: o.name for o in catalog.operations.values()},
        {f.id: f.name for f in catalog.common_functions},
        _extended(plan),
        (_picture(held, found.start, found.direction),) if drawn else (),
    )


def _moving(held: Landscape) -> tuple[str, ...]:
    moving = tuple(system.id for system in held.inventory.systems if system.id in held.cutovers)
    return moving or tuple(system.id for system in held.inventory.systems[:1])


def _extended(plan: BridgePlan) -> frozenset[str]:
    held = plan.landscape
    return frozenset(
        system.id
        for system in held.inventory.systems
        if system.kind.value == "standard" and held.extended & set(system.operations)
    )


def _picture(held: Landscape, start: Sequence[str], direction: Direction) -> Picture:
    grouping = Grouping.NONE if len(start) <= _OWN_NODES else Grouping.DEPARTMENT
    view = View(1, direction, grouping=grouping, phases=held.phases)
    drawn = layered(neighbourhood(held.inventory, start, view))
    count = sum(len(box.node.members) for box in drawn.boxes if box.node.distance)
    title = f"移るシステムと直接つながるシステムは{count:,}件"
    return Picture(title, network_png(drawn), drawing_words(drawn))
