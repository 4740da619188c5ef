"""Surveys that were carried over to a newer edition, and where an item was carried from.

Plain ADD COLUMN with its reference: SQLite would otherwise rebuild tables others refer to.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REFERENCES = (("survey", "rolled_from_id"), ("requirement_item", "carried_from_id"))


def upgrade() -> None:
    op.execute("ALTER TABLE survey ADD COLUMN closed_at VARCHAR DEFAULT '' NOT NULL")
    for table, column in REFERENCES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER "
            f"CONSTRAINT fk_{table}_{column} REFERENCES {table} (id)"
        )
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in REFERENCES:
        op.drop_index(f"ix_{table}_{column}", table)
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)
    with op.batch_alter_table("survey") as batch_op:
        batch_op.drop_column("closed_at")
