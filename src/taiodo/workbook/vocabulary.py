"""The words and named layouts by which published workbooks are recognised (`mapping/layouts`)."""

import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from taiodo.catalog.files import data_root
from taiodo.catalog.requirements import Obligation
from taiodo.problems import Problem, near_miss
from taiodo.workbook.header_grammar import role_of
from taiodo.workbook.words import (
    CLASSES,
    DATA,
    FORM,
    FUNCTION,
    HEADINGS,
    INVISIBLE,
    KINDS,
    ROLES,
    bracketed,
    fold,
    without_joints,
    without_remarks,
)

__all__ = [
    "CLASSES",
    "DATA",
    "FORM",
    "FUNCTION",
    "HEADINGS",
    "KINDS",
    "ROLES",
    "Layout",
    "Vocabulary",
    "fold",
    "layout_named",
    "layouts",
    "vocabulary",
    "without_remarks",
]

_VOCABULARY = "vocabulary"


@dataclass(frozen=True)
class Layout:
    """How one publisher's workbook is laid out, given instead of detected.

    `sheets` are names ((): every visible sheet), `header_row` the first header row counted from 1,
    `columns` maps column letters to the roles of `ROLES`, `legend` signs to classes.
    """

    name: str
    title: str = ""
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    header_rows: int = 1
    columns: dict[str, str] = field(default_factory=dict)
    legend: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """Header words, class words and signs, folded for comparison (word → (role, preference))."""

    columns: dict[str, tuple[str, int]]
    kinds: dict[str, str]
    classes: dict[str, Obligation]
    variants: dict[str, str]
    conventional: dict[str, Obligation]
    end_marks: frozenset[str]
    note_marks: tuple[str, ...]
    vacant: frozenset[str]
    deleted_revisions: frozenset[str]
    ticks: frozenset[str]
    side_sheets: dict[str, tuple[str, ...]]
    side_names: dict[str, str] = field(default_factory=dict)
    outdated: frozenset[str] = frozenset()
    current: frozenset[str] = frozenset()
    other_kinds: frozenset[str] = frozenset()
    levels: dict[str, str] = field(default_factory=dict)
    level_words: tuple[str, ...] = ()
    text_words: tuple[str, ...] = ()
    text_ends: tuple[str, ...] = ()
    sections: frozenset[str] = frozenset()
    list_words: dict[str, str] = field(default_factory=dict)
    list_titles: dict[str, str] = field(default_factory=dict)
    function_marks: tuple[str, ...] = ("機能",)
    note_words: frozenset[str] = frozenset()
    ditto: frozenset[str] = frozenset()
    blanks: frozenset[str] = frozenset()
    nothing: frozenset[str] = frozenset()
    partly_deleted: tuple[str, ...] = ()
    _roles: dict[str, tuple[str, int] | None] = field(default_factory=dict, compare=False)

    def role(self, text: str) -> tuple[str, int] | None:
        """The role a header word gives its column, and how far it is preferred (0: most)."""
        if not text:
            return None
        if text not in self._roles:
            if len(self._roles) > _REMEMBERED:
                self._roles.clear()
            self._roles[text] = role_of(text, self)
        return self._roles[text]

    def known(self, folded: str) -> tuple[str, int] | None:
        """The role of a folded word that stands in the vocabulary."""
        if folded in self.columns:
            return self.columns[folded]
        if folded in self.kinds:
            return self.kinds[folded], 1
        if folded in self.classes and self.classes[folded].value in CLASSES:
            return self.classes[folded].value, 0
        return None

    @cached_property
    def plain_kinds(self) -> dict[str, str]:
        """Words for kinds of municipality without joints; "" where taiodo keeps no such kind."""
        others = {without_joints(word): "" for word in self.other_kinds}
        return others | {without_joints(word): kind for word, kind in self.kinds.items()}

    @cached_property
    def kinds_by_length(self) -> tuple[tuple[str, str], ...]:
        """The same, longest first."""
        return tuple(sorted(self.plain_kinds.items(), key=lambda pair: -len(pair[0])))

    def list_kind(self, title: str, headers: Iterable[str]) -> str:
        """The kind of requirement a list holds, by its sheet's title or its folded headers."""
        folded = fold(title)
        known = {without_remarks(header) for header in headers}
        kinds = [self.list_words[word] for word in known if word in self.list_words]
        for word, kind in self.list_titles.items():
            if word in folded and kind in kinds:
                return kind
        if any(word.startswith(self.function_marks) for word in known):
            return FUNCTION
        return kinds[0] if len(set(kinds)) == 1 else FUNCTION

    def sign(self, text: str) -> str:
        """The sign as this vocabulary writes it: 〇 and ◯ become ○, １ and 1 are one."""
        stripped = text.strip().translate(INVISIBLE)
        if stripped not in self.variants and not stripped.isascii():
            stripped = unicodedata.normalize("NFKC", stripped)
        return self.variants.get(stripped, stripped)

    def class_of(self, words: str) -> Obligation | None:
        """The class that words name exactly, ignoring width, blanks and bracketed remarks."""
        folded = fold(words)
        bare = without_remarks(folded).strip("[]【】<>「」")
        return self.classes.get(folded) or self.classes.get(bare)

    def class_ending(self, words: str) -> Obligation | None:
        """The class whose name the words end with."""
        folded = fold(words)
        return next((o for word, o in self.classes.items() if folded.endswith(word)), None)

    def class_beginning(self, words: str) -> Obligation | None:
        """The class whose name the words begin with, as explanations in legends do."""
        folded = fold(words).lstrip("「『【[(:・=→…")
        for word, obligation in self.classes.items():
            if folded.startswith(word):
                return None if folded[len(word) :].startswith(_NEGATED) else obligation
        return None

    def class_within(self, words: str) -> Obligation | None:
        """The class an explanation names: at its beginning, in brackets, or at its end."""
        told = self.class_of(words) or self.class_beginning(words)
        if told:
            return told
        named = (self.class_of(part) for part in bracketed(fold(words)))
        return next((o for o in named if o), None) or self.class_ending(words.rstrip("。.）)」"))

    def names_class(self, words: str) -> bool:
        """Whether the name of a class stands anywhere in the words."""
        folded = fold(words)
        return any(word in folded for word in self.classes)


_REMEMBERED = 20_000
_NEGATED = ("でな", "ではな", "としな", "とは限", "以外")


@cache
def vocabulary(root: Path | None = None) -> Vocabulary:
    """The vocabulary shipped with the product (or under another data root).

    Raises:
        Problem: the file is missing or malformed.
    """
    data = _load(_folder(root) / f"{_VOCABULARY}.toml")
    try:
        return _built(data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Problem(
            "読み取りの語彙ファイルの書き方が正しくありません。",
            f"mapping/layouts/{_VOCABULARY}.toml",
            f"欠けているか誤っている項目: {error}",
        ) from error


def _built(data: dict[str, Any]) -> Vocabulary:
    columns: dict[str, tuple[str, int]] = {}
    for role, words in data["columns"].items():
        for rank, word in enumerate(words):
            columns.setdefault(fold(word), (role, rank))
    pairs = [
        (fold(word), Obligation(code))
        for code, words in data["obligations"].items()
        for word in words
    ]
    rows = data["rows"]
    return Vocabulary(
        columns=columns,
        kinds={fold(word): kind for kind, words in data["kinds"].items() for word in words},
        classes=dict(sorted(pairs, key=lambda pair: -len(pair[0]))),
        variants={v: sign for sign, given in data["symbol_variants"].items() for v in given},
        conventional={s: Obligation(code) for s, code in data["conventional_symbols"].items()},
        end_marks=frozenset(fold(word) for word in rows["end_marks"]),
        note_marks=tuple(rows["note_marks"]),
        vacant=frozenset(fold(word) for word in rows["vacant"]),
        deleted_revisions=frozenset(fold(word) for word in rows["deleted_revisions"]),
        ticks=frozenset(rows["ticks"]),
        side_sheets={kind: tuple(words) for kind, words in data["sheets"].items()},
        side_names={
            fold(name): kind
            for kind, names in data.get("sheet_names", {}).items()
            for name in names
        },
        outdated=_headers(data, "outdated"),
        current=_headers(data, "current"),
        other_kinds=_headers(data, "other_kinds"),
        levels={mark: role for role, marks in data.get("levels", {}).items() for mark in marks},
        level_words=tuple(data.get("level_words", {}).get("headers", ())),
        text_words=tuple(data.get("text_words", {}).get("headers", ())),
        text_ends=tuple(data.get("text_words", {}).get("ends", ())),
        sections=_headers(data, "sections"),
        list_words=_by_word(data.get("lists", {}), "headers"),
        list_titles=_by_word(data.get("lists", {}), "titles"),
        note_words=frozenset(fold(word) for word in rows.get("note_words", ())),
        ditto=frozenset(rows.get("ditto", ())),
        blanks=frozenset(fold(word) for word in rows.get("blanks", ())),
        nothing=frozenset(fold(word) for word in rows.get("nothing", ())),
        partly_deleted=tuple(rows.get("partly_deleted", ())),
    )


def _headers(data: dict[str, Any], key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in data.get(key, {}).get("headers", ()))


def _by_word(lists: dict[str, Any], key: str) -> dict[str, str]:
    return {fold(word): kind for kind, given in lists.items() for word in given.get(key, ())}


def layouts(root: Path | None = None, kept: Path | None = None) -> dict[str, Layout]:
    """Every named layout, by name: those shipped, and those people kept in the folder `kept`.

    Raises:
        Problem: a layout file is malformed or names an unknown role.
    """
    files = sorted(_folder(root).glob("*.toml"))
    if kept is not None and kept.is_dir():
        files += sorted(kept.glob("*.toml"))
    return {f.stem: _layout(f) for f in files if f.stem != _VOCABULARY}


def layout_named(name: str, root: Path | None = None, kept: Path | None = None) -> Layout:
    """One named layout.

    Raises:
        Problem: there is none of that name; the nearest is suggested.
    """
    known = layouts(root, kept)
    if name not in known:
        raise Problem(
            f"読み取り様式「{name}」はありません。",
            advice=near_miss(name, known) or f"使えるもの: {'、'.join(known)}",
        )
    return known[name]


def _layout(file: Path) -> Layout:
    data = _load(file)
    where = f"mapping/layouts/{file.name}"
    columns = {str(k).upper(): str(v) for k, v in data.get("columns", {}).items()}
    for letter, role in columns.items():
        if role not in ROLES:
            raise Problem(
                f"列 {letter} の役割「{role}」は使えません。",
                where,
                near_miss(role, ROLES) or f"使えるもの: {'、'.join(ROLES)}",
            )
    try:
        return Layout(
            name=file.stem,
            title=str(data["title"]),
            sheets=tuple(data.get("sheets", ())),
            header_row=int(data["header_row"]),
            header_rows=int(data["header_rows"]),
            columns=columns,
            legend={s: Obligation(v).value for s, v in data.get("legend", {}).items()},
        )
    except (KeyError, ValueError, TypeError) as error:
        raise Problem(
            "読み取り様式のファイルの書き方が正しくありません。",
            where,
            f"欠けているか誤っている項目: {error}",
        ) from error


def _load(file: Path) -> dict[str, Any]:
    where = f"mapping/layouts/{file.name}"
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise Problem(
            "読み取りに要るデータファイルがありません。", where, "製品を入れ直してください。"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Problem("TOMLとして読めません。", where, str(error)) from error


def _folder(root: Path | None) -> Path:
    return (root or data_root()) / "mapping" / "layouts"
