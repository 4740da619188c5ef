"""Vendors' packages and their replies (パッケージ対応状況)."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CHANGED = (
    ("revision", sa.Integer()), ("updated_at", sa.String()), ("updated_by", sa.Text()),
)  # fmt: skip


def changed() -> list[sa.Column[object]]:
    return [sa.Column(name, kind, nullable=False) for name, kind in CHANGED]


def upgrade() -> None:
    op.create_table(
        "vendor_package",
        *changed(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        *(sa.Column(n, sa.Text(), nullable=False) for n in ("vendor", "product", "version")),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["municipality.id"],
            name="fk_vendor_package_municipality_id",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_vendor_package"),
        sa.UniqueConstraint(
            "municipality_id",
            "vendor",
            "product",
            name="uq_vendor_package_municipality_id_vendor_product",
        ),
    )
    op.create_table(
        "package_reply",
        *changed(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("package_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.String(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("symbols", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_package_reply_{column}")
            for column, target in (
                ("package_id", "vendor_package.id"),
                ("edition_id", "edition.id"),
                ("replaces_id", "package_reply.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_package_reply"),
    )
    for column in ("package_id", "edition_id", "replaces_id"):
        op.create_index(f"ix_package_reply_{column}", "package_reply", [column])
    op.create_table(
        "package_response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("due", sa.String(), nullable=False),
        *(sa.Column(n, sa.Text(), nullable=False) for n in ("remark", "written", "cell")),
        sa.ForeignKeyConstraint(
            ["reply_id"], ["package_reply.id"], name="fk_package_response_reply_id"
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name="fk_package_response_requirement_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_package_response"),
        sa.UniqueConstraint(
            "reply_id", "requirement_id", name="uq_package_response_reply_id_requirement_id"
        ),
    )
    op.create_index("ix_package_response_requirement_id", "package_response", ["requirement_id"])


def downgrade() -> None:
    op.drop_table("package_response")
    op.drop_table("package_reply")
    op.drop_table("vendor_package")
