"""Indexes for what every page of a survey counts and lists."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
INDEXES = {
    "ix_requirement_item_counting": (
        "requirement_item",
        [
            "survey_id", "status", "department_id", "verdict", "obligation", "stage",
            "countermeasure", "due",
        ],
    ),
    "ix_requirement_item_newest": ("requirement_item", ["survey_id", "updated_at"]),
}  # fmt: skip


def upgrade() -> None:
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
