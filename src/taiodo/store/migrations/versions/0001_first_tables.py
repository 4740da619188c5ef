"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "edition",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=False),
        sa.Column("published", sa.String(), nullable=False),
        sa.Column("effective_from", sa.String(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
        sa.UniqueConstraint("operation", "edition", name=op.f("uq_edition_operation_edition")),
    )
    op.create_table(
        "municipality",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefecture", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("code", name=op.f("uq_municipality_code")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_audit_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entity_entity_id"), ["entity", "entity_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_audit_municipality_id"), ["municipality_id"], unique=False
        )

    op.create_table(
        "department",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_department_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint(
            "municipality_id", "name", name=op.f("uq_department_municipality_id_name")
        ),
    )
    op.create_table(
        "kpi_target",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_kpi_target_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_target")),
        sa.UniqueConstraint(
            "municipality_id", "fiscal_year", name=op.f("uq_kpi_target_municipality_id_fiscal_year")
        ),
    )
    op.create_table(
        "requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("chapter", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("designated_city", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("conformance_date", sa.Text(), nullable=False),
        sa.Column("cell", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_requirement_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint(
            "edition_id", "number", "part", name=op.f("uq_requirement_edition_id_number_part")
        ),
    )
    op.create_table(
        "step_status",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_step_status_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_status")),
        sa.UniqueConstraint(
            "municipality_id",
            "operation",
            "step",
            name=op.f("uq_step_status_municipality_id_operation_step"),
        ),
    )
    op.create_table(
        "survey",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_survey_edition_id")),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_survey_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint(
            "municipality_id",
            "operation",
            "edition_id",
            name=op.f("uq_survey_municipality_id_operation_edition_id"),
        ),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "operation_plan",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("cutover", sa.String(), nullable=False),
        sa.Column("cutover_note", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("department_certainty", sa.String(), nullable=False),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("extended_certainty", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_operation_plan_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_operation_plan_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation_plan")),
        sa.UniqueConstraint(
            "municipality_id", "operation", name=op.f("uq_operation_plan_municipality_id_operation")
        ),
    )
    with op.batch_alter_table("operation_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_operation_plan_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "requirement_item",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("countermeasure", sa.String(), nullable=False),
        sa.Column("impact_resident", sa.String(), nullable=False),
        sa.Column("impact_staff", sa.String(), nullable=False),
        sa.Column("effort", sa.Float(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("obligation", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_requirement_item_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_requirement_item_requirement_id")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_requirement_item_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_item")),
        sa.UniqueConstraint(
            "survey_id", "requirement_id", name=op.f("uq_requirement_item_survey_id_requirement_id")
        ),
    )
    with op.batch_alter_table("requirement_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_requirement_item_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_requirement_item_requirement_id"), ["requirement_id"], unique=False
        )

    op.create_table(
        "system",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("contract_end", sa.String(), nullable=False),
        sa.Column("cutover", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_system_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_system_municipality_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system")),
        sa.UniqueConstraint("municipality_id", "code", name=op.f("uq_system_municipality_id_code")),
    )
    with op.batch_alter_table("system", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_system_department_id"), ["department_id"], unique=False
        )

    op.create_table(
        "connection",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=False),
        sa.Column("consumer_id", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consumer_id"], ["system.id"], name=op.f("fk_connection_consumer_id")
        ),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_connection_municipality_id")
        ),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["system.id"], name=op.f("fk_connection_provider_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection")),
        sa.UniqueConstraint(
            "municipality_id", "code", name=op.f("uq_connection_municipality_id_code")
        ),
    )
    with op.batch_alter_table("connection", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_connection_consumer_id"), ["consumer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_connection_provider_id"), ["provider_id"], unique=False
        )

    op.create_table(
        "feature",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("customised", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("counterparts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"], ["municipality.id"], name=op.f("fk_feature_municipality_id")
        ),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_feature_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature")),
        sa.UniqueConstraint(
            "municipality_id", "code", name=op.f("uq_feature_municipality_id_code")
        ),
    )
    with op.batch_alter_table("feature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feature_system_id"), ["system_id"], unique=False)

    op.create_table(
        "system_operation",
        sa.Column("system_id", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["system_id"], ["system.id"], name=op.f("fk_system_operation_system_id")
        ),
        sa.PrimaryKeyConstraint("system_id", "operation", name=op.f("pk_system_operation")),
    )
    op.create_table(
        "feature_item",
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("countermeasure", sa.String(), nullable=False),
        sa.Column("impact_resident", sa.String(), nullable=False),
        sa.Column("impact_staff", sa.String(), nullable=False),
        sa.Column("effort", sa.Float(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("due", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("feature_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_feature_item_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["feature.id"], name=op.f("fk_feature_item_feature_id")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_feature_item_survey_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature_item")),
        sa.UniqueConstraint(
            "survey_id", "feature_id", name=op.f("uq_feature_item_survey_id_feature_id")
        ),
    )
    with op.batch_alter_table("feature_item", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_feature_item_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_feature_item_feature_id"), ["feature_id"], unique=False
        )

    op.create_table(
        "counterpart",
        sa.Column("feature_item_id", sa.Integer(), nullable=False),
        sa.Column("requirement_item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feature_item_id"], ["feature_item.id"], name=op.f("fk_counterpart_feature_item_id")
        ),
        sa.ForeignKeyConstraint(
            ["requirement_item_id"],
            ["requirement_item.id"],
            name=op.f("fk_counterpart_requirement_item_id"),
        ),
        sa.PrimaryKeyConstraint(
            "feature_item_id", "requirement_item_id", name=op.f("pk_counterpart")
        ),
    )
    with op.batch_alter_table("counterpart", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_counterpart_requirement_item_id"), ["requirement_item_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("counterpart", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_counterpart_requirement_item_id"))

    op.drop_table("counterpart")
    with op.batch_alter_table("feature_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feature_item_feature_id"))
        batch_op.drop_index(batch_op.f("ix_feature_item_department_id"))

    op.drop_table("feature_item")
    op.drop_table("system_operation")
    with op.batch_alter_table("feature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feature_system_id"))

    op.drop_table("feature")
    with op.batch_alter_table("connection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_connection_provider_id"))
        batch_op.drop_index(batch_op.f("ix_connection_consumer_id"))

    op.drop_table("connection")
    with op.batch_alter_table("system", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_system_department_id"))

    op.drop_table("system")
    with op.batch_alter_table("requirement_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirement_item_requirement_id"))
        batch_op.drop_index(batch_op.f("ix_requirement_item_department_id"))

    op.drop_table("requirement_item")
    with op.batch_alter_table("operation_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_operation_plan_department_id"))

    op.drop_table("operation_plan")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_edition_id"))

    op.drop_table("survey")
    op.drop_table("step_status")
    op.drop_table("requirement")
    op.drop_table("kpi_target")
    op.drop_table("department")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_municipality_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entity_entity_id"))
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    op.drop_table("municipality")
    op.drop_table("edition")
