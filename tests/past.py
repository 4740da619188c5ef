"""Making what was recorded look older than it is, for tests of looking back."""

from sqlalchemy import text

from taiodo.store.engine import Transaction


def age_audit(tx: Transaction, at: str) -> None:
    """Give every audit row another time, past the seals that keep it from being changed."""
    if tx.connection.dialect.name == "sqlite":
        tx.connection.execute(text("DROP TRIGGER IF EXISTS audit_no_update"))
    else:
        tx.connection.execute(text("DROP TRIGGER IF EXISTS audit_no_change ON audit"))
    tx.connection.execute(text("UPDATE audit SET at = :at"), {"at": at})
