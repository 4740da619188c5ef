"""調査票: what was sent, what came back, the form a department keeps, and conflicts to settle."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _stamp() -> list[Any]:
    return [
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "municipality_id", sa.Integer(), sa.ForeignKey("municipality.id"), nullable=False
        ),
        sa.Column("survey_id", sa.Integer(), sa.ForeignKey("survey.id"), nullable=False),
    ]


def _text(name: str) -> Any:
    return sa.Column(name, sa.Text(), nullable=False)


def _word(name: str) -> Any:
    return sa.Column(name, sa.String(), nullable=False)


def _count(name: str) -> Any:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "sheet",
        *_stamp(),
        sa.Column("department_id", sa.Integer(), sa.ForeignKey("department.id"), nullable=True),
        sa.Column("token", sa.String(), nullable=False, unique=True),
        _text("file_name"),
        _count("items"),
        _word("sent_at"),
        _text("sent_by"),
        sa.Column("sent", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "sheet_form",
        *_stamp(),
        _count("department_key"),
        _word("face"),
        _text("columns"),
        _text("own"),
        sa.UniqueConstraint("survey_id", "department_key", "face"),
    )
    op.create_table(
        "sheet_return",
        *_stamp(),
        sa.Column("sheet_id", sa.Integer(), sa.ForeignKey("sheet.id"), nullable=True),
        _text("file_name"),
        _word("sha256"),
        _word("merged_at"),
        _text("merged_by"),
        _count("applied"),
        _count("conflicts"),
        _count("rejected"),
        _text("changes"),
        _text("refusals"),
        _word("undone_at"),
    )
    op.create_table(
        "sheet_conflict",
        *_stamp(),
        sa.Column("return_id", sa.Integer(), sa.ForeignKey("sheet_return.id"), nullable=False),
        _word("face"),
        _count("item_id"),
        _word("number"),
        _word("field"),
        _text("base"),
        _text("theirs"),
        _word("settled"),
    )
    for table, column in INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


INDEXES = (
    ("sheet", "municipality_id"),
    ("sheet", "survey_id"),
    ("sheet", "department_id"),
    ("sheet_form", "municipality_id"),
    ("sheet_return", "municipality_id"),
    ("sheet_return", "survey_id"),
    ("sheet_return", "sheet_id"),
    ("sheet_conflict", "municipality_id"),
    ("sheet_conflict", "return_id"),
    ("sheet_conflict", "survey_id"),
    ("sheet_conflict", "item_id"),
)


def downgrade() -> None:
    for table in ("sheet_conflict", "sheet_return", "sheet_form", "sheet"):
        op.drop_table(table)
