"""What came back in 調査票 is remembered beside what was sent, which goes back to what it was."""

import json
import zlib
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None
INDEXES = ("municipality_id", "return_id", "sheet_id")
TABLE = "sheet_brought"


def _key(name: str, table: str, *, nullable: bool = False) -> Any:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def upgrade() -> None:
    brought = op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), primary_key=True),
        _key("municipality_id", "municipality"),
        _key("return_id", "sheet_return"),
        _key("sheet_id", "sheet", nullable=True),
        sa.Column("brought", sa.LargeBinary(), nullable=False),
    )
    for column in INDEXES:
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
    _part_again(op.get_bind(), brought)


def _part_again(connection: Any, brought: sa.Table) -> None:
    """Before this version a merge wrote what came back over what was sent, and kept what it was.

    Going back from the newest merge gives what was sent, and on the way what each one brought.
    """
    returns = connection.execute(
        sa.text(
            "SELECT id, municipality_id, sheet_id, changes FROM sheet_return"
            " WHERE undone_at = '' AND sheet_id IS NOT NULL ORDER BY id DESC"
        )
    ).all()
    for key, municipality, sheet, changes in returns:
        earlier = json.loads(changes).get("base") or []
        if not earlier:
            continue
        packed = connection.scalar(
            sa.text("SELECT sent FROM sheet WHERE id = :sheet"), {"sheet": sheet}
        )
        sent = {(f, i): values for f, i, values in json.loads(zlib.decompress(packed))}
        came = []
        for face, item, values in earlier:
            known = sent.setdefault((face, item), {})
            came.append([face, item, {name: known.get(name) for name in values}])
            known.update(values)
        back = [[face, item, values] for (face, item), values in sent.items()]
        connection.execute(
            sa.text("UPDATE sheet SET sent = :sent WHERE id = :sheet"),
            {"sent": _packed(back), "sheet": sheet},
        )
        row = {"municipality_id": municipality, "return_id": key, "sheet_id": sheet}
        connection.execute(sa.insert(brought).values({**row, "brought": _packed(came)}))


def _packed(rows: list[Any]) -> bytes:
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode())


def downgrade() -> None:
    op.drop_table(TABLE)
