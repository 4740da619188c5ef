"""仕様書の取込: preview a workbook, then commit exactly what was previewed."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from taiodo.access.rights import Action
from taiodo.catalog.editions import Edition, EditionKind
from taiodo.catalog.load import load_catalog, operation_of
from taiodo.catalog.operations import Operation
from taiodo.problems import Finding, Problem, Severity, errors
from taiodo.store import editions as stored
from taiodo.store.changes import record
from taiodo.store.engine import Reading, Transaction, alone
from taiodo.store.withdrawal import obstacle_to_withdrawal, withdraw_edition
from taiodo.workbook.layouts import SheetLook, keep_layout, sheet_looks
from taiodo.workbook.spec import SpecReading, read_spec
from taiodo.workbook.vocabulary import ROLES, Layout, layout_named, layouts
from taiodo.workflow.desk import Desk, home_folder

__all__ = [
    "ROLES", "EditionFacts", "Layout", "SheetLook", "SpecImported", "SpecReading", "can_undo",
    "commit", "imported", "keep", "known_layouts", "looks", "preview", "preview_as_dict", "undo",
]  # fmt: skip


NOT_IN_NAMES = frozenset('/\\:*?"<>|')
"""Signs that no file name may hold: editions name files people download."""


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What people say of the edition they import; dates ISO or "".

    `supplement`: it is a specification of another body, to be laid over the national one.
    """

    operation: str
    edition: str
    title: str = ""
    source: str = ""
    source_url: str = ""
    published: str = ""
    effective_from: str = ""
    supplement: bool = False


@dataclass(frozen=True, slots=True)
class SpecImported:
    """A committed import."""

    operation: str
    edition: str
    count: int
    findings: tuple[Finding, ...]

    def as_dict(self) -> dict[str, object]:
        """The JSON form of `spec import`."""
        return {"count": self.count, "findings": [f.as_dict() for f in self.findings]}


def preview(source: Path | bytes, name: str = "", layout: str | Layout = "") -> SpecReading:
    """How a workbook would be read; nothing is stored.

    Args:
        source: the file or its bytes.
        name: the file's name as shown to people.
        layout: the name of a layout, or a layout itself; detected when "".

    Raises:
        Problem: the file is no readable workbook, or no such layout exists.
    """
    if isinstance(layout, str):
        return read_spec(source, name, layout_named(layout, kept=kept_folder()) if layout else None)
    return read_spec(source, name, layout)


def kept_folder() -> Path:
    """Where layouts people made are kept, in the data directory."""
    return home_folder() / "mapping" / "layouts"


def known_layouts() -> dict[str, str]:
    """The names of the layouts there are → what they are for."""
    return {name: layout.title for name, layout in layouts(kept=kept_folder()).items()}


def keep(desk: Desk, layout: Layout, name: str, title: str = "") -> Layout:
    """Keep a layout under a name, for this and the next files of its publisher.

    Raises:
        Problem: the name cannot be used or is taken, or the person has no right to.
    """
    if name.strip() in known_layouts():
        raise Problem(
            f"様式「{name.strip()}」は既にあります。", advice="別の名前を付けてください。"
        )
    with desk.changing(Action.IMPORT_SPEC) as (tx, body):
        kept = keep_layout(kept_folder(), replace(layout, name=name), title)
        record(tx, "add", "layout", municipality_id=body.id, summary=kept.name)
    return kept


def looks(source: Path | bytes, name: str = "") -> tuple[SheetLook, ...]:
    """The top of every sheet as it stands.

    Raises:
        Problem: the file cannot be opened.
    """
    return sheet_looks(source, name)


def preview_as_dict(reading: SpecReading) -> dict[str, object]:
    """The JSON form of `spec preview`."""
    return {
        "layout": reading.layout,
        "columns": dict(reading.columns),
        "count": len(reading.requirements),
        "findings": [f.as_dict() for f in reading.findings],
        "digest": reading.digest,
    }


def commit(
    desk: Desk, reading: SpecReading, facts: EditionFacts, *, digest: str | None = None
) -> SpecImported:
    """Store a previewed workbook as one edition, all or nothing.

    Args:
        desk: where to store, and who does it.
        reading: the preview.
        facts: operation and edition it is imported as.
        digest: the digest shown to the person who confirmed, checked against the reading.

    Raises:
        Problem: the reading has errors, differs from what was confirmed, or the edition exists.
    """
    operation = operation_of(facts.operation)
    name = edition_name(facts.edition)
    if digest is not None and digest != reading.digest:
        raise Problem(
            "確認した内容と、これから取り込む内容が異なります。取り込んでいません。",
            advice="もう一度ファイルを選び、読み取り結果を確認してください。",
        )
    refuse_errors(reading)
    edition = Edition(
        operation.id,
        name,
        EditionKind.SUPPLEMENT if facts.supplement else EditionKind.OFFICIAL,
        facts.title or _title(operation, name, facts),
        facts.source or f"{operation.ministry}（{reading.name}）",
        facts.source_url,
        facts.published,
        facts.effective_from,
        reading.sha256,
        reading.requirements,
    )
    with desk.changing(Action.IMPORT_SPEC) as (tx, _):
        alone(tx)
        aside = _make_room(tx, operation.id, name)
        findings = (*reading.findings, *aside, *_same_file(tx, reading))
        if not facts.supplement:
            findings += tuple(_other_operations(operation, reading))
        stored.add_edition(
            tx, edition, file_name=reading.name, layout=reading.layout, digest=reading.digest
        )
    return SpecImported(operation.id, name, len(reading.requirements), findings)


def _title(operation: Operation, name: str, facts: EditionFacts) -> str:
    if facts.supplement:
        return f"{operation.name} 独自の追加仕様 {name}"
    return f"{operation.name} 標準仕様書 {name}版"


def refuse_errors(reading: SpecReading) -> None:
    """Refuse a reading that has errors, naming the first of them."""
    found = errors(reading.findings)
    if found:
        first = found[0]
        raise Problem(
            f"読み取りに誤りが{len(found)}件あり、取り込んでいません。最初の誤り: {first.message}",
            first.where,
            first.advice,
            findings=reading.findings,
        )


def edition_name(given: str) -> str:
    """A usable edition name.

    Raises:
        Problem: it is empty, too long, or one of the words taiodo keeps for its own lists.
    """
    plain = " ".join(unicodedata.normalize("NFKC", given).split())
    name = plain.removesuffix("版").removeprefix("第").strip()
    if not name or len(name) > 40 or not name.isprintable() or set(name) & NOT_IN_NAMES:
        raise Problem(
            "版の名前が正しくありません。",
            given,
            '40字以内で、/ \\ : * ? " < > | を使わずに入れてください（例: 6.1）。',
        )
    if name == "outline":
        raise Problem(
            "「outline」は概略機能一覧の名前です。",
            advice="標準仕様書の版（例: 6.1）を入れてください。",
        )
    return name


def _make_room(tx: Transaction, operation: str, name: str) -> tuple[Finding, ...]:
    """Refuse a second import; a list of headings already surveyed steps aside under a new name."""
    present = stored.editions(tx, operation).get((operation, name))
    if present is None:
        return ()
    title = load_catalog().operations[operation].name
    if present.kind in stored.IMPORTED:
        raise Problem(
            f"{title} {name}版は既に取り込まれています。取り込んでいません。",
            advice="取り込んだ版は変えられません。別の版なら、版の名前を変えてください。",
        )
    aside = f"{name}（見出し）"
    stored.rename_edition(tx, operation, name, aside)
    return (
        Finding(
            "spec.headings-aside",
            Severity.INFO,
            f"{title} {name}",
            f"見出しだけの「{name}」で始めた調査は「{aside}」として残しました。",
            "本文を取り込んだ版で、改めて調査を始めてください。",
        ),
    )


def _other_operations(operation: Operation, spec: SpecReading) -> Iterator[Finding]:
    """Numbers of seven digits begin with a 業務ID: another operation's tells of a wrong choice."""
    catalog = load_catalog()
    shared = [f for f in catalog.shared_functions if operation.id in f.operations]
    own = {*operation.business_ids, *(i for f in shared for i in f.business_ids)}
    begun = {r.number[:3] for r in spec.requirements if re.fullmatch(r"\d{7}", r.number)}
    if not begun or begun & own:
        return
    owners = [o.name for o in catalog.operations.values() if begun & set(o.business_ids)]
    yield Finding(
        "spec.other-operation",
        Severity.WARNING,
        spec.name,
        f"機能IDの先頭（{'・'.join(sorted(begun)[:5])}）が{operation.name}の業務ID"
        f"（{'・'.join(sorted(own))}）と合いません。",
        f"{'・'.join(owners)}の仕様書ではありませんか。"
        if owners
        else "業務の指定を確かめてください。",
    )


def _same_file(reading: Reading, spec: SpecReading) -> tuple[Finding, ...]:
    known = stored.edition_of_file(reading, spec.sha256)
    if known is None:
        return ()
    title = load_catalog().operations[known[0]].name
    return (
        Finding(
            "spec.same-file",
            Severity.WARNING,
            spec.name,
            f"同じファイルが{title} {known[1]}版として既に取り込まれています。",
            "業務と版の指定に誤りがないか確かめてください。",
        ),
    )


def imported(desk: Desk) -> tuple[stored.ImportedEdition, ...]:
    """The editions imported so far, newest first."""
    with desk.reading() as (reading, _):
        return tuple(reversed(stored.imported_editions(reading)))


def can_undo(desk: Desk, operation: str, edition: str) -> bool:
    """Whether an imported edition can be taken out again: nobody has answered to it."""
    with desk.reading() as (reading, _):
        return not _obstacle(reading, operation, edition)


def undo(desk: Desk, operation: str, edition: str) -> None:
    """Take an imported edition out again, with surveys of it that nobody has answered.

    The audit trail keeps what was imported and that it was taken out.

    Raises:
        Problem: the edition was not imported, or somebody has answered to it.
    """
    known = operation_of(operation)
    with desk.changing(Action.IMPORT_SPEC) as (tx, _):
        alone(tx)
        obstacle = _obstacle(tx, known.id, edition)
        if obstacle:
            raise Problem(
                f"{known.name} {edition}版の取り込みは取り消せません。{obstacle}",
                advice="回答のある版はそのまま残し、正しい内容は別の版として取り込んでください。",
            )
        withdraw_edition(tx, known.id, edition)


def _obstacle(reading: Reading, operation: str, edition: str) -> str:
    present = stored.editions(reading, operation).get((operation, edition))
    if present is None or present.kind not in stored.IMPORTED:
        return "取り込んだ版ではありません。"
    return obstacle_to_withdrawal(reading, operation, edition)
