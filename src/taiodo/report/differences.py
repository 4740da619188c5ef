"""版の比較: what a new edition changes, as a report a department can read."""

from datetime import date

from taiodo.catalog.compare import Change, ChangeKind, Comparison, marked_words
from taiodo.catalog.requirements import Requirement
from taiodo.report.content import Column, Report, Section, Table

SHOWN = (
    ChangeKind.TEXT_CHANGED,
    ChangeKind.OBLIGATION_CHANGED,
    ChangeKind.RENAMED,
    ChangeKind.RENUMBERED,
    ChangeKind.ADDED,
    ChangeKind.REMOVED,
    ChangeKind.COSMETIC,
)
FORMULA = "番号で対にし、番号が違うものは名称と要件文が一致するものを一対一で対にした。"
_COLUMNS = (
    Column("前の番号", 0.9),
    Column("新しい番号", 0.9),
    Column("機能名称", 1.6),
    Column("変更の種類", 1.2),
    Column("前の実装類型（指定都市／一般）", 1.3),
    Column("新しい実装類型（指定都市／一般）", 1.3),
    Column("前の要件", 3.4),
    Column("新しい要件", 3.4),
    Column("変わった語句（［−削除］［＋追加］）", 3.4),
)


def difference_report(
    municipality: str, operation: str, old: str, new: str, found: Comparison, written_on: date
) -> Report:
    """The comparison of two editions of one operation: counts, then a table per kind of change."""
    counts = [(kind.label, len(found.of(kind))) for kind in ChangeKind]
    columns = (Column("変更の種類", 2.0), Column("件数", 1.0, "count"))
    overview = Section(
        "変更の件数",
        (FORMULA, "一つの要件が複数の種類に当たることがある。"),
        tables=(Table("変更の種類ごとの件数", columns, tuple(counts)),),
    )
    tables = tuple(
        Table(kind.label, _COLUMNS, tuple(_row(change) for change in found.of(kind)))
        for kind in SHOWN
    )
    sections = [overview, Section("変更のある要件", tables=tables)]
    sections += [_beside(found)] if any(c.beside for c in found.changes) else []
    if found.proposals:
        sections.append(_proposals(found))
    return Report(
        f"{operation} {old}版と{new}版の比較",
        municipality,
        written_on,
        written_on,
        sections=tuple(sections),
    )


def _row(change: Change) -> tuple[object, ...]:
    old, new = change.old, change.new
    return (
        old.number if old else "",
        new.number if new else "",
        change.subject.name,
        change.words,
        _classes(old),
        _classes(new),
        old.text if old else "",
        new.text if new else "",
        marked(old.text, new.text) if old and new and old.text != new.text else "",
    )


def _classes(requirement: Requirement | None) -> str:
    if requirement is None:
        return ""
    return f"{requirement.designated_city.label}／{requirement.other.label}"


def marked(old: str, new: str) -> str:
    """The changed stretches in plain signs, for places that cannot colour words."""
    signs = {"gone": "［−{}］", "come": "［＋{}］"}
    return "".join(signs.get(w.state, "{}").format(w.text) for w in marked_words(old, new))


def _beside(found: Comparison) -> Section:
    columns = (
        Column("番号", 0.9), Column("機能名称", 1.8), Column("変わったもの", 1.4),
        Column("前", 3.4), Column("新", 3.4),
    )  # fmt: skip
    rows = tuple(
        (c.subject.number, c.subject.name, name, _written(c.old, name), _written(c.new, name))
        for c in found.changes
        for name in c.beside
    )
    words = ("要件の名称・文・実装類型のほかに変わったもの。回答を見直す理由には数えない。",)
    return Section("要件のほかの変更", words, tables=(Table("要件のほかの変更", columns, rows),))


def _written(requirement: Requirement | None, name: str) -> str:
    if requirement is None:
        return ""
    return {
        "見出し": " ＞ ".join(requirement.path),
        "要件の考え方・理由": requirement.rationale,
        "備考": requirement.note,
        "適合基準日": requirement.conformance_date,
    }[name]


def _proposals(found: Comparison) -> Section:
    columns = (
        Column("前の番号", 0.9), Column("前の要件", 3.4), Column("新しい番号", 0.9),
        Column("新しい要件", 3.4), Column("似ている度合い", 1.0, "percent"),
        Column("分割・統合", 1.0),
    )  # fmt: skip
    rows = tuple(
        (
            p.old.number, f"{p.old.name}\n{p.old.text}",
            p.new.number, f"{p.new.name}\n{p.new.text}",
            p.likeness, "候補" if p.several else "",
        )
        for p in found.proposals
    )  # fmt: skip
    words = ("文が似ているもの、分かれたり合わさったりしたと見えるもの。人が確かめる。",)
    return Section("対応の候補", words, tables=(Table("対応の候補", columns, rows),))
