"""Tables of what people write about items, and of the departments they call on."""

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from taiodo.store.tables import ChangedRow


class CommentRow(ChangedRow, table=True):
    """One comment on an item of either face; never changed, so `updated_…` says who and when.

    `tone` says what it came with: a 差戻し and its kin, "" for a plain comment.
    """

    __tablename__ = "item_comment"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    requirement_item_id: int | None = Field(
        default=None, foreign_key="requirement_item.id", index=True
    )
    feature_item_id: int | None = Field(default=None, foreign_key="feature_item.id", index=True)
    tone: str = ""
    text: str = Field(sa_type=Text)


class MentionRow(ChangedRow, table=True):
    """A department a comment calls on; `seen_at` (UTC ISO 8601) "" until it has looked.

    `department_id` None calls on those who check the answers, wherever they sit.
    """

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("comment_id", "department_id"),)
    id: int | None = Field(default=None, primary_key=True)
    comment_id: int = Field(foreign_key="item_comment.id")
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    seen_at: str = ""
    seen_by: str = Field(default="", sa_type=Text)
