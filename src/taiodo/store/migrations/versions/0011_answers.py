"""Workflow of an answer: how far it has come, what people write about it, whom they call on."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None
FACES = ("requirement_item", "feature_item")


def _stamp() -> list[Any]:
    return [
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), primary_key=True),
    ]


def _key(name: str, table: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def upgrade() -> None:
    for table in FACES:
        op.add_column(table, sa.Column("stage", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "item_comment",
        *_stamp(),
        _key("municipality_id", "municipality"),
        _key("requirement_item_id", "requirement_item", nullable=True),
        _key("feature_item_id", "feature_item", nullable=True),
        sa.Column("tone", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_table(
        "mention",
        *_stamp(),
        _key("comment_id", "item_comment"),
        _key("department_id", "department", nullable=True),
        sa.Column("seen_at", sa.String(), nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.UniqueConstraint("comment_id", "department_id"),
    )
    op.create_index(op.f(BULK_INDEX), "bulk_item", ["entity", "entity_id"])
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


BULK_INDEX = "ix_bulk_item_entity_entity_id"
INDEXES = (
    ("item_comment", "municipality_id"),
    ("item_comment", "requirement_item_id"),
    ("item_comment", "feature_item_id"),
    ("mention", "department_id"),
)


def downgrade() -> None:
    op.drop_index(op.f(BULK_INDEX), "bulk_item")
    op.drop_table("mention")
    op.drop_table("item_comment")
    for table in FACES:
        op.drop_column(table, "stage")
