"""Tables of planning: versions of the plan and scenarios."""

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from taiodo.store.tables import ChangedRow


class PlanVersionRow(ChangedRow, table=True):
    """計画の版: the whole plan as JSON in `entries`; written once, `number` from 1."""

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("municipality_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    number: int
    name: str = Field(sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    scenario: str = Field(default="", sa_type=Text)
    entries: str = Field(default="[]", sa_type=Text)


class ScenarioRow(ChangedRow, table=True):
    """計画案: a copy of the plan to be changed; `entries` is JSON as in a version.

    `base` is the number of the version it was copied from.
    """

    __tablename__ = "scenario"
    __table_args__ = (UniqueConstraint("municipality_id", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    name: str
    note: str = Field(default="", sa_type=Text)
    base: int = 0
    entries: str = Field(default="[]", sa_type=Text)
