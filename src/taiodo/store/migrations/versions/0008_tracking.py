"""Dates and owners of steps, weights of steps, and batches of statuses."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DATES = ("planned_start", "planned_end", "actual_start", "actual_end")


def upgrade() -> None:
    for column in DATES:
        op.execute(f"ALTER TABLE step_status ADD COLUMN {column} VARCHAR DEFAULT '' NOT NULL")
    op.execute("ALTER TABLE step_status ADD COLUMN owner TEXT DEFAULT '' NOT NULL")
    op.create_table(
        "step_weight",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_step_weight_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_weight")),
        sa.UniqueConstraint(
            "municipality_id", "step", name=op.f("uq_step_weight_municipality_id_step")
        ),
    )
    op.create_table(
        "step_batch",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name=op.f("fk_step_batch_municipality_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_batch")),
    )
    op.create_index(op.f("ix_step_batch_municipality_id"), "step_batch", ["municipality_id"])


def downgrade() -> None:
    op.drop_table("step_batch")
    op.drop_table("step_weight")
    with op.batch_alter_table("step_status") as batch_op:
        for column in (*DATES, "owner"):
            batch_op.drop_column(column)
