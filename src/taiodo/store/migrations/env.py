"""Alembic environment: migrates the connection it is handed."""

from alembic import context

from taiodo.store import (  # noqa: F401 - declare their tables
    access_tables,
    planning_tables,
    tracking_tables,
)
from taiodo.store.tables import Row

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
