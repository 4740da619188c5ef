"""Tables of the 調査票: what was sent to whom, what came back, and conflicts to settle."""

from sqlalchemy import LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from taiodo.store.tables import ChangedRow, Row


class SheetRow(ChangedRow, table=True):
    """調査票 written for a department (None: all) of a survey.

    `token` stands in the file. `sent` is the zlib-compressed JSON of what the file said, by face
    and item; it never changes, as any number of copies of the file may come back.
    """

    __tablename__ = "sheet"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    survey_id: int = Field(foreign_key="survey.id", index=True)
    department_id: int | None = Field(default=None, foreign_key="department.id", index=True)
    token: str = Field(unique=True)
    file_name: str = Field(default="", sa_type=Text)
    items: int = 0
    sent_at: str
    sent_by: str = Field(sa_type=Text)
    sent: bytes = Field(sa_type=LargeBinary)


class SheetFormRow(ChangedRow, table=True):
    """How a department keeps its 調査票: the order of columns and what stands in its own ones.

    `columns` is a JSON list of headings, `own` JSON: heading → number of the item → text.
    """

    __tablename__ = "sheet_form"
    __table_args__ = (UniqueConstraint("survey_id", "department_key", "face"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    survey_id: int = Field(foreign_key="survey.id")
    department_key: int
    face: str
    columns: str = Field(sa_type=Text)
    own: str = Field(default="{}", sa_type=Text)


class SheetReturnRow(ChangedRow, table=True):
    """A file merged into a survey: its counts, and as JSON what it changed, to take it back."""

    __tablename__ = "sheet_return"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    survey_id: int = Field(foreign_key="survey.id", index=True)
    sheet_id: int | None = Field(default=None, foreign_key="sheet.id", index=True)
    file_name: str = Field(default="", sa_type=Text)
    sha256: str
    merged_at: str
    merged_by: str = Field(sa_type=Text)
    applied: int = 0
    conflicts: int = 0
    rejected: int = 0
    changes: str = Field(default="[]", sa_type=Text)
    refusals: str = Field(default="[]", sa_type=Text)
    undone_at: str = ""


class SheetBroughtRow(Row, table=True):
    """What a merged file brought for the first time, by the sheet it was a copy of (None: unknown).

    `brought` is packed as `SheetRow.sent`, with the fields that came back changed only. It counts
    until its return is undone.
    """

    __tablename__ = "sheet_brought"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    return_id: int = Field(foreign_key="sheet_return.id", index=True)
    sheet_id: int | None = Field(default=None, foreign_key="sheet.id", index=True)
    brought: bytes = Field(sa_type=LargeBinary)


class SheetConflictRow(ChangedRow, table=True):
    """A field both sides changed; `settled` says how: "" open, ours, theirs, undone.

    Values are JSON.
    """

    __tablename__ = "sheet_conflict"
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id", index=True)
    return_id: int = Field(foreign_key="sheet_return.id", index=True)
    survey_id: int = Field(foreign_key="survey.id", index=True)
    face: str
    item_id: int = Field(index=True)
    number: str
    field: str
    base: str = Field(sa_type=Text)
    theirs: str = Field(sa_type=Text)
    settled: str = ""
