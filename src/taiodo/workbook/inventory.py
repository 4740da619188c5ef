"""Reading an inventory (現行の棚卸し): rows become systems, features, connections or findings."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from taiodo.calendar import read_date
from taiodo.catalog.inventory import Connection, Feature, Inventory, System, SystemKind
from taiodo.problems import Finding, Severity, near_miss
from taiodo.workbook.inventory_doubts import DateDoubts, ends_too_soon
from taiodo.workbook.inventory_form import (
    CONNECTIONS,
    FEATURES,
    KIND_WORDS,
    MAX_ID,
    NO,
    SYSTEMS,
    YES,
    Form,
)
from taiodo.workbook.inventory_tables import RawRow, raw_tables
from taiodo.workbook.inventory_template import write_inventory_template
from taiodo.workbook.vocabulary import fold

__all__ = ["InventoryReading", "read_inventory", "write_inventory_template"]

_OPERATIONS = re.compile(r"[;；、,，\n]")
_COUNTERPARTS = re.compile(r"[;；\n]")


@dataclass(frozen=True, slots=True)
class InventoryReading:
    """An inventory as read; with an error among the findings nothing of it may be stored."""

    inventory: Inventory
    findings: tuple[Finding, ...]
    digest: str


def read_inventory(
    source: Path | bytes,
    name: str = "",
    *,
    operations: dict[str, str],
    known_systems: Collection[str] = (),
) -> InventoryReading:
    """Read the filled-in workbook, a folder with up to three CSVs, or a single CSV.

    Args:
        source: the file, its bytes, or the folder.
        name: the file's name as shown to people; a path's own name by default.
        operations: names by id; rows may use either.
        known_systems: ids stored already, to which features and connections may refer.

    Raises:
        Problem: the file cannot be read at all.
    """
    raw = raw_tables(source, name)
    reader = _Reader(operations, known_systems)
    reader.findings += raw.findings
    systems = [reader.system(row) for row in reader.identified(SYSTEMS, raw.rows)]
    reader.findings += reader.doubts.mixed()
    reader.learn(systems)
    features = [reader.feature(row) for row in reader.identified(FEATURES, raw.rows)]
    connections = [reader.connection(row) for row in reader.identified(CONNECTIONS, raw.rows)]
    if not (systems or features or connections or reader.findings):
        message = "見出しだけで、1件も記入されていません。"
        reader.findings.append(
            Finding("inventory.empty", Severity.WARNING, name or _shown(source), message)
        )
    inventory = Inventory(tuple(systems), tuple(features), tuple(connections))
    return InventoryReading(inventory, tuple(reader.findings), raw.digest)


def _shown(source: Path | bytes) -> str:
    return source.name if isinstance(source, Path) else ""


class _Reader:
    """Turns rows into values, noting what is wrong with them."""

    def __init__(self, operations: dict[str, str], known_systems: Collection[str]) -> None:
        self.findings: list[Finding] = []
        self._operations = {fold(name): key for key, name in operations.items()}
        self._operations |= {fold(key): key for key in operations}
        self._operation_words = [*operations.values(), *operations]
        self._systems: dict[str, str] = {key: key for key in known_systems}
        self._links: dict[tuple[str, str, str], str] = {}
        self.doubts = DateDoubts()

    def identified(self, form: Form, rows: dict[str, list[RawRow]]) -> Iterable[RawRow]:
        """The rows of a table, required fields and ids checked."""
        seen: dict[str, str] = {}
        for row in rows.get(form.key, []):
            for column in form.columns:
                if column.required and column.key in row.places and not row.values.get(column.key):
                    self._error(
                        f"missing-{column.key}",
                        row.places[column.key],
                        f"{form.sheet}の「{column.title}」が空欄です。",
                        column.note,
                    )
            given = row.values.get("id", "")
            if given in seen:
                self._error(
                    "duplicate-id",
                    row.places["id"],
                    f"ID「{given}」が重複しています。先の行: {seen[given]}",
                    "行ごとに異なるIDを付けてください。",
                )
            elif len(given) > MAX_ID or "\n" in given:
                self._error(
                    "bad-id",
                    row.places["id"],
                    f"ID「{given[:30]}」は使えません。",
                    f"{MAX_ID}字以内の1行で書いてください。",
                )
            if given:
                seen.setdefault(given, row.places["id"])
            yield row

    def learn(self, systems: Iterable[System]) -> None:
        """Let the rows that follow refer to these systems, by id or by a name used once."""
        names: dict[str, list[str]] = {}
        for system in systems:
            names.setdefault(system.name, []).append(system.id)
        self._systems = {name: ids[0] for name, ids in names.items() if len(ids) == 1} | (
            self._systems | {system.id: system.id for system in systems}
        )

    def system(self, row: RawRow) -> System:
        """One row of 現行システム."""
        value = row.values
        system = System(
            id=value.get("id", ""),
            name=value.get("name", ""),
            kind=self._kind(row),
            operations=self._operation_ids(row),
            department=value.get("department", ""),
            vendor=value.get("vendor", ""),
            contract_end=self._date(row, "contract_end"),
            cutover=self._date(row, "cutover"),
            note=value.get("note", ""),
        )
        self.findings += ends_too_soon(system, row.places.get("cutover", ""))
        return system

    def feature(self, row: RawRow) -> Feature:
        """One row of 現行機能."""
        value = row.values
        return Feature(
            id=value.get("id", ""),
            system=self._system(row, "system"),
            name=value.get("name", ""),
            description=value.get("description", ""),
            customised=self._yes(row),
            note=value.get("note", ""),
            counterparts=_parts(_COUNTERPARTS, value.get("counterparts", "")),
            departments=(
                _parts(_OPERATIONS, value["departments"]) if "departments" in value else None
            ),
        )

    def connection(self, row: RawRow) -> Connection:
        """One row of データ連携."""
        value = row.values
        provider, consumer = self._system(row, "provider"), self._system(row, "consumer")
        place = row.places.get("consumer", row.places["id"])
        if provider and provider == consumer:
            self._error(
                "self-connection",
                place,
                f"提供元と提供先が同じシステム「{provider}」です。",
                "異なるシステムの間の連携だけを書いてください。",
            )
        link = (provider, consumer, value.get("data", ""))
        if all(link) and link in self._links:
            message = f"同じ連携が既にあります。先の行: {self._links[link]}"
            self.findings.append(
                Finding("inventory.same-connection", Severity.WARNING, row.places["id"], message)
            )
        self._links.setdefault(link, row.places["id"])
        return Connection(
            id=value.get("id", ""),
            provider=provider,
            consumer=consumer,
            data=value.get("data", ""),
            method=value.get("method", ""),
            frequency=value.get("frequency", ""),
            note=value.get("note", ""),
        )

    def _kind(self, row: RawRow) -> SystemKind:
        word = row.values.get("kind", "")
        found = KIND_WORDS.get(word.casefold()) or KIND_WORDS.get(word)
        if word and found is None:
            labels = [kind.label for kind in SystemKind]
            self._error(
                "unknown-kind",
                row.places["kind"],
                f"種別「{word}」は使えません。",
                near_miss(word, labels) or f"使えるもの: {'、'.join(labels)}",
            )
        return found or SystemKind.LOCAL

    def _operation_ids(self, row: RawRow) -> tuple[str, ...]:
        found = []
        for word in _parts(_OPERATIONS, row.values.get("operations", "")):
            key = self._operations.get(fold(word))
            if key is None:
                self._error(
                    "unknown-operation",
                    row.places["operations"],
                    f"業務「{word}」は標準化対象業務にありません。",
                    near_miss(word, self._operation_words)
                    or "業務の名称（例: 国民健康保険）かIDを書いてください。",
                )
            elif key not in found:
                found.append(key)
        return tuple(found)

    def _system(self, row: RawRow, key: str) -> str:
        word = row.values.get(key, "")
        if word and word not in self._systems:
            self._error(
                "unknown-system",
                row.places[key],
                f"システム「{word}」は現行システムにありません。",
                near_miss(word, self._systems) or "現行システムに書いたIDを使ってください。",
            )
        return self._systems.get(word, word)

    def _date(self, row: RawRow, key: str) -> str:
        words = row.values.get(key, "")
        if not words:
            return ""
        try:
            found = read_date(words)
        except ValueError as error:
            advice = "例: 2026/3/31、令和8年3月31日"
            self._error("bad-date", row.places[key], str(error), advice)
            return ""
        title = SYSTEMS.column(key).title
        self.findings += self.doubts.of(words, found, title, row.places[key])
        return found.day.isoformat()

    def _yes(self, row: RawRow) -> bool:
        word = fold(row.values.get("customised", ""))
        if word and word not in YES | NO:
            self._error(
                "bad-yes-no",
                row.places["customised"],
                f"カスタマイズ「{word}」は読めません。",
                "はい／いいえ で書いてください。",
            )
        return word in YES

    def _error(self, code: str, where: str, message: str, advice: str) -> None:
        self.findings.append(Finding(f"inventory.{code}", Severity.ERROR, where, message, advice))


def _parts(separators: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in separators.split(text) if part.strip())
