"""Tables of the mapping (機能対応付け), of what was changed together, and of who uses a feature."""

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field

from taiodo.store.tables import ChangedRow, Row


class MappingRow(ChangedRow, table=True):
    """What is decided about a feature item: one row each, undecided at first.

    Which requirements it corresponds to stands in `counterpart`.
    """

    __tablename__ = "mapping"
    __table_args__ = (UniqueConstraint("feature_item_id"),)
    id: int | None = Field(default=None, primary_key=True)
    feature_item_id: int = Field(foreign_key="feature_item.id")
    state: str = "undecided"
    way: str = ""
    score: float | None = None
    note: str = Field(default="", sa_type=Text)
    decided_at: str = ""
    decided_by: str = Field(default="", sa_type=Text)


class FeatureDepartmentRow(Row, table=True):
    """利用課: a department that uses a feature besides the one in charge of its system."""

    __tablename__ = "feature_department"
    feature_id: int = Field(foreign_key="feature.id", primary_key=True)
    department_id: int = Field(foreign_key="department.id", primary_key=True, index=True)


class BulkRow(Row, table=True):
    """Rows changed by one act, which can be taken back together; `undone_at` "" until then."""

    __tablename__ = "bulk"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    survey_id: int = Field(foreign_key="survey.id", index=True)
    kind: str
    summary: str = Field(default="", sa_type=Text)
    at: str
    actor: str = Field(sa_type=Text)
    count: int
    undone_at: str = ""
    undone_by: str = Field(default="", sa_type=Text)


class BulkItemRow(Row, table=True):
    """One row such an act changed: its revisions before and after, its values before as JSON.

    `revision` moves on when a later act on the row is taken back: the row stands again as this act
    left it.
    """

    __tablename__ = "bulk_item"
    __table_args__ = (Index(None, "entity", "entity_id"),)
    bulk_id: int = Field(foreign_key="bulk.id", primary_key=True)
    entity: str = Field(primary_key=True)
    entity_id: int = Field(primary_key=True)
    prior: int
    revision: int
    before: str = Field(default="{}", sa_type=Text)
