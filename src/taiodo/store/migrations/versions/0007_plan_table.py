"""The table of the plan, systems outside the standardised operations, costs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STAMP = ("revision", sa.Integer), ("updated_at", sa.String), ("updated_by", sa.Text)
COLUMNS = {
    "plan_line": (
        ("id", sa.Integer),
        ("municipality_id", sa.Integer),
        ("block", sa.String),
        ("position", sa.Integer),
        ("mark", sa.String),
        ("level", sa.String),
        ("title", sa.Text),
        ("planned", sa.Text),
        ("happened", sa.Text),
        ("unplaced", sa.Text),
        ("note", sa.Text),
        ("source", sa.Text),
        ("certainty", sa.String),
    ),
    "outside_decision": (
        ("id", sa.Integer),
        ("municipality_id", sa.Integer),
        ("system_id", sa.Integer),
        ("replacement", sa.String),
        ("candidate", sa.String),
        ("decision", sa.String),
        ("reason", sa.Text),
        ("cloud", sa.String),
        ("cloud_note", sa.Text),
    ),
    "cost_line": (
        ("id", sa.Integer),
        ("municipality_id", sa.Integer),
        ("system_id", sa.Integer),
        ("name", sa.Text),
        ("category", sa.String),
        ("item", sa.String),
        ("amounts", sa.Text),
        ("note", sa.Text),
    ),
}
REFERENCES = {
    "plan_line": ("municipality",),
    "outside_decision": ("municipality", "system"),
    "cost_line": ("municipality", "system"),
}
INDEXED = {
    "plan_line": ("municipality_id",),
    "outside_decision": ("municipality_id",),
    "cost_line": ("municipality_id", "system_id"),
}


def upgrade() -> None:
    for table, columns in COLUMNS.items():
        optional = ("system_id",) if table == "cost_line" else ()
        op.create_table(
            table,
            *(
                sa.Column(name, kind(), nullable=name in optional)
                for name, kind in (*STAMP, *columns)
            ),
            *(
                sa.ForeignKeyConstraint(
                    [f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id")
                )
                for other in REFERENCES[table]
            ),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            *(
                [sa.UniqueConstraint("system_id", name=op.f("uq_outside_decision_system_id"))]
                if table == "outside_decision"
                else []
            ),
        )
        for column in INDEXED[table]:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in reversed(COLUMNS):
        op.drop_table(table)
