"""Rules that look across entries and files: references, dates in order, the 40 steps."""

from collections.abc import Iterator

from taiodo.catalog.datafiles import DataFiles, ShapedDocument, error
from taiodo.catalog.documents import Entry
from taiodo.catalog.linkage import WIDE_ENDS, Side
from taiodo.catalog.shape_parts import Form, Key
from taiodo.catalog.shape_rules import iso_date
from taiodo.catalog.shapes import (
    EDITIONS,
    LINKAGE,
    MILESTONES,
    MUNICIPALITIES,
    OPERATIONS,
    SOURCES,
    STEP_WEIGHTS,
    STEPS,
)
from taiodo.problems import Finding, near_miss

STEP_COUNT = 40
_TITLES = {
    "sources": ("出典", SOURCES.files),
    "operations": ("業務", OPERATIONS.files),
    "phases": ("移行時期", "同じファイルの [[phases]]"),
    "departments": ("所管課", "同じファイルの [[departments]]"),
}


def unknown_references(files: DataFiles) -> Iterator[Finding]:
    """A word that names an entry which does not exist."""
    for held in files.catalog:
        for table, entry in held.rows():
            for key in table.keys:
                if key.refers:
                    yield from _unknown(files, held, entry, key)


def _unknown(files: DataFiles, held: ShapedDocument, entry: Entry, key: Key) -> Iterator[Finding]:
    known = _known(files, held, key.refers)
    if known is None:
        return
    words = entry.texts(key.name) if key.form is Form.TEXTS else (entry.text(key.name),)
    title, place = _TITLES[key.refers]
    for word in words:
        if word and word not in known:
            message = f"{key.title}（{key.name}）の「{word}」という{title}はありません。"
            choice = f"{place}に書かれているもの: {'、'.join(known[:30])}"
            yield error(
                "unknown-reference", entry.where(key.name), message, near_miss(word, known) + choice
            )


def _known(files: DataFiles, held: ShapedDocument, table: str) -> list[str] | None:
    """The ids of a table; None when its file is unreadable and nothing can be said."""
    if table in ("phases", "departments"):
        return [entry.text("name") for entry in held.document.table(table)]
    shape = SOURCES if table == "sources" else OPERATIONS
    if not files.readable(shape):
        return None
    return [entry.text("id") for entry in files.entries(shape, table)]


def ends_before_start(files: DataFiles) -> Iterator[Finding]:
    """A period that ends before it starts."""
    for entry in files.entries(MILESTONES, "milestones"):
        start, end = iso_date(entry.text("start")), iso_date(entry.text("end"))
        if start and end and end < start:
            message = f"終了日（{end}）が開始日（{start}）より前です。"
            advice = "start と end を入れ替えるか、正しい日に改めてください。"
            yield error("end-before-start", entry.where("end"), message, advice)


def effective_before_published(files: DataFiles) -> Iterator[Finding]:
    """An edition that takes effect before it is published."""
    for entry in files.entries(EDITIONS, ""):
        published, start = iso_date(entry.text("published")), iso_date(entry.text("effective_from"))
        if published and start and start < published:
            message = f"適合基準日（{start}）が公表日（{published}）より前です。"
            advice = "published と effective_from を出典で確かめてください。"
            yield error("end-before-start", entry.where("effective_from"), message, advice)


def steps_incomplete(files: DataFiles) -> Iterator[Finding]:
    """The steps must be those of the national 手順書, numbered 1 to 40."""
    if not files.readable(STEPS):
        return
    entries = files.entries(STEPS, "steps")
    serials = {entry.number("serial") for entry in entries}
    if missing := sorted(set(range(1, STEP_COUNT + 1)) - serials):
        message = f"作業ステップの通番 {_listed(missing)} がありません。"
        advice = "国の手順書のとおり、通番1から40までを1行ずつ書いてください。"
        yield error("steps", STEPS.files, message, advice)
    for entry in entries:
        if entry.number("serial") > STEP_COUNT:
            message = f"作業ステップの通番「{entry.number('serial')}」は40を超えています。"
            advice = "国の手順書の作業ステップは40です。余分な行を消してください。"
            yield error("steps", entry.where("serial"), message, advice)


def weights_of_other_steps(files: DataFiles) -> Iterator[Finding]:
    """Every step has one weight above nothing, under its own item number."""
    if not (files.readable(STEPS) and files.readable(STEP_WEIGHTS)):
        return
    items = {entry.number("serial"): entry.text("item") for entry in files.entries(STEPS, "steps")}
    entries = files.entries(STEP_WEIGHTS, "step_weights")
    weighed = {entry.number("serial") for entry in entries}
    if missing := sorted(set(range(1, STEP_COUNT + 1)) - weighed):
        message = f"作業ステップの通番 {_listed(missing)} に重みがありません。"
        yield error(
            "weights", STEP_WEIGHTS.files, message, "通番ごとに1行ずつ重みを書いてください。"
        )
    for entry in entries:
        item = items.get(entry.number("serial"), entry.text("item"))
        if item != entry.text("item"):
            message = f"通番{entry.number('serial')}の作業項目番号は「{item}」です。"
            yield error("weights", entry.where("item"), message, "steps.tsv と合わせてください。")
        if not 1 <= entry.number("weight") <= 100:
            message = f"重み「{entry.number('weight')}」は使えません。"
            yield error("weights", entry.where("weight"), message, "1から100までで書いてください。")


def repeated_business_ids(files: DataFiles) -> Iterator[Finding]:
    """A 業務ID that two entries claim."""
    claims: dict[str, Entry] = {}
    for table in ("operations", "shared_functions", "common_functions"):
        for entry in files.entries(OPERATIONS, table):
            for word in (*entry.texts("business_ids"), *entry.texts("business_id")):
                first = claims.setdefault(word, entry)
                if first is not entry and first.text("id") != entry.text("id"):
                    key = "business_ids" if "business_ids" in entry.values else "business_id"
                    message = f"業務ID「{word}」は{first.label}も使っています。"
                    advice = "業務IDは一つの業務だけに付けてください。"
                    yield error("duplicate-id", entry.where(key), message, advice)


def linkage_ends(files: DataFiles) -> Iterator[Finding]:
    """An end of a national linkage that is neither operation nor common function nor outside."""
    if not files.readable(OPERATIONS):
        return
    tables = ("operations", "common_functions")
    known = [e.text("id") for table in tables for e in files.entries(OPERATIONS, table)]
    known += WIDE_ENDS
    for entry in files.entries(LINKAGE, "linkage"):
        outside = Side.OUTSIDE.value in (*entry.texts("provider"), *entry.texts("consumer"))
        for key in ("provider", "consumer"):
            for word in entry.texts(key):
                if word not in known:
                    message = f"データ連携の相手「{word}」は、業務にも共通機能にもありません。"
                    advice = near_miss(word, known) or f"使えるもの: {'、'.join(known)}"
                    yield error("linkage-end", entry.where(key), message, advice)
        if outside and not entry.texts("outside_words"):
            message = "外部（outside）の相手の名称（outside_words）が空欄です。"
            advice = "現行システムの名称に含まれる語を書いてください（例: コンビニ交付）。"
            yield error("linkage-end", entry.where("outside_words"), message, advice)


def misplaced_files(files: DataFiles) -> Iterator[Finding]:
    """A file whose folder or name does not say what its content says."""
    for held in files.catalog:
        parts = held.document.file.split("/")
        if held.shape is EDITIONS:
            expected = {"operation": parts[1], "edition": parts[2]}
        elif held.shape is MUNICIPALITIES:
            expected = {"id": parts[-1].removesuffix(".toml")}
        else:
            continue
        for entry in (*held.document.table(""), *held.document.table("municipality")):
            for key, name in expected.items():
                if (value := entry.text(key)) and value != name:
                    message = f"{key} の「{value}」が、ファイルの場所の「{name}」と合いません。"
                    advice = f'{key} = "{name}" に改めるか、ファイルの場所を改めてください。'
                    yield error("misplaced-file", entry.where(key), message, advice)


def _listed(numbers: list[int]) -> str:
    return "、".join(str(number) for number in numbers)


REFERENCE_RULES = (
    unknown_references, ends_before_start, effective_before_published, steps_incomplete,
    weights_of_other_steps, repeated_business_ids, linkage_ends, misplaced_files,
)  # fmt: skip
