"""控えと復元: a copy of the whole database, verified; and putting one back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from taiodo.access.rights import Action
from taiodo.problems import Finding, Problem
from taiodo.store import copies, schema
from taiodo.store.chain import Head
from taiodo.store.changes import record
from taiodo.store.engine import Store
from taiodo.store.integrity import integrity_findings
from taiodo.workflow.desk import JST, LOCAL_ADMINISTRATOR, Desk, database_url, home_folder
from taiodo.workflow.files import whole_file


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A copy that was made and verified: rows in all, and the end of the audit's chain."""

    file: Path
    sha256: str
    rows: int
    audit_rows: int
    audit_hash: str

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `backup`."""
        return {
            "file": str(self.file), "sha256": self.sha256, "rows": self.rows,
            "audit": {"id": self.audit_rows, "hash": self.audit_hash},
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Restored:
    """A copy that was put back: rows in all, the copy kept of what was there, and findings."""

    rows: int
    kept: Path | None
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `restore`."""
        return {
            "rows": self.rows,
            "kept": str(self.kept) if self.kept else None,
            "findings": [f.as_dict() for f in self.findings],
        }


def backup(desk: Desk, target: Path) -> BackupMade:
    """Copy the database to a file while it is in use, open the copy, and check it.

    Raises:
        Problem: the file is there already or cannot be written, or the copy is not whole.
    """
    if target.exists():
        raise Problem(
            "同じ名前のファイルが既にあります。", str(target), "別の名前を指定してください。"
        )
    with desk.changing(Action.ADMINISTER) as (tx, body):
        record(tx, "backup", "database", municipality_id=body.id, summary=target.name)
    with whole_file(target) as part:
        copies.make_copy(desk.store, part)
        rows, head, wrong = _looked_at(part, desk.actor)
        if wrong:
            raise Problem(
                "控えに誤りがあるため、残していません。",
                str(target),
                "taiodo check で今のデータベースを調べてください。",
                findings=wrong,
            )
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    return BackupMade(target, digest, rows, head.id, head.hash)


def _looked_at(file: Path, actor: str) -> tuple[int, Head, tuple[Finding, ...]]:
    with copies.staged(file, actor) as copy:
        rows = sum(copies.counts(copy).values())
        with copy.reading() as reading:
            return rows, copies.audit_head(copy), integrity_findings(reading)


def restore(store: Store, file: Path, actor: str, *, replace: bool = False) -> Restored:
    """Put a copy back in a database, all or nothing; what was there is kept as a copy.

    Args:
        store: where to put it.
        file: the copy, of SQLite or a portable dump, whatever database it was made of.
        actor: whom the audit records.
        replace: whether a database with something in it may be replaced.

    Raises:
        Problem: the database is not empty, or the file is no copy, damaged, or too new.
    """
    empty = copies.is_empty(store)
    if not empty and not replace:
        raise Problem(
            "データベースに内容があるため、戻していません。",
            store.display_name,
            "置き換えるなら --replace を付けてください（今の内容は控えとして残します）。",
        )
    with copies.staged(file, actor) as copy:
        rows = sum(copies.counts(copy).values())
        with copy.reading() as reading:
            findings = integrity_findings(reading)
        kept = None if empty else _keep(store)
        copies.put_back(copy, store, actor)
    schema.require_current(store)
    with store.transaction(actor) as tx:
        kept_as = {"kept": kept.name if kept else ""}
        record(tx, "restore", "database", summary=file.name, after=kept_as)
    return Restored(rows, kept, findings)


def restore_at(url: str | None, file: Path, actor: str, *, replace: bool = False) -> Restored:
    """As `restore`, for the command line: the database by its URL, "" for its own actor."""
    store = Store(database_url(url))
    try:
        return restore(store, file, actor or LOCAL_ADMINISTRATOR, replace=replace)
    finally:
        store.close()


def _keep(store: Store) -> Path:
    now = f"{datetime.now(JST):%Y%m%d-%H%M%S}"
    path = store.sqlite_path
    if path is not None:
        kept = path.with_name(f"{path.stem}.{now}.復元前{path.suffix}")
    else:
        folder = home_folder()
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / f"taiodo.{now}.復元前.zip"
    copies.make_copy(store, kept)
    return kept
