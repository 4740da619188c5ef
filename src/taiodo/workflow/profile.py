"""自治体の設定: the municipality's profile and what it plans per operation."""

from dataclasses import dataclass

from taiodo.access.rights import Action
from taiodo.catalog.files import data_root
from taiodo.catalog.load import operation_of
from taiodo.catalog.municipalities import KpiTarget, MunicipalityKind, OperationPlan
from taiodo.catalog.operations import Certainty
from taiodo.plan.calendar import parse_date
from taiodo.problems import Problem
from taiodo.store import municipal
from taiodo.store.changes import Stale
from taiodo.workflow.desk import Desk

MAX_REASON = 400
PHASES = ("先行", "1期", "2期")
STALE_ADVICE = "画面を読み直して、今の内容を確かめてからもう一度入力してください。"


@dataclass(frozen=True, slots=True)
class Profile:
    """The municipality as its settings page shows it.

    `is_sample`: its inventory and dates came with the program, as an example.
    """

    name: str
    prefecture: str
    kind: MunicipalityKind
    revision: int
    is_sample: bool = False


def profile(desk: Desk) -> Profile:
    """The current municipality."""
    with desk.reading(Action.ENTER) as (_, body):
        sample = (data_root() / "mapping" / body.code).is_dir()
        return Profile(body.name, body.prefecture, body.kind, body.revision, sample)


def save_profile(desk: Desk, wanted: Profile) -> None:
    """Store name, prefecture and kind, seen at `wanted.revision`.

    Raises:
        Problem: the name is empty or too long, or somebody changed the profile meanwhile.
    """
    name = wanted.name.strip()
    if not name or len(name) > 60:
        raise Problem("自治体の名前を60字以内で入れてください。")
    changes: dict[str, object] = {
        "name": name,
        "prefecture": wanted.prefecture.strip()[:20],
        "kind": wanted.kind.value,
    }
    with desk.changing(Action.CHANGE_SETTINGS) as (tx, body):
        _accepted(municipal.change_profile(tx, body.id, changes, wanted.revision))


def add_department(desk: Desk, name: str) -> None:
    """Register a department.

    Raises:
        Problem: the name is empty, too long, or known already.
    """
    cleaned = " ".join(name.split())
    if not cleaned or len(cleaned) > 60:
        raise Problem("所管課の名前を60字以内で入れてください。")
    with desk.changing(Action.CHANGE_SETTINGS) as (tx, body):
        _, created = municipal.departments_named(tx, body.id, [cleaned])
        if not created:
            raise Problem(f"「{cleaned}」は既に登録されています。")


def save_operation_plan(
    desk: Desk,
    operation: str,
    *,
    phase: str,
    cutover: str,
    department: str,
    extended: bool,
    note: str,
    revision: int,
    reason: str | None = None,
) -> None:
    """Store what is planned for one operation; whoever enters it confirms it.

    `reason` is kept in the history. None asks for none; "" is refused where a date is moved.

    Raises:
        Problem: a bad date, an unknown phase, a date moved without a reason, or a change by
            somebody else meanwhile.
    """
    if phase and phase not in PHASES:
        raise Problem(
            f"移行時期「{phase}」は使えません。", advice=f"{'・'.join(PHASES)} から選んでください。"
        )
    try:
        day = parse_date(cutover).isoformat() if cutover else ""
    except ValueError as error:
        raise Problem(f"切替予定日{error}", advice="例: 2026-01-05、令和8年1月5日") from error
    plan = OperationPlan(
        operation_of(operation).id,
        phase,
        day,
        note.strip()[:400],
        department,
        Certainty.CONFIRMED,
        extended,
        Certainty.CONFIRMED,
    )
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        before = municipal.plans(tx, body.id).get(plan.operation)
        moved = before is not None and before.plan.cutover not in ("", day)
        if moved and reason is not None and not reason.strip():
            raise Problem(
                "切替予定日を変える理由がありません。保存していません。",
                advice="理由の欄に、なぜ変えるのかを短く入れてください。履歴に残ります。",
            )
        why = (reason or "").strip()[:MAX_REASON]
        _accepted(municipal.save_plan(tx, body.id, plan, revision or None, why))


def save_kpi_target(desk: Desk, fiscal_year: int, target: int, total: int) -> None:
    """Store how many of `total` operations are to be migrated by the end of a fiscal year.

    Raises:
        Problem: the target is not between 0 and `total`.
    """
    if not 0 <= target <= total:
        raise Problem(f"目標は0から{total}までの数で入れてください。")
    with desk.changing(Action.CHANGE_PLAN) as (tx, body):
        municipal.save_kpi_target(tx, body.id, KpiTarget(fiscal_year, target, total, ""))


def _accepted(result: int | Stale) -> None:
    if isinstance(result, Stale):
        raise Problem(
            f"{result.current.get('updated_by', '他の人')}が先に変更したため、保存していません。",
            advice=STALE_ADVICE,
        )
