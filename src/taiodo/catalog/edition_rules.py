"""Rules on the editions shipped with the product: digests, stray folders, outlines kept apart."""

import hashlib
from collections.abc import Iterator

from taiodo.catalog.datafiles import DataFiles, error
from taiodo.catalog.shapes import EDITIONS
from taiodo.problems import Finding


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


EDITION_RULES = (digests_differ, folders_without_edition, outlines_with_classes)
