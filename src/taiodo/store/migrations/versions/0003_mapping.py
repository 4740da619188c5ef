"""Mapping decisions, features used by several departments, changes that go back together.

Links taken from the inventory before become decisions of the way "inventory".
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ITEMS = ("requirement_item", "feature_item")


def upgrade() -> None:
    op.execute("ALTER TABLE counterpart ADD COLUMN relation VARCHAR DEFAULT 'same' NOT NULL")
    for table in ITEMS:
        for column in ("reason", "owner"):
            op.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT DEFAULT '' NOT NULL")
    op.create_table(
        "mapping",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feature_item_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feature_item_id"], ["feature_item.id"],
            name=op.f("fk_mapping_feature_item_id_feature_item"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping")),
        sa.UniqueConstraint("feature_item_id", name=op.f("uq_mapping_feature_item_id")),
    )  # fmt: skip
    op.create_table(
        "feature_department",
        sa.Column("feature_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["feature.id"], name=op.f("fk_feature_department_feature_id_feature")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"],
            name=op.f("fk_feature_department_department_id_department"),
        ),
        sa.PrimaryKeyConstraint(
            "feature_id", "department_id", name=op.f("pk_feature_department")
        ),
    )  # fmt: skip
    op.create_index(
        op.f("ix_feature_department_department_id"), "feature_department", ["department_id"]
    )
    op.create_table(
        "bulk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.String(), nullable=False),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"],
            name=op.f("fk_bulk_municipality_id_municipality"),
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_bulk_survey_id_survey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk")),
    )  # fmt: skip
    op.create_index(op.f("ix_bulk_municipality_id"), "bulk", ["municipality_id"])
    op.create_index(op.f("ix_bulk_survey_id"), "bulk", ["survey_id"])
    op.create_table(
        "bulk_item",
        sa.Column("bulk_id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("prior", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk.id"], name=op.f("fk_bulk_item_bulk_id_bulk")),
        sa.PrimaryKeyConstraint("bulk_id", "entity", "entity_id", name=op.f("pk_bulk_item")),
    )
    _decide_what_was_linked()


def _decide_what_was_linked() -> None:
    op.execute(
        "INSERT INTO mapping (revision, updated_at, updated_by, feature_item_id, state, way, note,"
        " decided_at, decided_by)"
        " SELECT 1, s.updated_at, s.updated_by, i.id,"
        " CASE WHEN l.feature_item_id IS NULL THEN 'undecided' ELSE 'mapped' END,"
        " CASE WHEN l.feature_item_id IS NULL THEN '' ELSE 'inventory' END,"
        " CASE WHEN l.feature_item_id IS NOT NULL AND f.note LIKE '見本%' THEN f.note ELSE '' END,"
        " CASE WHEN l.feature_item_id IS NULL THEN '' ELSE s.opened_at END,"
        " CASE WHEN l.feature_item_id IS NULL THEN '' ELSE s.updated_by END"
        " FROM feature_item i JOIN survey s ON s.id = i.survey_id"
        " JOIN feature f ON f.id = i.feature_id"
        " LEFT JOIN (SELECT DISTINCT feature_item_id FROM counterpart) l"
        " ON l.feature_item_id = i.id ORDER BY i.id"
    )


def downgrade() -> None:
    for table in ("bulk_item", "bulk", "feature_department", "mapping"):
        op.drop_table(table)
    for table in ITEMS:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("owner")
            batch_op.drop_column("reason")
    with op.batch_alter_table("counterpart") as batch_op:
        batch_op.drop_column("relation")
