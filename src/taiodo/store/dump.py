"""A portable dump: a zip with a JSON line per row, and what it is of."""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from taiodo.problems import Problem
from taiodo.store.changes import BATCH
from taiodo.store.tables import Row

FORMAT = "taiodo-dump-1"
MANIFEST = "manifest.json"
BYTES = "$bytes"


@dataclass(frozen=True, slots=True)
class Dump:
    """A dump that was opened: the schema's version, and how many rows each table has."""

    file: Path
    version: str
    tables: dict[str, int]

    def rows(self, table: str) -> Iterator[dict[str, object]]:
        """The rows of a table.

        Raises:
            Problem: they are not all there.
        """
        found = 0
        with zipfile.ZipFile(self.file) as archive, archive.open(f"{table}.jsonl") as stream:
            for line in io.TextIOWrapper(stream, "utf-8"):
                found += 1
                yield {name: _loaded(value) for name, value in json.loads(line).items()}
        if found != self.tables[table]:
            raise _damaged(self.file)


def write_dump(connection: Connection, target: Path, version: str) -> None:
    """Write all tables as they stand in one view."""
    counts = {}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in Row.metadata.sorted_tables:
            found = 0
            query = select(table).order_by(*table.primary_key.columns)
            rows = connection.execution_options(yield_per=BATCH).execute(query)
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as stream:
                for row in rows.mappings():
                    plain = {name: _plain(value) for name, value in row.items()}
                    stream.write(json.dumps(plain, ensure_ascii=False).encode() + b"\n")
                    found += 1
            counts[table.name] = found
        manifest = {"format": FORMAT, "version": version, "tables": counts}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1))


def is_dump(file: Path) -> bool:
    """Whether a file is a zip with a manifest."""
    if not zipfile.is_zipfile(file):
        return False
    with zipfile.ZipFile(file) as archive:
        return MANIFEST in archive.namelist()


def read_dump(file: Path) -> Dump:
    """Open a dump.

    Raises:
        Problem: it is of another format, or damaged.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            broken = archive.testzip()
            manifest = json.loads(archive.read(MANIFEST))
    except (zipfile.BadZipFile, json.JSONDecodeError, KeyError) as error:
        raise _damaged(file) from error
    if broken is not None or manifest.get("format") != FORMAT:
        raise _damaged(file)
    return Dump(file, str(manifest["version"]), dict(manifest["tables"]))


def _damaged(file: Path) -> Problem:
    return Problem("控えのファイルが壊れています。", str(file), "別の控えを使ってください。")


def _plain(value: Any) -> object:
    if isinstance(value, bytes):
        return {BYTES: base64.b64encode(value).decode()}
    return value


def _loaded(value: Any) -> object:
    if isinstance(value, dict) and BYTES in value:
        return base64.b64decode(value[BYTES])
    return value
