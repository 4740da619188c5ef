"""What systems, connections and plan leave unsaid or contradict: one rule per question."""

from collections.abc import Iterator, Mapping
from datetime import date

from taiodo.catalog.inventory import Inventory, SystemKind
from taiodo.impact.bridges import Cutovers, cutovers_of
from taiodo.impact.trace import has_owner
from taiodo.plan.calendar import wareki
from taiodo.problems import Finding, Severity


def impact_findings(inventory: Inventory, planned: Mapping[str, date]) -> tuple[Finding, ...]:
    """Everything noticed about an inventory beside the plan (operation → cutover date)."""
    cutovers = cutovers_of(inventory, planned)
    found = [*_self_connections(inventory), *_unknown_methods(inventory), *_no_owner(inventory)]
    found += _contract_ends_first(inventory, cutovers)
    found += _differs_from_plan(inventory, planned)
    return tuple(found)


def _self_connections(inventory: Inventory) -> Iterator[Finding]:
    for link in inventory.connections:
        if link.provider == link.consumer:
            yield Finding(
                "impact.self-connection",
                Severity.ERROR,
                f"データ連携 {link.id}",
                f"提供元と提供先が同じシステム「{link.provider}」です。",
                "異なるシステムの間の連携に直すか、消してください。",
            )


def _unknown_methods(inventory: Inventory) -> Iterator[Finding]:
    names = {system.id: system.name for system in inventory.systems}
    for link in inventory.connections:
        if not link.method:
            ends = "→".join(names.get(end, end) for end in (link.provider, link.consumer))
            yield Finding(
                "impact.unknown-method",
                Severity.WARNING,
                f"データ連携 {link.id}",
                f"{ends}の方式が分かりません。",
                "暫定連携や改修の要否を決められません。双方の所管課・事業者に確かめて登録してください。",
            )


def _no_owner(inventory: Inventory) -> Iterator[Finding]:
    """Connected systems of ours of which nobody knows whom to call."""
    linked = {end for link in inventory.connections for end in (link.provider, link.consumer)}
    for system in inventory.systems:
        if system.id not in linked or system.kind is SystemKind.EXTERNAL:
            continue
        missing = [] if has_owner(system) else ["所管課"]
        missing += [] if system.vendor else ["事業者"]
        if missing:
            yield Finding(
                "impact.no-owner",
                Severity.WARNING,
                f"現行システム {system.id}",
                f"データ連携のある「{system.name}」の{'と'.join(missing)}が登録されていません。",
                "移行のとき誰に連絡するか分かりません。現行システムに登録してください。",
            )


def _contract_ends_first(inventory: Inventory, cutovers: Cutovers) -> Iterator[Finding]:
    for system in inventory.systems:
        days = cutovers.get(system.id)
        ends = date.fromisoformat(system.contract_end) if system.contract_end else None
        if days and ends and ends < max(days.values()):
            yield Finding(
                "impact.cutover-after-contract",
                Severity.WARNING,
                f"現行システム {system.id}",
                f"「{system.name}」の契約は{wareki(ends)}に終わり、"
                f"切替（{wareki(max(days.values()))}）まで続きません。",
                "契約の延長か、切替予定日の見直しを検討してください。",
            )


def _differs_from_plan(inventory: Inventory, planned: Mapping[str, date]) -> Iterator[Finding]:
    for system in inventory.systems:
        if system.kind is not SystemKind.STANDARD or not system.cutover:
            continue
        own = date.fromisoformat(system.cutover)
        days = {planned[o] for o in system.operations if o in planned}
        if days - {own}:
            yield Finding(
                "impact.other-day-than-plan",
                Severity.WARNING,
                f"現行システム {system.id}",
                f"「{system.name}」の切替予定日（{wareki(own)}）が、"
                f"移行計画の業務の切替予定日（{'、'.join(map(wareki, sorted(days)))}）と違います。"
                "影響の計算にはシステムの切替予定日を使っています。",
                "どちらかを直してください。システムの切替予定日を空欄にすると計画の日に従います。",
            )
