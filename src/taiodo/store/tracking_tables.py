"""Tables of following the plan: weights of steps, and batches of statuses that can be undone."""

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from taiodo.store.tables import ChangedRow


class StepWeightRow(ChangedRow, table=True):
    """How much work a step is to this municipality, in place of the catalog's assumption."""

    __tablename__ = "step_weight"
    __table_args__ = (UniqueConstraint("municipality_id", "step"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    step: int
    weight: int


class StepBatchRow(ChangedRow, table=True):
    """Statuses set together (`kind` import or finish); `changes` is JSON, see store/batches.py."""

    __tablename__ = "step_batch"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    kind: str
    title: str = Field(default="", sa_type=Text)
    made_at: str
    changes: str = Field(default="[]", sa_type=Text)
    undone: bool = False
