"""A database of the present schema, and a municipality in it."""

from collections.abc import Iterator

import pytest

from taiodo.store import schema
from taiodo.store.changes import add
from taiodo.store.engine import Store
from taiodo.store.tables import MunicipalityRow

WARD = {
    "code": "w", "name": "見本区", "prefecture": "東京都", "kind": "special_ward",
    "current": True, "source": "",
}  # fmt: skip


@pytest.fixture
def store(database_url) -> Iterator[Store]:
    opened = Store(database_url)
    schema.upgrade(opened, "試験")
    yield opened
    opened.close()


@pytest.fixture
def ward(store) -> int:
    with store.transaction("係長") as tx:
        return add(tx, MunicipalityRow, WARD)
