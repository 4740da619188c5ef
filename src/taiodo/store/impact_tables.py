"""The tables of 影響: who takes care of bridges and changes."""

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from taiodo.store.tables import ChangedRow


class ImpactTaskRow(ChangedRow, table=True):
    """Who takes care of a bridge (`code`: a connection's id) or a change (a system's id)."""

    __tablename__ = "impact_task"
    __table_args__ = (UniqueConstraint("municipality_id", "kind", "code"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    kind: str
    code: str
    owner: str = Field(default="", sa_type=Text)
    status: str = "open"
    due: str = ""
    note: str = Field(default="", sa_type=Text)
