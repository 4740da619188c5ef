"""Rules on a single entry: its keys, the type of their values, words from a fixed list."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from taiodo.catalog.datafiles import ShapedDocument, error
from taiodo.catalog.documents import Entry
from taiodo.catalog.shape_parts import Form, Key, Table
from taiodo.problems import Finding, near_miss

_FORM_TITLES = {
    Form.TEXT: "文字列",
    Form.TEXTS: "文字列の並び",
    Form.NUMBER: "整数",
    Form.FLAG: "true か false",
    Form.DATE: "日付",
    Form.ROUGH_DATE: "日付",
}
_ROUGH_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?")


def unknown_tables(held: ShapedDocument) -> Iterator[Finding]:
    """A table the file's shape does not have."""
    known = [table.name for table in held.shape.tables if table.name]
    for entry in held.document.entries:
        if held.shape.table(entry.table) is None and entry.table:
            message = f"[{entry.table}] という表は知られていません。"
            yield error("unknown-table", entry.where(), message, _instead(entry.table, known))
        elif held.shape.table(entry.table) is None:
            for key in entry.values:
                message = f"「{key}」が表の外にあります。"
                first = _heading(held.shape.tables[0])
                advice = f"{first} などの見出しの行より下に書いてください。"
                yield error("unknown-table", entry.where(key), message, advice)


def missing_tables(held: ShapedDocument) -> Iterator[Finding]:
    """A table that must be there and is not, or is there twice."""
    if not held.document.readable:
        return
    counts = Counter(entry.table for entry in held.document.entries)
    for table in held.shape.tables:
        if table.required and not counts[table.name]:
            message = f"{table.title}が一つもありません。"
            yield error("missing-table", held.document.file, message, _first_entry(table, held))
        if table.single and counts[table.name] > 1:
            message = f"{table.title}（{_heading(table)}）が{counts[table.name]}つあります。"
            yield error("repeated-table", held.document.file, message, "一つだけにしてください。")


def wrong_columns(held: ShapedDocument) -> Iterator[Finding]:
    """A TSV header that lacks a column, or has one nobody knows."""
    columns = held.document.columns
    for table in held.shape.tables if columns else ():
        names = [key.name for key in table.keys]
        strangers = [column for column in columns if column not in names]
        missing = [name for name in names if name not in columns]
        if strangers or missing:
            message = "見出しが違います。"
            message += f"知られていない欄: {'、'.join(strangers)}。" if strangers else ""
            message += f"足りない欄: {'、'.join(missing)}。" if missing else ""
            advice = f"1行目をタブ区切りで次のとおりにしてください: {'、'.join(names)}"
            yield error("wrong-columns", f"{held.document.file} 1行目", message, advice)


def unknown_keys(held: ShapedDocument) -> Iterator[Finding]:
    """A key its table does not have, most often misspelt."""
    if held.document.columns:
        return
    for table, entry in held.rows():
        names = [key.name for key in table.keys]
        for name in entry.values:
            if name not in names:
                message = f"「{name}」というキーは{table.title}にありません。"
                yield error("unknown-key", entry.where(name), message, _instead(name, names))


def missing_keys(held: ShapedDocument) -> Iterator[Finding]:
    """A required key that is missing or empty; source and certainty have a code of their own."""
    for table, entry in held.rows():
        for key in table.keys:
            value = entry.values.get(key.name)
            absent = value is None and key.required and not held.document.columns
            blank = value in ("", []) and not key.may_be_empty
            if not (absent or blank) or _misspelt(key, table, entry):
                continue
            code = {"source": "missing-source", "certainty": "missing-certainty"}
            message = f"{key.title}（{key.name}）が{'空です' if blank else 'ありません'}。"
            advice = f"例: {_example(key, entry)}"
            yield error(code.get(key.name, "missing-key"), entry.where(key.name), message, advice)


def wrong_types(held: ShapedDocument) -> Iterator[Finding]:
    """A value of another type than its key holds, such as a number in quotes."""
    for key, entry, value in _values(held):
        if not _has_form(key.form, value, entry.file.endswith(".tsv")):
            message = f"{key.title}（{key.name}）は{_FORM_TITLES[key.form]}で書きます。"
            advice = f"例: {_example(key, entry)}"
            yield error("wrong-type", entry.where(key.name), message, advice)


def bad_dates(held: ShapedDocument) -> Iterator[Finding]:
    """A date that is not one of the calendar, or not in ISO form."""
    for key, entry, _ in _values(held):
        text = entry.text(key.name)
        if key.form not in (Form.DATE, Form.ROUGH_DATE) or not text:
            continue
        if key.form is Form.ROUGH_DATE and _ROUGH_DATE.fullmatch(text):
            continue
        if iso_date(text) is None:
            message = f"{key.title}（{key.name}）の「{text}」は日付として読めません。"
            advice = f"西暦の年-月-日で、実在する日を書いてください。例: {_example(key, entry)}"
            yield error("bad-date", entry.where(key.name), message, advice)


def unknown_words(held: ShapedDocument) -> Iterator[Finding]:
    """A word outside the fixed list of its key."""
    for key, entry, value in _values(held):
        if not key.choices:
            continue
        for word in (str(value),) if key.form is Form.NUMBER else _words(key, entry):
            if word not in key.choices:
                message = f"{key.title}（{key.name}）に「{word}」は使えません。"
                advice = near_miss(word, key.choices) + f"使える語: {'、'.join(key.choices)}"
                code = "unknown-class" if key.name == "classes" else "unknown-word"
                yield error(code, entry.where(key.name), message, advice)


def wrong_forms(held: ShapedDocument) -> Iterator[Finding]:
    """An id, 業務ID, address or the like that is not of the form it must have."""
    for key, entry, _ in _values(held):
        for word in _words(key, entry) if key.pattern else ():
            if not re.fullmatch(key.pattern, word):
                message = f"{key.title}（{key.name}）の「{word}」は形が違います。"
                advice = f"例: {_example(key, entry)}"
                if key.name.startswith("business_id"):
                    advice = f"業務IDは半角数字3桁です。{advice}"
                yield error("wrong-form", entry.where(key.name), message, advice)


def repeated_identities(held: ShapedDocument) -> Iterator[Finding]:
    """Two entries of one table with the same id, number or name."""
    seen: dict[tuple[str, str], Entry] = {}
    for table, entry in held.rows():
        value = str(entry.values.get(table.identity, "")) if table.identity else ""
        if not value:
            continue
        first = seen.setdefault((table.name, value), entry)
        if first is not entry:
            key = table.key(table.identity)
            title = key.title if key else table.identity
            message = f"{title}「{value}」が二度現れます（はじめは{first.line}行目）。"
            code = "duplicate-number" if table.identity == "number" else "duplicate-id"
            advice = "どちらかを消すか、別の値に改めてください。"
            yield error(code, entry.where(table.identity), message, advice)


def repeated_words(held: ShapedDocument) -> Iterator[Finding]:
    """A list that names the same thing twice."""
    for key, entry, _ in _values(held):
        if key.form is not Form.TEXTS:
            continue
        for word, count in Counter(_words(key, entry)).items():
            if count > 1:
                message = f"{key.title}（{key.name}）に「{word}」が{count}回書かれています。"
                yield error("repeated-word", entry.where(key.name), message, "1回にしてください。")


def iso_date(text: str) -> date | None:
    """The date of a text such as 2026-03-31; None if it is no date in that form."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text else None


def _values(held: ShapedDocument) -> Iterator[tuple[Key, Entry, object]]:
    for table, entry in held.rows():
        for key in table.keys:
            if (value := entry.values.get(key.name)) is not None:
                yield key, entry, value


def _words(key: Key, entry: Entry) -> tuple[str, ...]:
    if key.form is Form.TEXTS:
        return entry.texts(key.name)
    text = entry.text(key.name)
    return (text,) if text else ()


def _has_form(form: Form, value: object, tsv: bool) -> bool:
    if tsv:
        return form is not Form.NUMBER or (str(value).isascii() and str(value).isdigit())
    match form:
        case Form.TEXT:
            return isinstance(value, str)
        case Form.TEXTS:
            return isinstance(value, list) and all(isinstance(item, str) for item in value)
        case Form.NUMBER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Form.FLAG:
            return isinstance(value, bool)
        case _:
            return isinstance(value, str | date)


def _misspelt(key: Key, table: Table, entry: Entry) -> bool:
    """Whether an unknown key of the entry is nearest to this one: told once, as unknown."""
    names = [known.name for known in table.keys]
    strangers = [name for name in entry.values if name not in names]
    return any(f"「{key.name}」" in near_miss(stranger, names) for stranger in strangers)


def _example(key: Key, entry: Entry) -> str:
    return key.example if entry.file.endswith(".tsv") else f"{key.name} = {key.example}"


def _heading(table: Table) -> str:
    return f"[{table.name}]" if table.single else f"[[{table.name}]]"


def _first_entry(table: Table, held: ShapedDocument) -> str:
    if held.document.columns:
        return f"見出しの下に1件を1行で書いてください: {'、'.join(held.document.columns)}"
    first = f"{table.keys[0].name} = {table.keys[0].example}"
    heading = f"{_heading(table)} の行を置き、その下に" if table.name else ""
    return f"例: {heading}「{first}」と書きます。"


def _instead(word: str, known: list[str]) -> str:
    return near_miss(word, known) + f"使える名前: {'、'.join(known)}"


SHAPE_RULES = (
    unknown_tables, missing_tables, wrong_columns, unknown_keys, missing_keys, wrong_types,
    bad_dates, unknown_words, wrong_forms, repeated_identities, repeated_words,
)  # fmt: skip
