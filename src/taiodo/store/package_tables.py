"""Tables of vendors' packages and their replies (パッケージ対応状況)."""

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from taiodo.store.tables import ChangedRow, Row


class VendorPackageRow(ChangedRow, table=True):
    """A vendor's 標準準拠パッケージ as one municipality knows it."""

    __tablename__ = "vendor_package"
    __table_args__ = (UniqueConstraint("municipality_id", "vendor", "product"),)
    id: int | None = Field(default=None, primary_key=True)
    municipality_id: int = Field(foreign_key="municipality.id")
    vendor: str = Field(sa_type=Text)
    product: str = Field(default="", sa_type=Text)
    version: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)


class PackageReplyRow(ChangedRow, table=True):
    """One imported reply of a package to an edition; `current` marks the one that counts.

    Replies it took the place of are kept (`replaces_id`), so that an import can be taken back.
    `symbols` is JSON: what the signs of the file were taken for.
    """

    __tablename__ = "package_reply"
    id: int | None = Field(default=None, primary_key=True)
    package_id: int = Field(foreign_key="vendor_package.id", index=True)
    edition_id: int = Field(foreign_key="edition.id", index=True)
    current: bool = True
    replaces_id: int | None = Field(default=None, foreign_key="package_reply.id", index=True)
    imported_at: str
    imported_by: str = Field(sa_type=Text)
    file_name: str = Field(default="", sa_type=Text)
    sha256: str = ""
    symbols: str = Field(default="{}", sa_type=Text)
    count: int = 0


class PackageResponseRow(Row, table=True):
    """What a reply says of one requirement; never changed once imported."""

    __tablename__ = "package_response"
    __table_args__ = (UniqueConstraint("reply_id", "requirement_id"),)
    id: int | None = Field(default=None, primary_key=True)
    reply_id: int = Field(foreign_key="package_reply.id")
    requirement_id: int = Field(foreign_key="requirement.id", index=True)
    response: str
    due: str = ""
    remark: str = Field(default="", sa_type=Text)
    written: str = Field(default="", sa_type=Text)
    cell: str = Field(default="", sa_type=Text)
