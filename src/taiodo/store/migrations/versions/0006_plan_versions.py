"""Versions of the plan and scenarios; versions of before are taken from the audit trail."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STAMP = ("revision", sa.Integer), ("updated_at", sa.String), ("updated_by", sa.Text)
PLANNED = ("phase", "cutover", "extended")


def upgrade() -> None:
    op.create_table(
        "plan_version",
        *(sa.Column(name, kind(), nullable=False) for name, kind in STAMP),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_plan_version_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint(
            "municipality_id", "number", name=op.f("uq_plan_version_municipality_id_number")
        ),
    )
    op.create_table(
        "scenario",
        *(sa.Column(name, kind(), nullable=False) for name, kind in STAMP),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_scenario_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
        sa.UniqueConstraint(
            "municipality_id", "name", name=op.f("uq_scenario_municipality_id_name")
        ),
    )
    connection = op.get_bind()
    for (municipality,) in connection.execute(sa.text("SELECT id FROM municipality")).all():
        _keep_versions(connection, municipality)


def downgrade() -> None:
    op.drop_table("scenario")
    op.drop_table("plan_version")


def _keep_versions(connection: sa.Connection, municipality: int) -> None:
    """One version per transaction of the audit trail that changed phases or cutovers."""
    named = connection.execute(
        sa.text("SELECT id, name FROM department WHERE municipality_id = :m"), {"m": municipality}
    )
    departments: dict[int, str] = {row.id: row.name for row in named}
    trail = connection.execute(
        sa.text(
            "SELECT at, actor, action, entity_id, after FROM audit WHERE municipality_id = :m"
            " AND entity = 'operation_plan' AND action IN ('add', 'change') ORDER BY id"
        ),
        {"m": municipality},
    ).all()
    plans: dict[int, dict[str, object]] = {}
    kept: list[dict[str, object]] = []
    last: object = None
    for place, row in enumerate(trail):
        plans.setdefault(row.entity_id, {}).update(json.loads(row.after))
        if place + 1 < len(trail) and trail[place + 1].at == row.at:
            continue
        entries = [_entry(plan, departments) for _, plan in sorted(plans.items())]
        planned = [[entry["operation"], *(entry[name] for name in PLANNED)] for entry in entries]
        if planned != last:
            last = planned
            kept.append({"at": row.at, "by": row.actor, "entries": entries})
    for number, version in enumerate(kept, 1):
        connection.execute(
            sa.text(
                "INSERT INTO plan_version (revision, updated_at, updated_by, municipality_id,"
                " number, name, reason, scenario, entries)"
                " VALUES (1, :at, :by, :m, :number, :name, '', '', :entries)"
            ),
            {
                **version,
                "m": municipality,
                "number": number,
                "name": "当初計画" if number == 1 else "計画の変更（履歴から）",
                "entries": json.dumps(version["entries"], ensure_ascii=False),
            },
        )


def _entry(plan: dict[str, object], departments: dict[int, str]) -> dict[str, object]:
    department = plan.get("department_id")
    return {
        "operation": plan.get("operation", ""),
        "phase": plan.get("phase") or "",
        "cutover": plan.get("cutover") or "",
        "extended": bool(plan.get("extended")),
        "department": departments.get(department, "") if isinstance(department, int) else "",
    }
