"""From a gap to the graph: the systems and connections a requirement or a feature touches."""

from dataclasses import dataclass

from taiodo.catalog.inventory import Inventory, SystemKind
from taiodo.impact.carried import Carrying, carrying
from taiodo.problems import Problem
from taiodo.store import inventory as stored
from taiodo.store import items as stored_items
from taiodo.workflow.desk import Desk

REQUIREMENT, FEATURE = "requirement", "feature"


@dataclass(frozen=True, slots=True)
class GapReach:
    """What a gap touches.

    `systems` are where a trace should start; `connections` those whose data the gap speaks of,
    with the words found; `how` says in Japanese how both were found.
    """

    title: str
    survey: int
    item: int
    face: str
    systems: tuple[str, ...]
    connections: tuple[Carrying, ...]
    how: str


def reference(face: str, item: int) -> str:
    """How an address names a gap: requirement-12, feature-5."""
    return f"{face}-{item}"


def gap_reach(desk: Desk, named: str) -> GapReach:
    """The systems and connections the gap named in an address touches.

    A feature touches its own system; a requirement the standardised systems that serve its
    operation. Of their connections those count whose words of data stand in name and text.

    Raises:
        Problem: there is no such item.
    """
    face, _, number = named.partition("-")
    if face not in (REQUIREMENT, FEATURE) or not number.isascii() or not number.isdigit():
        raise _unknown(named)
    with desk.reading() as (reading, body):
        held = stored.inventory(reading, body.id)
        if face == FEATURE:
            feature = stored_items.feature_item(reading, body.id, int(number))
            if feature is None:
                raise _unknown(named)
            how = f"現行機能「{feature.name}」を持つシステム"
            words = f"{feature.name}\n{feature.description}"
            return _reach(
                held, (feature.system,), words, how, feature.name, feature.survey, int(number), face
            )
        item = stored_items.requirement_item(reading, body.id, int(number))
    if item is None:
        raise _unknown(named)
    systems = tuple(
        system.id
        for system in held.systems
        if system.kind is SystemKind.STANDARD and item.operation in system.operations
    )
    title = f"{item.number} {item.name}"
    words = "\n".join((*item.path, item.name, item.text, item.note))
    return _reach(
        held, systems, words, "要件の業務を担うシステム", title, item.survey, int(number), face
    )


def _reach(
    held: Inventory,
    systems: tuple[str, ...],
    words: str,
    how: str,
    title: str,
    survey: int,
    item: int,
    face: str,
) -> GapReach:
    known = {system.id: system.name for system in held.systems}
    present = tuple(system for system in systems if system in known)
    links = [c for c in held.connections if {c.provider, c.consumer} & set(present)]
    found = carrying(words, links)
    if not present:
        told = "この業務を担うシステムが、現行システムに登録されていません。"
    else:
        names = "、".join(known[system] for system in present)
        told = f"{how}: {names}（連携{len(links):,}件）。" + (
            f"そのうち、データの語が文の中に現れる連携は{len(found):,}件です。"
            if found
            else "データの語が文の中に現れる連携はありません。つながり全体を示します。"
        )
    return GapReach(title, survey, item, face, present, found, told)


def _unknown(named: str) -> Problem:
    return Problem(
        f"ギャップ「{named}」は見つかりません。",
        advice="「ギャップ一覧」から開き直してください。",
    )
