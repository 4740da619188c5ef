"""Tables of planning: versions, scenarios, the table of the plan, systems outside, costs."""

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


class PlanLineRow(ChangedRow, table=True):
    """A line of 計画表; `planned` and `happened` are JSON: fiscal year → word."""

    __tablename__ = "plan_line"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    block: str
    position: int
    mark: str = ""
    level: str
    title: str = Field(sa_type=Text)
    planned: str = Field(default="{}", sa_type=Text)
    happened: str = Field(default="{}", sa_type=Text)
    unplaced: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    source: str = Field(default="", sa_type=Text)
    certainty: str = "confirmed"


class OutsideDecisionRow(ChangedRow, table=True):
    """What becomes of a system outside the standardised operations."""

    __tablename__ = "outside_decision"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    system_id: int = Field(foreign_key="system.id", unique=True)
    replacement: str = ""
    candidate: str = ""
    decision: str = ""
    reason: str = Field(default="", sa_type=Text)
    cloud: str = ""
    cloud_note: str = Field(default="", sa_type=Text)


class CostLineRow(ChangedRow, table=True):
    """費用 of one 費目; `amounts` is JSON: fiscal year → 千円."""

    __tablename__ = "cost_line"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    system_id: int | None = Field(default=None, foreign_key="system.id", index=True)
    name: str = Field(sa_type=Text)
    category: str
    item: str
    amounts: str = Field(default="{}", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
