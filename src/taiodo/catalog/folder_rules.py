"""Rules on folders as a whole, for the full check only: digests, stray folders, sample tables."""

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from taiodo.catalog.datafiles import DataFiles, error
from taiodo.catalog.shapes import EDITIONS, MUNICIPALITIES
from taiodo.catalog.vocabulary_shapes import VOCABULARY
from taiodo.problems import Finding, near_miss

INVENTORY_COLUMNS = {
    "systems": (
        "id", "name", "kind", "operations", "department", "vendor", "contract_end", "cutover",
        "note",
    ),
    "features": ("id", "system", "name", "description", "customised", "counterparts", "note"),
    "connections": ("id", "provider", "consumer", "data", "method", "frequency", "note"),
}  # fmt: skip


def digests_differ(files: DataFiles) -> Iterator[Finding]:
    """A list of functions that is not the one its edition.toml was written for."""
    for entry in files.entries(EDITIONS, ""):
        path = (files.root / entry.file).parent / "functions.tsv"
        wanted = entry.text("functions_sha256")
        if not wanted or not path.is_file():
            continue
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != wanted:
            message = "機能の一覧（functions.tsv）の中身が、記録された SHA-256 と合いません。"
            advice = (
                "公表された版は書き換えず、訂正は新しい版として置いてください。"
                f'正しい内容なら functions_sha256 = "{found}" とします。'
            )
            yield error("digest", entry.where("functions_sha256"), message, advice)


def folders_without_edition(files: DataFiles) -> Iterator[Finding]:
    """A folder under specs/ with functions but without the edition.toml that explains them."""
    for path in sorted(files.root.glob("specs/*/*/functions.tsv")):
        if not (path.parent / "edition.toml").is_file():
            where = path.parent.relative_to(files.root).as_posix()
            advice = "題名・出典・確かさを書いた edition.toml を同じ場所に置いてください。"
            yield error("missing-file", where, "edition.toml がありません。", advice)


def outlines_with_classes(files: DataFiles) -> Iterator[Finding]:
    """An outline (概略機能一覧) must not claim a class of the national specification."""
    kinds = {
        entry.file.removesuffix("edition.toml"): entry.text("kind")
        for entry in files.entries(EDITIONS, "")
    }
    for held in files.functions:
        if kinds.get(held.document.file.removesuffix("functions.tsv")) != "outline":
            continue
        for entry in held.document.entries:
            for word in entry.texts("classes"):
                if word in ("mandatory", "optional", "prohibited"):
                    message = f"概略機能一覧の機能に類型「{word}」は付けられません。"
                    advice = "国の標準仕様書ではないため、classes は unconfirmed としてください。"
                    yield error("outline-class", entry.where("classes"), message, advice)


def inventory_tables(files: DataFiles) -> Iterator[Finding]:
    """The sample inventory of a municipality: all three tables, with their columns."""
    for folder in _inventory_folders(files):
        for table, columns in INVENTORY_COLUMNS.items():
            path = folder / f"{table}.csv"
            where = path.relative_to(files.root).as_posix()
            if not path.is_file():
                advice = f"1行目が次のとおりの CSV を置いてください: {','.join(columns)}"
                yield error("missing-file", where, "現行システムの表がありません。", advice)
                continue
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
                header = next(csv.reader(lines), [])
            if missing := [column for column in columns if column not in header]:
                message = f"見出しに {'、'.join(missing)} がありません。"
                advice = f"1行目を次のとおりにしてください: {','.join(columns)}"
                yield error("wrong-columns", f"{where} 1行目", message, advice)


def inventories_of_nobody(files: DataFiles) -> Iterator[Finding]:
    """A sample inventory whose folder is named after no municipality."""
    if not files.readable(MUNICIPALITIES):
        return
    known = [entry.text("id") for entry in files.entries(MUNICIPALITIES, "municipality")]
    for folder in _inventory_folders(files):
        if folder.name not in known:
            message = f"自治体「{folder.name}」は catalog/municipalities/ にありません。"
            advice = near_miss(folder.name, known) + f"ある自治体: {'、'.join(known)}"
            where = folder.relative_to(files.root).as_posix()
            yield error("unknown-reference", where, message, advice)


def _inventory_folders(files: DataFiles) -> list[Path]:
    tables = [
        path for name in INVENTORY_COLUMNS for path in files.root.glob(f"mapping/*/{name}.csv")
    ]
    return sorted({path.parent for path in tables})


def vocabularies_without_source(files: DataFiles) -> Iterator[Finding]:
    """A list of words whose source nobody gave, or a source whose list is missing."""
    shipped = {h.document.file for h in files.vocabulary if h.shape is VOCABULARY}
    given = {
        f"mapping/vocabulary/{entry.text('file')}": entry
        for held in files.vocabulary
        for entry in held.document.table("files")
    }
    for file in sorted(shipped - set(given)):
        message = "語彙の出典がありません。"
        advice = "mapping/vocabulary/vocabulary.toml に、題名・出典・確かめた日を書いてください。"
        yield error("missing-source", file, message, advice)
    for file in sorted(set(given) - shipped):
        message = f"語彙のファイル「{file}」がありません。"
        advice = "ファイルを置くか、この項を消してください。"
        yield error("missing-file", given[file].where("file"), message, advice)


FOLDER_RULES = (
    digests_differ, folders_without_edition, outlines_with_classes, inventory_tables,
    inventories_of_nobody, vocabularies_without_source,
)  # fmt: skip
