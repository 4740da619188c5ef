"""The tables. Times are UTC ISO 8601 text, dates ISO text or "", so both databases sort alike."""

from sqlalchemy import Index, MetaData, Text, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMING))):
    """Base of all tables, with a registry of its own: Streamlit re-imports modules."""


class ChangedRow(Row):
    """A row whose every change bumps `revision` and says who and when."""

    revision: int = 1
    updated_at: str
    updated_by: str = Field(sa_type=Text)


class MunicipalityRow(ChangedRow, table=True):
    """A municipality (自治体); `current` marks the one the command line acts for."""

    __tablename__ = "municipality"
    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str
    prefecture: str = ""
    kind: str
    current: bool = False
    source: str = Field(default="", sa_type=Text)


class DepartmentRow(ChangedRow, table=True):
    """所管課."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("municipality_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    name: str


class OperationPlanRow(ChangedRow, table=True):
    """What the municipality plans for one operation."""

    __tablename__ = "operation_plan"
    __table_args__ = (UniqueConstraint("municipality_id", "operation"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    operation: str
    phase: str = ""
    cutover: str = ""
    cutover_note: str = Field(default="", sa_type=Text)
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    department_certainty: str = "confirmed"
    extended: bool = False
    extended_certainty: str = "confirmed"


class KpiTargetRow(ChangedRow, table=True):
    """KPI 移行した事業数: the target of one fiscal year."""

    __tablename__ = "kpi_target"
    __table_args__ = (UniqueConstraint("municipality_id", "fiscal_year"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    fiscal_year: int
    target: int
    total: int
    source: str = Field(default="", sa_type=Text)


class EditionRow(ChangedRow, table=True):
    """標準仕様書の版: immutable once imported, shared by all municipalities of the database."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("operation", "edition"),)
    id: int | None = Field(default=None, primary_key=True)
    operation: str
    edition: str
    kind: str
    title: str = Field(sa_type=Text)
    source: str = Field(default="", sa_type=Text)
    source_url: str = Field(default="", sa_type=Text)
    published: str = ""
    effective_from: str = ""
    file_name: str = Field(default="", sa_type=Text)
    sha256: str = ""
    digest: str = ""
    layout: str = Field(default="", sa_type=Text)
    count: int = 0


class RequirementRow(Row, table=True):
    """要件; `path` is a JSON list, `chapter` its first heading, `search` the folded text."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("edition_id", "number", "part"),)
    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    position: int
    number: str
    part: int = 1
    kind: str = "function"
    path: str = Field(default="[]", sa_type=Text)
    chapter: str = Field(default="", sa_type=Text)
    name: str = Field(default="", sa_type=Text)
    text: str = Field(default="", sa_type=Text)
    designated_city: str
    other: str
    rationale: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    conformance_date: str = Field(default="", sa_type=Text)
    cell: str = Field(default="", sa_type=Text)
    search: str = Field(default="", sa_type=Text)


class SystemRow(ChangedRow, table=True):
    """現行システム."""

    __tablename__ = "system"
    __table_args__ = (UniqueConstraint("municipality_id", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    code: str
    name: str = Field(sa_type=Text)
    kind: str
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    vendor: str = Field(default="", sa_type=Text)
    contract_end: str = ""
    cutover: str = ""
    note: str = Field(default="", sa_type=Text)


class SystemOperationRow(Row, table=True):
    """Which operations a system serves."""

    __tablename__ = "system_operation"
    system_id: int = Field(foreign_key="system.id", primary_key=True)
    operation: str = Field(primary_key=True)


class FeatureRow(ChangedRow, table=True):
    """現行機能; `counterparts` are requirement numbers or headings joined by ";"."""

    __tablename__ = "feature"
    __table_args__ = (UniqueConstraint("municipality_id", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    code: str
    system_id: int = Field(foreign_key="system.id", index=True)
    name: str = Field(sa_type=Text)
    description: str = Field(default="", sa_type=Text)
    customised: bool = False
    note: str = Field(default="", sa_type=Text)
    counterparts: str = Field(default="", sa_type=Text)


class ConnectionRow(ChangedRow, table=True):
    """データ連携: provider → consumer."""

    __tablename__ = "connection"
    __table_args__ = (UniqueConstraint("municipality_id", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    code: str
    provider_id: int = Field(foreign_key="system.id", index=True)
    consumer_id: int = Field(foreign_key="system.id", index=True)
    data: str = Field(default="", sa_type=Text)
    method: str = Field(default="", sa_type=Text)
    frequency: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)


class SurveyRow(ChangedRow, table=True):
    """対応度調査 of one operation against one edition.

    `closed_at` is when it was carried over to the survey of a newer edition, which names it in
    `rolled_from_id`; "" while it is answered.
    """

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("municipality_id", "operation", "edition_id"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    operation: str
    edition_id: int = Field(foreign_key="edition.id", index=True)
    opened_at: str
    rolled_from_id: int | None = Field(default=None, foreign_key="survey.id", index=True)
    closed_at: str = ""


class ItemRow(ChangedRow):
    """What both faces of a gap record: countermeasure, impact, effort (人日), cost (千円), due.

    `reason` is why it was decided so, `owner` the person in charge. `stage` is how far the answer
    has come where that does not follow from it: checked, final, returned.
    """

    countermeasure: str = ""
    impact_resident: str = ""
    impact_staff: str = ""
    effort: float | None = None
    cost: int | None = None
    due: str = ""
    reason: str = Field(default="", sa_type=Text)
    owner: str = Field(default="", sa_type=Text)
    comment: str = Field(default="", sa_type=Text)
    stage: str = ""


class RequirementItemRow(ItemRow, table=True):
    """回答 to one requirement that binds the municipality.

    `status` is active, or archived for a requirement the survey's edition has no more; `review`
    says what changed since the answer was given, `carried_from_id` the item it was given to.
    """

    __tablename__ = "requirement_item"
    __table_args__ = (
        UniqueConstraint("survey_id", "requirement_id"),
        Index(
            "ix_requirement_item_counting", "survey_id", "status", "department_id", "verdict",
            "obligation", "stage", "countermeasure", "due",
        ),
        Index("ix_requirement_item_newest", "survey_id", "updated_at"),
    )  # fmt: skip
    id: int | None = Field(default=None, primary_key=True)
    survey_id: int = Field(foreign_key="survey.id")
    requirement_id: int = Field(foreign_key="requirement.id", index=True)
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    obligation: str
    verdict: str = "unanswered"
    status: str = "active"
    review: str = Field(default="", sa_type=Text)
    carried_from_id: int | None = Field(default=None, foreign_key="requirement_item.id", index=True)


class FeatureItemRow(ItemRow, table=True):
    """現行機能の扱い of one current feature in a survey."""

    __tablename__ = "feature_item"
    __table_args__ = (UniqueConstraint("survey_id", "feature_id"),)
    id: int | None = Field(default=None, primary_key=True)
    survey_id: int = Field(foreign_key="survey.id")
    feature_id: int = Field(foreign_key="feature.id", index=True)
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    disposition: str = "undecided"


class CounterpartRow(Row, table=True):
    """A requirement item that corresponds to a feature item; `relation` says how."""

    __tablename__ = "counterpart"
    feature_item_id: int = Field(foreign_key="feature_item.id", primary_key=True)
    requirement_item_id: int = Field(
        foreign_key="requirement_item.id", primary_key=True, index=True
    )
    relation: str = "same"


class StepStatusRow(ChangedRow, table=True):
    """Status of one of the 40 steps for one operation."""

    __tablename__ = "step_status"
    __table_args__ = (UniqueConstraint("municipality_id", "operation", "step"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    operation: str
    step: int
    status: str
    note: str = Field(default="", sa_type=Text)
    planned_start: str = ""
    planned_end: str = ""
    actual_start: str = ""
    actual_end: str = ""
    owner: str = Field(default="", sa_type=Text)


class AuditRow(Row, table=True):
    """履歴: who changed what, values before and after as JSON; written once, never changed.

    `id` counts without gaps and `hash` covers the row and the hash before it (store.chain).
    """

    __tablename__ = "audit"
    __table_args__ = (Index(None, "entity", "entity_id"),)
    id: int | None = Field(default=None, primary_key=True)
    at: str = Field(index=True)
    actor: str = Field(sa_type=Text)
    municipality_id: int | None = Field(default=None, foreign_key="municipality.id", index=True)
    action: str
    entity: str
    entity_id: int | None = None
    summary: str = Field(default="", sa_type=Text)
    before: str = Field(default="{}", sa_type=Text)
    after: str = Field(default="{}", sa_type=Text)
    hash: str = ""


class AuditHeadRow(Row, table=True):
    """The end of the audit trail's hash chain: one row, locked by whoever appends."""

    __tablename__ = "audit_head"
    id: int = Field(default=1, primary_key=True)
    last_id: int = 0
    hash: str
